"""Entries from elsewhere join a ledger."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User

from lootlog.domain.entries import Entry, Kind, chained, imported_author
from lootlog.domain.merging import Incoming
from lootlog.domain.verifying import verify
from lootlog.models import Delivery, Fork, LogEntry, Quarantined, Stream, Target
from lootlog.selectors.exports import export
from lootlog.selectors.standings import standings
from lootlog.services import balances
from lootlog.services.merging import merge
from lootlog.services.writing import Award, award
from tests.factories.lootlog import ProfileFactory, writer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
THEN = int(NOW.timestamp()) - 3600


@pytest.fixture
def profile():
    return ProfileFactory()


def points(profile, author: UUID, sequence: int = 0, **changes) -> Entry:
    values = {"delta": Decimal(5), "timestamp": THEN, "actor": "Leader-Garona", "target": "Thrall-Garona"}
    return Entry(profile.uuid, author, sequence, "", **{**values, **changes})


def arrive(profile, entries, *, source=Stream.Source.FILE, by=None):
    delivery = Delivery.objects.create(profile=profile, channel=Delivery.Channel.IMPORT, by=by, received_at=NOW)
    incoming = [Incoming(f"line {number}", entry) for number, entry in enumerate(entries, start=1)]
    return merge(profile, incoming, delivery, source=source, labels={}, owner=by)


def held(profile):
    return {row.label: row.points for row in standings(profile)}


def test_the_same_entries_twice_are_one(profile):
    author = imported_author(profile.uuid, "gen1:leader-garona")
    entries = [points(profile, author, number, timestamp=THEN + number) for number in range(1, 4)]
    assert (arrive(profile, entries).new, arrive(profile, entries[::-1] + entries).new) == (3, 0)
    assert held(profile) == {"Thrall-Garona": Decimal(15)}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": Kind.VOID, "delta": Decimal(0)}, "does not say which entry"),
        ({"kind": Kind.AMEND}, "does not say which entry"),
        ({"reference": "ab" * 32}, "names another entry"),
    ],
)
def test_what_names_no_entry_or_one_too_many_is_set_aside_and_spoils_no_other(profile, changes, reason):
    author = imported_author(profile.uuid, "gen1:leader-garona")
    merged = arrive(profile, [points(profile, author, 1), points(profile, author, 2, **changes)])
    assert merged.new == 1
    assert reason in Quarantined.objects.get().reason
    assert held(profile) == {"Thrall-Garona": Decimal(5)}


def test_nobody_takes_an_authors_name_with_entries_that_are_set_aside(profile):
    """Else whoever brings rubbish in the name of a device that is new here would keep its owner out for good."""
    thief, owner = (User.objects.create(username=name) for name in ("thief", "owner"))
    device = uuid4()
    rubbish = chained([points(profile, device, timestamp=int(NOW.timestamp()) + 10**6)])
    assert arrive(profile, rubbish, source=Stream.Source.PEER, by=thief).new == 0
    assert arrive(profile, chained([points(profile, device)]), source=Stream.Source.PEER, by=owner).new == 1
    assert Stream.objects.get(uuid=device).owner == owner


def test_ids_of_two_officers_may_collide(profile):
    """Two officers wrote alone, both began with 1: the naive merge by id loses one of them."""
    leader, officer = (imported_author(profile.uuid, f"gen1:{name}-garona") for name in ("leader", "officer"))
    arrive(profile, [points(profile, leader, 1), points(profile, officer, 1, actor="Officer-Garona", delta=Decimal(3))])
    assert held(profile) == {"Thrall-Garona": Decimal(8)}
    assert not Fork.objects.exists()


def test_a_total_that_the_file_claims_is_never_the_answer(profile):
    author = imported_author(profile.uuid, "gen1:leader-garona")
    arrive(profile, [points(profile, author, 1, claimed_total=Decimal(99))])
    assert held(profile) == {"Thrall-Garona": Decimal(5)}


def test_one_author_at_two_devices_is_a_fork_and_both_count(profile):
    author = imported_author(profile.uuid, "gen2:officer-garona")
    arrive(profile, [points(profile, author, 1), points(profile, author, 2)])
    assert arrive(profile, [points(profile, author, 2, delta=Decimal(7))]).forks == 1
    assert held(profile) == {"Thrall-Garona": Decimal(17)}
    assert Fork.objects.get().sequence == 2


def test_an_award_edited_between_two_exports_is_a_fork_too(profile):
    """RCLootCouncil names its entries and does not count them."""
    author = imported_author(profile.uuid, "rclootcouncil:leader-garona")
    before = points(profile, author, origin="1766000000-1|Thrall", reason="Main spec")
    after = replace(before, reason="Off spec", delta=Decimal(2))
    other = points(profile, author, origin="1766000000-2|Jaina", target="Jaina-Garona")
    arrive(profile, [before, other])
    assert arrive(profile, [after, other]).forks == 1
    assert (Fork.objects.get().sequence, Fork.objects.get().origin) == (0, "1766000000-1|Thrall")
    assert held(profile) == {"Thrall-Garona": Decimal(7), "Jaina-Garona": Decimal(5)}


def test_entries_without_count_and_name_are_no_forks(profile):
    author = imported_author(profile.uuid, "csv")
    assert arrive(profile, [points(profile, author), points(profile, author, delta=Decimal(3))]).forks == 0


def test_many_voids_at_once_count_as_few_do(profile, monkeypatch):
    author = imported_author(profile.uuid, "gen1:leader-garona")
    entries = [points(profile, author, number, delta=Decimal(number)) for number in range(1, 40)]
    arrive(profile, entries)
    monkeypatch.setattr(balances, "MANY", 3)
    gone = [
        replace(points(profile, uuid4(), 1), delta=Decimal(0), kind=Kind.VOID, reference=entry.hash)
        for entry in entries[:30]
    ]
    back = [
        replace(points(profile, uuid4(), 1), delta=Decimal(0), kind=Kind.VOID, reference=entry.hash)
        for entry in gone[:10]
    ]
    arrive(profile, gone)
    assert held(profile) == {"Thrall-Garona": Decimal(sum(range(31, 40)))}
    arrive(profile, back)
    assert held(profile) == {"Thrall-Garona": Decimal(sum(range(31, 40)) + sum(range(1, 11)))}


def test_an_older_backup_removes_nothing(profile):
    author = imported_author(profile.uuid, "gen2:officer-garona")
    entries = [points(profile, author, number) for number in range(1, 10)]
    arrive(profile, entries)
    assert arrive(profile, entries[:3]).known == 3
    assert held(profile) == {"Thrall-Garona": Decimal(45)}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"timestamp": THEN + 10**9 * 3}, "ahead of the time of arrival"),
        ({"timestamp": 0}, "before the game opened"),
        ({"timestamp": 10**17}, "ahead of the time of arrival"),
        ({"sequence": 10**9}, "count jumps"),
        ({"delta": Decimal("NaN")}, "no number"),
        ({"delta": Decimal("1e30")}, "more than a ledger takes"),
        ({"reason": "x" * 300}, "300 characters"),
        ({"target": ""}, "name is empty"),
        ({"actor": "x" * 65}, "longer than 64"),
        ({"reason": "a\0b"}, "control characters"),
    ],
)
def test_what_cannot_be_waits_in_quarantine_and_the_rest_enters(profile, changes, reason):
    author = imported_author(profile.uuid, "gen1:leader-garona")
    bad = replace(points(profile, author, 2), **changes)
    done = arrive(profile, [points(profile, author, 1), bad])
    assert (done.new, len(done.set_aside)) == (1, 1)
    assert reason in Quarantined.objects.get().reason
    arrive(profile, [bad])
    assert Quarantined.objects.count() == 1


def test_nobody_brings_entries_of_those_who_write_here(profile):
    anna = User.objects.create(username="anna")
    [row] = award(profile, [Award("Thrall-Garona", Decimal(5))], by=writer(anna, NOW))
    forged = points(profile, row.stream.uuid, 2)
    done = arrive(profile, [forged], source=Stream.Source.PEER, by=User.objects.create(username="mallory"))
    assert done.new == 0
    assert "writes here" in Quarantined.objects.get().reason
    assert held(profile) == {"Thrall-Garona": Decimal(5)}


def test_a_void_may_arrive_before_what_it_takes_out(profile):
    author = uuid4()
    first, second = chained([points(profile, author), points(profile, author, delta=Decimal(2))])
    gone = replace(points(profile, uuid4(), 1), delta=Decimal(0), kind=Kind.VOID, reference=first.hash)
    arrive(profile, [gone, second])
    assert held(profile) == {"Thrall-Garona": Decimal(2)}
    arrive(profile, [first])
    assert held(profile) == {"Thrall-Garona": Decimal(2)}


def test_any_order_of_arrival_ends_the_same():
    left, right = ProfileFactory(), ProfileFactory()
    right.uuid = left.uuid
    author = uuid4()
    entries = chained([points(left, author, delta=Decimal(number)) for number in range(1, 30)])
    voids = [
        replace(points(left, uuid4(), 1), delta=Decimal(0), kind=Kind.VOID, reference=entry.hash)
        for entry in entries[::3]
    ]
    back = [replace(points(left, uuid4(), 1), delta=Decimal(0), kind=Kind.VOID, reference=voids[0].hash)]
    everything = entries + voids + back
    arrive(left, everything)
    random.Random(7).shuffle(everything)
    for start in range(0, len(everything), 5):
        arrive(right, everything[start : start + 5])
    assert held(left) == held(right)


def test_spellings_of_a_realm_are_one_target(profile):
    author = imported_author(profile.uuid, "gen1:leader-garona")
    names = ["Thrall-Area 52", "Thrall-Area52", "thrall-area-52"]
    arrive(profile, [points(profile, author, number, target=name) for number, name in enumerate(names, start=1)])
    assert Target.objects.filter(profile=profile).count() == 1
    assert set(LogEntry.objects.values_list("target_name", flat=True)) == set(names)


def exported(profile):
    profile.refresh_from_db()
    return verify(b"".join(export(profile, "bundle").pieces).splitlines(keepends=True))


def test_the_export_of_a_ledger_that_lacks_an_entry_holds_and_tells_the_gap(profile):
    author = uuid4()
    chain = chained([points(profile, author, timestamp=moment) for moment in (THEN, 1_000, THEN + 2)])
    [gone] = chained([points(profile, uuid4(), kind=Kind.VOID, delta=Decimal(0), reference="ab" * 32)])
    assert arrive(profile, [*chain, gone], source=Stream.Source.PEER).new == 3
    verdict = exported(profile)
    assert (verdict.holds, len(verdict.gaps)) == (True, 2)


def test_what_contradicts_an_authors_chain_waits_and_the_export_holds(profile):
    author = uuid4()
    one, two, three = chained([points(profile, author, timestamp=THEN + number) for number in range(3)])
    arrive(profile, [one, two], source=Stream.Source.PEER)
    merged = arrive(profile, [replace(three, previous="ab" * 32)], source=Stream.Source.PEER)
    assert "does not go on" in merged.set_aside[0].reason
    assert exported(profile).holds
    assert arrive(profile, [three], source=Stream.Source.PEER).new == 1
    assert exported(profile).gaps == []
