"""Peers sync through the API: who may, in which order, and what becomes of what should not enter."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import msgspec
import pytest
from django.test import Client

from characters.models import Guild
from lootlog.api import messages
from lootlog.domain.entries import imported_author
from lootlog.domain.exchange.messages import AskWeeks, Device
from lootlog.domain.exchange.rows import row_of
from lootlog.models import Delivery, Fork, LogEntry, Peer, Quarantined, Stream
from lootlog.selectors.digests import ledger_digest
from lootlog.services.profiles import archive_profile, create_profile
from lootlog.services.writing import Award, award
from tests.factories.characters import GuildAccessFactory
from tests.factories.lootlog import writer
from tests.lootlog.exchange.peers import NOTHING, ApiPeer, drafts, second_officer, swap, written

WEEKS = {"ask": "weeks", "root": NOTHING}


@pytest.fixture
def peer(world, profile):
    return ApiPeer(world.client("officer"), profile)


def document(ask, peer=None):
    told = msgspec.structs.replace(ask, peer=Device(peer.uuid, peer.label) if peer else None)
    return msgspec.to_builtins(told)


def test_two_who_wrote_alone_end_with_the_same(world, profile, peer):
    held = peer.holding()
    award(profile, [Award("Thrall-Garona", Decimal(3))] * 4, by=writer(world.officer, world.now))
    written(held, peer, 5)
    outcome = peer.sync(held)
    assert (outcome.in_sync, outcome.new, len(outcome.received)) == (True, 5, 4)
    assert held.root == ledger_digest(profile).root
    row = Peer.objects.get()
    assert (row.lacks, row.has_more, row.queue_place, row.error, row.digest) == (0, 0, None, "", str(held.root))
    assert row.in_sync_at and row.owner == world.officer
    delivery = Delivery.objects.get(channel=Delivery.Channel.PEER)
    assert (delivery.by, delivery.note, delivery.entries.count()) == (world.officer, "from Olga's laptop", 5)
    stream = Stream.objects.get(uuid=peer.uuid)
    assert (stream.source, stream.owner, stream.head_sequence) == (Stream.Source.PEER, world.officer, 5)


def test_a_peer_in_sync_asks_once_and_nothing_is_written(world, profile, peer, django_assert_max_num_queries):
    held = peer.holding()
    written(held, peer, 3)
    peer.sync(held)
    peer.trips, before = 0, Delivery.objects.count()
    with django_assert_max_num_queries(22):
        assert peer.sync(held).in_sync
    assert (peer.trips, Delivery.objects.count()) == (1, before)


def test_entries_of_a_file_that_two_officers_bring_meet(world, profile, peer):
    author = imported_author(profile.uuid, "gen1:leader-garona")
    history = [replace(draft, author=author, sequence=number) for number, draft in enumerate(drafts(profile, 6), 1)]
    first, second = peer.holding(), peer.holding()
    for entry in history[:4]:
        first.add(entry)
    for entry in history[2:]:
        second.add(entry)
    other = ApiPeer(second_officer(world), profile)
    assert peer.sync(first).new == 4
    assert other.sync(second).new == 2
    assert (LogEntry.objects.count(), Stream.objects.get().source) == (6, Stream.Source.FILE)
    assert not Quarantined.objects.exists()


def test_one_device_with_two_histories_is_a_fork_and_both_count(world, profile, peer):
    held, restored = peer.holding(), peer.holding()
    written(held, peer, 2)
    written(restored, peer, 1, delta=Decimal(7))
    peer.sync(held)
    assert peer.sync(restored).forks == 1
    assert (Fork.objects.get().sequence, LogEntry.objects.count()) == (1, 3)


# ---- who may ----


@pytest.mark.parametrize(("who", "status"), [("anonymous", 404), ("stranger", 404), ("member", 200), ("officer", 200)])
def test_whoever_may_read_may_ask(world, profile, who, status):
    assert ApiPeer(world.client(who), profile).post(WEEKS).status_code == status
    Guild.objects.update(is_public=True)
    assert ApiPeer(world.client(who), profile).post(WEEKS).status_code == 200


@pytest.mark.parametrize("is_public", [True, False])
@pytest.mark.parametrize("who", ["anonymous", "stranger", "member"])
def test_only_officers_bring_entries(world, profile, who, is_public):
    Guild.objects.update(is_public=is_public)
    peer = ApiPeer(world.client(who), profile)
    answer = peer.post(document(swap(*drafts(profile, 1)), peer))
    hidden = not is_public and who != "member"
    assert answer.status_code == (404 if hidden else 401 if who == "anonymous" else 403)
    assert not LogEntry.objects.exists() and not Quarantined.objects.exists()


@pytest.mark.parametrize(("scope", "status"), [("read", 403), ("upload", 403), ("officer", 200)])
def test_a_token_asks_with_any_scope_and_brings_with_the_officers(world, profile, scope, status):
    peer = ApiPeer(Client(), profile, world.token("officer", scope))
    held = peer.holding()
    [entry] = written(held, peer, 1)
    assert peer.post(document(swap(entry), peer)).status_code == status
    assert LogEntry.objects.count() == (status == 200)


def test_a_token_of_another_guild_finds_nothing(world, profile):
    other = GuildAccessFactory(user=world.officer, level="officer").guild
    assert ApiPeer(Client(), profile, world.token("officer", "officer", other)).post(WEEKS).status_code == 404


def test_a_form_of_another_site_brings_nothing(world, profile):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.officer)
    assert ApiPeer(client, profile).post(WEEKS).status_code == 403


def test_who_brings_entries_names_the_device(world, profile, peer):
    answer = peer.post(document(swap(*drafts(profile, 1))))
    assert (answer.status_code, "device" in answer.json()["detail"]) == (409, True)


def test_a_device_is_its_owners(world, profile, peer):
    peer.holding()
    thief = ApiPeer(second_officer(world), profile, uuid=peer.uuid)
    assert (thief.post(document(AskWeeks(root=NOTHING), thief)).status_code, Peer.objects.count()) == (409, 1)


def test_only_members_devices_are_kept_and_not_without_end(world, profile, monkeypatch):
    Guild.objects.update(is_public=True)
    monkeypatch.setattr("lootlog.services.peers.MOST_DEVICES", 3)
    for who in ("anonymous", "stranger"):
        ApiPeer(world.client(who), profile).holding()
    assert not Peer.objects.exists()
    devices = [ApiPeer(world.client("member"), profile) for _ in range(5)]
    for device in devices:
        device.holding()
    assert set(Peer.objects.values_list("uuid", flat=True)) == {device.uuid for device in devices[2:]}


# ---- what does not enter ----


def test_forged_entries_wait_in_quarantine_and_the_rest_enters(world, profile, peer):
    [row] = award(profile, [Award("Thrall-Garona", Decimal(3))], by=writer(world.officer, world.now))
    held = peer.holding()
    [good, *_] = written(held, peer, 1)
    in_her_name = replace(good, author=row.stream.uuid, sequence=2, previous=row.hash)
    far_away = replace(good, sequence=2, timestamp=good.timestamp + 10**7)
    jumping = replace(good, sequence=10**6)
    bring = [row_of(entry) for entry in (good, in_her_name, far_away, jumping)]
    changed = msgspec.structs.replace(row_of(replace(good, delta=Decimal(50))), hash="f" * 64)
    elsewhere = row_of(replace(good, profile=uuid4()))
    ask = msgspec.structs.replace(swap(), bring=[*bring, changed, elsewhere])
    told = peer.ask(ask)
    reasons = {item.hash: item.reason for item in told.not_taken}
    assert (told.new, len(reasons), LogEntry.objects.count()) == (1, 5, 2)
    for name, reason in (
        (in_her_name.hash, "writes here"), (far_away.hash, "ahead"), (jumping.hash, "jumps"), ("f" * 64, "changed"),
        (elsewhere.hash, "another profile"),
    ):  # fmt: skip
        assert reason in reasons[name]
    assert Quarantined.objects.count() == 5
    peer.ask(ask)
    assert (Quarantined.objects.count(), LogEntry.objects.count()) == (5, 2)
    assert "Set aside: 5, such as: " in Peer.objects.get().error


def test_who_holds_what_is_not_taken_is_in_sync_but_for_it(world, profile, peer):
    held = peer.holding()
    written(held, peer, 2)
    held.add(replace(drafts(profile, 1)[0], author=peer.uuid, sequence=10**6, previous="a" * 64))
    outcome = peer.sync(held)
    assert (outcome.in_sync, outcome.new, len(outcome.not_taken)) == (True, 2, 1)
    row = Peer.objects.get()
    assert (bool(row.in_sync_at), row.has_more, row.queue_place) == (True, 0, None)
    assert "Set aside: 1, such as: " in row.error


def test_nobody_writes_as_somebody_elses_device(world, profile, peer):
    held = peer.holding()
    first, second = written(held, peer, 2)
    peer.sync(peer.holding())
    peer.ask(swap(first))
    peer.sync(peer.holding())
    thief = ApiPeer(second_officer(world), profile)
    told = thief.ask(swap(second))
    assert (told.new, "somebody else" in told.not_taken[0].reason) == (0, True)


def test_nothing_enters_an_archived_profile_and_it_can_be_read(world, peer):
    old = create_profile(world.guild, "Old", now=world.now)
    archive_profile(old, now=world.now)
    peer.profile = old
    held = peer.holding()
    written(held, peer, 1)
    answer = peer.post(document(swap(*held.entries.values()), peer))
    assert (answer.status_code, "archived" in answer.json()["detail"]) == (409, True)
    assert "archived" in Peer.objects.get().error


def test_a_message_about_another_profile_is_refused(world, profile, peer):
    answer = peer.post(document(AskWeeks(root=NOTHING, profile=uuid4())))
    assert (answer.status_code, str(profile.uuid) in answer.json()["detail"]) == (409, True)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff", b'{"ask":1e999}', b"[" * 100_000, b'{"ask":"weeks"}']
)
def test_what_is_no_message_is_refused_in_words(world, profile, peer, body):
    address = f"/api/lootlog/profiles/{profile.pk}/messages/"
    answer = peer.client.post(address, body, content_type="application/json")
    assert (answer.status_code, len(answer.json()["detail"]) > 15) == (400, True)


def test_a_message_that_is_too_large_is_refused(world, profile, peer, monkeypatch):
    monkeypatch.setattr(messages, "LARGEST_BODY", 1_000)
    answer = peer.post({**WEEKS, "root": "x" * 2_000})
    assert answer.status_code == 413
    assert peer.client.post(f"/api/lootlog/profiles/{profile.pk}/messages/", {"a": "b"}).status_code == 415


def nested(depth):
    """A list within a list, so deep."""
    return "[" * depth + "]" * depth


@pytest.mark.parametrize(
    "entry",
    [
        "[]", "[1]", '["\\u0000"]', '["\\ud800"]', "[1e999]", f"[1{'0' * 5_000}]", "[null, true, {}]",
        *(nested(depth) for depth in (500, 850, 900, 930, 950, 970, 990, 5_000)),
    ],
    ids=lambda entry: entry[:12] + str(len(entry)),
)  # fmt: skip
def test_whatever_stands_for_an_entry_is_set_aside_or_refused(world, profile, peer, entry):
    ask = f'{{"ask":"swap","bring":[{{"hash":"{"a" * 64}","entry":{entry}}}],"want":[],"root_after":"{NOTHING}",'
    body = f'{ask}"lacks":0,"has_more":0,"peer":{{"uuid":"{peer.uuid}","label":"x"}}}}'
    address = f"/api/lootlog/profiles/{profile.pk}/messages/"
    answer = peer.client.post(address, body, content_type="application/json")
    assert answer.status_code in (200, 400)
    assert Quarantined.objects.count() == (answer.status_code == 200)


@pytest.mark.parametrize("text", ["a\0b", "\x1b[0m", "\u202e", "x" * 5_000])
def test_texts_that_no_database_takes_wait_in_quarantine(world, profile, peer, text):
    bad = replace(drafts(profile, 1)[0], author=uuid4(), sequence=1, previous="0" * 64, actor=text, target=text)
    told = peer.ask(swap(bad))
    assert (told.new, len(told.not_taken), Quarantined.objects.count()) == (0, 1, 1)
