"""What was set aside for one reason is decided at once."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from characters.domain.errors import Refused
from lootlog.domain.entries import Entry, chained
from lootlog.domain.merging import Incoming
from lootlog.models import Delivery, Fork, LogEntry, Quarantined, Stream
from lootlog.selectors.conflicts import waiting_groups
from lootlog.services.deciding import Decision, accept_all, dismiss_all
from lootlog.services.merging import WRITTEN_HERE, merge
from lootlog.services.undoing import undo_import
from lootlog.services.writing import Award, award
from tests.factories.gen1_files import gen1_file, row
from tests.factories.lootlog import ProfileFactory, writer
from tests.lootlog.services.importing import NOW, held, imported

pytestmark = pytest.mark.django_db
EARLY = {"timestamp": 1_000}
CAUSE = "Dated 1970-01-01, before the game opened."


@pytest.fixture
def profile():
    return ProfileFactory()


@pytest.fixture
def anna():
    return User.objects.create(username="anna")


@pytest.fixture
def waiting(profile):
    """Three early entries and a row that is none."""
    rows = [row(number, **EARLY) for number in range(1, 4)]
    return imported(profile, gen1_file({"Default": [*rows, row(9, delta="lots")]}))


def test_what_waits_is_counted_by_reason(profile, waiting):
    first, second = waiting_groups(profile)
    assert first == {"reason": CAUSE, "count": 3, "entries": 3}
    assert (second["count"], second["entries"]) == (1, 0)


def test_all_are_let_in_and_belong_to_their_import(profile, waiting, anna):
    done = accept_all(profile, CAUSE, Decision("His clock", anna, NOW, seen=3))
    assert (done.done, done.waiting, done.why) == (3, 0, [])
    assert held(profile) == {"Thrall-Garona": 15}
    decided = Quarantined.objects.filter(state="accepted").values_list("decided_by", "decision")
    assert set(decided) == {(anna.pk, "His clock")}
    undo_import(waiting, "Wrong", by=writer(anna, NOW))
    assert not any(held(profile).values())


def test_all_are_put_away(profile, waiting, anna):
    assert dismiss_all(profile, CAUSE, Decision("Nonsense", anna, NOW)).done == 3
    assert not LogEntry.objects.exists()
    assert [group["count"] for group in waiting_groups(profile)] == [1]


@pytest.mark.parametrize("decide", [accept_all, dismiss_all])
@pytest.mark.parametrize(
    ("changes", "said"),
    [({"reason": " "}, "Say why"), ({"seen": 2}, "3 wait for that reason now"), ({"cause": "x"}, "0 wait")],
)
def test_nothing_is_decided_that_was_not_seen_or_without_a_reason(profile, waiting, anna, decide, changes, said):
    made = {"reason": "All", "seen": 3, "cause": CAUSE, **changes}
    with pytest.raises(Refused, match=said):
        decide(profile, made.pop("cause"), Decision(user=anna, now=NOW, **made))
    assert Quarantined.objects.filter(state="open").count() == 4


def test_what_may_not_enter_still_waits_with_why(profile, waiting, anna):
    [_, other] = waiting_groups(profile)
    assert "never was an entry" in accept_all(profile, other["reason"], Decision("All", anna, NOW)).why[0]
    undo_import(waiting, "Wrong", by=writer(anna, NOW))
    done = accept_all(profile, CAUSE, Decision("All", anna, NOW))
    assert (done.done, done.waiting) == (0, 3)
    assert "was undone" in done.why[0]


def test_a_restored_ledger_takes_back_what_officers_had_written_in_it(profile, anna):
    """The server was set back, an officer wrote on, and a peer brings what had been written meanwhile."""
    by = writer(anna, NOW)
    [first] = award(profile, [Award("Thrall-Garona", Decimal(1))], by=by)
    lost = Entry(
        profile=profile.uuid, author=first.stream.uuid, sequence=0, previous="", timestamp=int(NOW.timestamp()),
        actor="Anna-Garona", target="Lost-Garona", delta=Decimal(1),
    )  # fmt: skip
    lost_chain = chained([lost] * 3, sequence=1, previous=first.hash)
    award(profile, [Award("New-Garona", Decimal(1))], by=by)
    delivery = Delivery.objects.create(profile=profile, channel=Delivery.Channel.PEER, received_at=NOW)
    incoming = [Incoming("from a peer", entry) for entry in lost_chain]
    merge(profile, incoming, delivery, source=Stream.Source.PEER, labels={})
    done = accept_all(profile, WRITTEN_HERE, Decision("Restored", anna, NOW, seen=3))
    assert (done.done, done.waiting) == (3, 0)
    assert held(profile) == {"Lost-Garona": 3, "New-Garona": 1, "Thrall-Garona": 1}
    assert Fork.objects.get().sequence == 2
    [last] = award(profile, [Award("New-Garona", Decimal(1))], by=by)
    assert (last.sequence, last.previous) == (5, lost_chain[-1].hash)
