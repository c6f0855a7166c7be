"""Stored digests of weeks follow the entries."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from lootlog.domain.digests import Digest, digest_of
from lootlog.domain.entries import Entry
from lootlog.domain.exchange.messages import Node, Split
from lootlog.domain.exchange.shelf import Holding
from lootlog.domain.merging import Incoming
from lootlog.models import Delivery, LogEntry, Profile, Stream, WeekDigest
from lootlog.selectors import digests
from lootlog.selectors.digests import bucket_digests, entries_with, hashes_in, ledger_digest
from lootlog.services.digesting import fold, recompute
from lootlog.services.merging import merge
from tests.factories.lootlog import ProfileFactory
from tests.lootlog.exchange.ledgers import FACTS

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture
def profile():
    return ProfileFactory()


def fill(profile, count, *, weeks=3):
    """Let entries arrive, spread over so many weeks, and return them."""
    author = uuid4()
    entries = [
        Entry(profile.uuid, author, number, "", int((NOW - number % weeks * WEEK).timestamp()), "Olga-Garona",
              f"Raider{number % 7}-Garona", Decimal(number))
        for number in range(1, count + 1)
    ]  # fmt: skip
    delivery = Delivery.objects.create(profile=profile, channel=Delivery.Channel.IMPORT, received_at=NOW)
    incoming = [Incoming("", entry) for entry in entries]
    merge(profile, incoming, delivery, source=Stream.Source.FILE, labels={})
    return entries


def everything(profile):
    return digest_of(LogEntry.objects.filter(profile=profile).values_list("hash", flat=True))


def test_a_ledger_without_entries_has_the_digest_of_nothing(profile):
    assert (ledger_digest(profile).root, fold(profile), recompute(profile)) == (Digest(), 0, 0)


def test_the_root_is_right_before_between_and_after_folding(profile):
    fill(profile, 10)
    assert ledger_digest(profile).root == everything(profile)
    assert (fold(profile), fold(profile)) == (10, 0)
    fill(profile, 7, weeks=5)
    other = ProfileFactory()
    fill(other, 4)
    digest = ledger_digest(profile)
    assert (digest.root, digest.position, len(digest.weeks)) == (everything(profile), 17, 5)
    assert fold(profile) == 7
    assert ledger_digest(profile) == digest
    assert sum(row.count for row in WeekDigest.objects.filter(profile=profile)) == 17
    assert ledger_digest(other).root == everything(other)


def test_folding_waits_until_it_is_worth_it(profile):
    fill(profile, 9)
    assert (fold(profile, at_least=10), WeekDigest.objects.count()) == (0, 0)
    assert fold(profile, at_least=9) == 9


def test_digests_that_went_wrong_are_made_again(profile):
    fill(profile, 10)
    fold(profile)
    WeekDigest.objects.update(total="f" * 64)
    WeekDigest.objects.create(profile=profile, week=1, count=5, total="0" * 64)
    assert recompute(profile) == 10
    assert ledger_digest(profile).root == everything(profile)
    assert Profile.objects.get(pk=profile.pk).digested_position == 10


@pytest.mark.parametrize("count", [3, 60])
def test_queries_do_not_grow_with_what_is_read(profile, django_assert_max_num_queries, count):
    fill(profile, count)
    with django_assert_max_num_queries(2):
        ledger_digest(profile)
    with django_assert_max_num_queries(10):
        fold(profile)
    week = max(ledger_digest(profile).weeks)
    with django_assert_max_num_queries(1):
        hashes_in(profile, [Node(week, 2, bucket) for bucket in range(4)])
    with django_assert_max_num_queries(1):
        entries_with(profile, ["0" * 64])


@pytest.mark.parametrize("few", [0, 100])
def test_nodes_of_the_database_are_those_of_a_ledger_in_memory(profile, monkeypatch, few):
    monkeypatch.setattr(digests, "FEW_NODES", few)
    held = Holding(FACTS, fill(profile, 50))
    table = held.table([])
    for week in table.weeks():
        nodes = [Node(week, bits, bucket) for bits in (0, 1, 3) for bucket in range(1 << bits)]
        stored = hashes_in(profile, nodes)
        assert [stored.within(node) for node in nodes] == [table.within(node) for node in nodes]
        assert stored.sums(Split(week, 1, 1, 4)) == table.sums(Split(week, 1, 1, 4))
        assert sum(digest.count for digest in bucket_digests(profile, week, 5).values()) == stored.weeks()[week].count


def test_entries_come_back_as_they_were_written(profile):
    entries = fill(profile, 5)
    assert entries_with(profile, [entry.hash for entry in entries] + ["0" * 64]) == entries
