"""One statement writes what the locked way writes, or nothing."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db import connection

from characters.domain.errors import Refused
from lootlog.models import Delivery, LogEntry, Profile, Stream, Target, WeekBalance
from lootlog.services import appending, writing
from lootlog.services.balances import recount
from lootlog.services.writers import Once
from lootlog.services.writing import Award, award
from tests.factories.lootlog import ProfileFactory, writer

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL writes so much in one statement"),
]
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
AWARDS = [
    Award("Thrall-Garona", Decimal(5), "Boss kill"),
    Award("Jaina-Garona", Decimal("-0.5"), "Ünïcode %s"),
    Award("thrall-Garona", Decimal("0.25")),
    Award("Jaina-Garona", Decimal("0.5")),
]


@pytest.fixture
def by():
    return writer(User.objects.create(username="anna"), NOW)


@pytest.fixture
def profile(by):
    """A ledger in which the writer wrote before, about everybody who will be named."""
    profile = ProfileFactory()
    award(profile, [Award("Thrall-Garona", Decimal(1)), Award("Jaina-Garona", Decimal(1))], by=by)
    return profile


@pytest.fixture
def locked(monkeypatch):
    """What went the locked way."""
    calls, write = [], writing._write_locked

    def noted(*args, **options):
        calls.append(args)
        return write(*args, **options)

    monkeypatch.setattr(writing, "_write_locked", noted)
    return calls


def everything(profile):
    """All that a ledger is, without the names that each row and each ledger draws for itself."""
    own = {"id", "hash", "previous", "profile_id", "stream_id", "target_id", "delivery_id"}
    lines = LogEntry.objects.filter(profile=profile).select_related("target", "stream", "delivery").order_by("position")
    return (
        [
            ({key: value for key, value in line.__dict__.items() if key not in own and key[0] != "_"}, line.target.key)
            for line in lines
        ],
        list(Delivery.objects.filter(profile=profile).order_by("pk").values_list("channel", "by", "received_at")),
        list(
            WeekBalance.objects.filter(profile=profile)
            .order_by("target__key", "week")
            .values_list("target__key", "week", "points")
        ),
        Profile.objects.get(pk=profile.pk).last_position,
    )


def test_both_ways_write_the_same(profile, by, locked, monkeypatch):
    award(profile, AWARDS, by=by)
    assert not locked
    monkeypatch.setattr(writing, "append", lambda *_, **__: None)
    other = ProfileFactory()
    award(other, [Award("Thrall-Garona", Decimal(1)), Award("Jaina-Garona", Decimal(1))], by=by)
    award(other, AWARDS, by=by)
    assert len(locked) == 2
    assert everything(profile) == everything(other)


def test_the_chain_goes_on_and_the_balances_are_those_of_the_entries(profile, by, locked):
    award(profile, AWARDS, by=by)
    award(profile, AWARDS[:1], by=by)
    lines = list(LogEntry.objects.filter(profile=profile).order_by("sequence"))
    assert [line.previous for line in lines[1:]] == [line.hash for line in lines[:-1]]
    stream = Stream.objects.get(profile=profile)
    assert (stream.head_sequence, stream.head_hash, locked) == (7, lines[-1].hash, [])
    balances = WeekBalance.objects.filter(profile=profile).order_by("target", "week").values_list("target", "points")
    before = list(balances)
    recount(profile)
    assert before == list(balances.all())


def test_what_is_known_is_written_in_two_statements(profile, by, django_assert_num_queries):
    # The transaction of the test adds a savepoint, which is one statement before and one after.
    with django_assert_num_queries(4):
        award(profile, AWARDS, by=by)


def test_a_stream_that_was_written_in_meanwhile_is_not_written_over(profile, by, locked, monkeypatch):
    read = appending._read

    def read_and_be_overtaken(*args):
        rows = read(*args)
        monkeypatch.setattr(appending, "_read", read)
        award(profile, [Award("Thrall-Garona", Decimal(100))], by=by)
        return rows

    monkeypatch.setattr(appending, "_read", read_and_be_overtaken)
    award(profile, AWARDS[:1], by=by)
    lines = LogEntry.objects.filter(profile=profile).order_by("position").values_list("sequence", "delta")
    assert list(lines)[2:] == [(3, Decimal(100)), (4, Decimal(5))]
    assert len(locked) == 1
    assert Delivery.objects.filter(profile=profile).count() == 3


def test_a_profile_that_is_archived_meanwhile_takes_nothing(profile, by):
    before = everything(profile)
    Profile.objects.filter(pk=profile.pk).update(archived_at=NOW)
    with pytest.raises(Refused, match="is archived: nothing can be written in it"):
        award(profile, AWARDS, by=by)
    assert everything(profile) == before
    assert Stream.objects.get(profile=profile).head_sequence == 2


def test_a_target_that_went_meanwhile_is_added_again(profile, by, monkeypatch):
    read = appending._read
    monkeypatch.setattr(
        appending, "_read", lambda *args: [row._replace(target=row.target + 1000) for row in read(*args)]
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    [line] = award(profile, AWARDS[:1], by=by)
    assert line.target == Target.objects.get(profile=profile, key="thrall-garona")


def test_what_is_asked_for_again_is_written_once(profile, by, locked):
    once = replace(by, once=Once("7d2f", "same"))
    [first] = award(profile, AWARDS[:1], by=once)
    [again] = award(profile, AWARDS[:1], by=once)
    assert (first, len(locked)) == (again, 1)
    with pytest.raises(Refused, match="was used for another request"):
        award(profile, AWARDS[:1], by=replace(by, once=Once("7d2f", "other")))


def test_entries_about_new_names_and_of_new_writers_go_the_locked_way(profile, by, locked):
    award(profile, [Award("Varian-Garona", Decimal(1)), AWARDS[0]], by=by)
    award(profile, AWARDS, by=writer(User.objects.create(username="berta"), NOW))
    award(profile, AWARDS, by=writer(None, NOW))
    assert len(locked) == 3
    assert LogEntry.objects.filter(profile=profile).count() == 2 + 2 + 4 + 4
