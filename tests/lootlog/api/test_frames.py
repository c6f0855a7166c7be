"""The server coordinates peers of the documented protocol, frame by frame, over HTTP."""

import time
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from characters.models import Guild
from lootlog.domain.entries import Entry, chained
from lootlog.domain.protocol.frames import frames_of
from lootlog.domain.protocol.lists import Detail
from lootlog.domain.protocol.log import Log, Profile
from lootlog.domain.protocol.messages import RequestLogList, message_text
from lootlog.domain.protocol.outbox import Outbox
from lootlog.domain.protocol.peer import Peer
from lootlog.models import LogEntry, Quarantined
from lootlog.models import Peer as PeerRow
from lootlog.selectors.digests import ledger_digest
from lootlog.services.writing import Award, award
from tests.factories.lootlog import writer
from tests.lootlog.exchange.peers import second_officer


@dataclass
class Companion:
    """A member's addon, and the program beside it that carries frames to the server and back."""

    client: Any
    profile: Any
    name: str = "Olga-senjin"
    author: UUID = field(default_factory=uuid4)

    def __post_init__(self) -> None:
        self.now = time.time() - 10
        realm = self.profile.guild.realm
        owner = f"{realm.region}/{realm.slug}/{self.profile.guild.slug}"
        log = Log(Profile(self.profile.uuid, self.profile.name, owner))
        self.peer = Peer(self.name, [log], self.profile.uuid, owners={owner}, may_write=lambda *_: "", now=self.now)
        self.peer.session.wire.outbox = Outbox(burst=10_000, per_second=10_000.0)
        self.peer.group_changed([self.name, "Vaultkeeper-senjin"], "Vaultkeeper-senjin", self.now)
        self.pending: list[str] = []

    @property
    def log(self) -> Log:
        return self.peer.books.log

    def write(self, count: int) -> None:
        """Let the member write alone."""
        own = [one for one in self.log.entries.values() if one.author == self.author]
        last = max(own, key=lambda one: one.sequence, default=None)
        drafts = [
            Entry(
                self.profile.uuid, self.author, 0, "", int(self.now) - 3600 + n, self.name, "Thrall-senjin", Decimal(5)
            )
            for n in range(count)
        ]
        for entry in chained(drafts, **({"sequence": last.sequence, "previous": last.hash} if last else {})):
            self.log.add(entry)

    def post(self, frames: list[Any], **more: Any) -> Any:
        """Carry frames to the server."""
        address = f"/api/lootlog/profiles/{self.profile.pk}/messages/"
        body = {"frames": frames, "name": self.name, **more}
        return self.client.post(address, body, content_type="application/json")

    def step(self) -> Any:
        """Carry over what the addon has to say, and let it read the answer."""
        answer = self.post(self.pending)
        assert answer.status_code == 200, answer.content
        told = answer.json()
        self.pending = [
            send.frame for frame in told["frames"] for send in self.peer.receive(told["sender"], frame, self.now)
        ]
        self.now += 3
        self.pending += [send.frame for send in self.peer.tick(self.now)]
        return told

    def sync(self, steps: int = 12) -> int:
        """Go on until both hold the same; return how many steps that took."""
        for number in range(steps):
            self.step()
            if self.log.digest == ledger_digest(self.profile).root and not self.pending:
                return number + 1
        raise AssertionError(f"still {self.log.digest.count} of {ledger_digest(self.profile).root.count}")


@pytest.fixture
def member(world, profile):
    return Companion(world.client("officer"), profile)


def give(world, profile, count):
    if count:
        award(profile, [Award("Thrall-senjin", Decimal(3))] * count, by=writer(world.officer, world.now))


@pytest.mark.parametrize(("theirs", "ours"), [(0, 0), (0, 9), (9, 0), (12, 30)])
def test_a_member_and_the_server_end_with_the_same(world, profile, member, theirs, ours):
    member.write(theirs)
    give(world, profile, ours)
    assert member.sync() <= 6
    assert LogEntry.objects.count() == theirs + ours
    row = PeerRow.objects.get()
    assert (row.label, bool(row.in_sync_at), row.queue_place) == (member.name, True, None)


def test_a_longer_difference_goes_in_portions(world, profile, member):
    give(world, profile, 450)
    assert member.sync(20) <= 16


def test_one_member_at_a_time_and_the_announcement_tells_who_waits(world, profile, member):
    give(world, profile, 3)
    other = Companion(second_officer(world), profile, "Otto-senjin")
    other.write(2)
    member.step()
    assert other.step()["before"] == 1
    assert other.peer.session.member.position == 1
    member.sync()
    assert other.step()["before"] == 0
    other.sync()
    assert LogEntry.objects.count() == 5
    member.sync()
    assert member.log.digest == other.log.digest


def test_a_live_entry_enters_while_others_have_their_turn(world, profile, member):
    member.step()
    other = Companion(second_officer(world), profile, "Otto-senjin")
    drafts = [Entry(profile.uuid, other.author, 0, "", int(other.now), other.name, "Thrall-senjin", Decimal(5))]
    other.pending = [send.frame for send in other.peer.append(chained(drafts)[0], other.now)]
    assert (other.step()["new"], LogEntry.objects.count()) == (1, 1)


def test_entries_that_may_not_enter_are_told_and_not_asked_for_for_ever(world, profile, member):
    member.write(3)
    member.log.add(Entry(profile.uuid, uuid4(), 10**6, "a" * 64, int(member.now), "X", "Thrall-senjin", Decimal(5)))
    told = [member.step() for _ in range(8)]
    assert sum(len(step["not_taken"]) for step in told) == Quarantined.objects.count() == 1
    assert LogEntry.objects.count() == 3
    assert len(told[-1]["frames"]) <= 2


# ---- who may, and what is refused ----


@pytest.mark.parametrize(("who", "status"), [("anonymous", 401), ("stranger", 403), ("member", 200), ("officer", 200)])
def test_members_send_frames_and_officers_bring_entries(world, profile, who, status):
    Guild.objects.update(is_public=True)
    companion = Companion(world.client(who), profile)
    companion.write(2)
    assert companion.post([]).status_code == status
    if status == 200:
        told = [companion.step() for _ in range(6)]
        assert LogEntry.objects.count() == (2 if who == "officer" else 0)
        assert any(step["differs"] for step in told) == (who == "member")


def test_a_name_is_one_accounts(world, profile, member):
    member.step()
    thief = Companion(second_officer(world), profile, member.name)
    assert (thief.post([]).status_code, PeerRow.objects.count()) == (409, 1)


@pytest.mark.parametrize(
    ("frames", "unread"),
    [
        (["nothing"], 1),
        (["7\tLOG_LIST_REPLY\tx"], 1),
        (["\0"], 1),
        (["1\tLOG_ENTRY\t" + "A" * 22 + "\t0.1\t1/2\tx"], 1),
    ],
)
def test_what_is_no_frame_is_told_and_the_rest_goes_on(world, profile, member, frames, unread):
    answer = member.post(frames)
    assert (answer.status_code, len(answer.json()["unread"])) == (200, unread)
    assert ("NACK\t7\t1" in answer.json()["frames"]) == frames[0].startswith("7")


@pytest.mark.parametrize(
    "body", [{"frames": "x"}, {"frames": [1]}, {"frames": ["x" * 256]}, {"frames": ["x"] * 1_001}, {"more": 1}]
)
def test_a_body_that_holds_no_frames_is_refused(world, profile, member, body):
    answer = member.client.post(
        f"/api/lootlog/profiles/{profile.pk}/messages/", {"frames": [], "name": "Olga", **body},
        content_type="application/json",
    )  # fmt: skip
    assert answer.status_code == 400


def test_nobody_without_a_name_sends_frames(world, profile, member):
    member.name = " "
    assert member.post([]).status_code == 409


def test_frames_of_another_profile_are_refused(world, profile, member):
    elsewhere = RequestLogList(uuid4(), Detail.SUMS)
    frames = frames_of("REQUEST_LOG_LIST", elsewhere.profile, "0.1", message_text(elsewhere))
    assert member.post(frames).status_code == 409
