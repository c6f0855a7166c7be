"""Many write into one ledger at the same time: nothing is lost, doubled or out of order. Needs real locks."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection

from characters.domain.errors import Refused
from lootlog.domain.entries import GENESIS
from lootlog.models import LogEntry, Profile, Stream, Target, WeekBalance
from lootlog.selectors.standings import points_by_target
from lootlog.services.balances import recount
from lootlog.services.profiles import activate_profile, active_profile, create_profile
from lootlog.services.writers import Once
from lootlog.services.writing import Award, award, void
from tests.factories.characters import GuildFactory, UserFactory
from tests.factories.lootlog import ProfileFactory, writer

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("ledger_db")]
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WRITERS, EACH = 50, 4


@pytest.fixture
def profile():
    return ProfileFactory()


def at_once(work, arguments):
    """Let one thread per argument begin at the same moment; return what they returned, refusals included."""
    gate = threading.Barrier(len(arguments))

    def run(argument):
        gate.wait(10)
        try:
            return work(argument)
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(run, arguments))


def write(profile, user, *, count=EACH, target=None):
    for number in range(count):
        name = target or f"Raider{number}-Garona"
        award(profile, [Award(name, Decimal(1)), Award("Everybody-Garona", Decimal("0.5"))], by=writer(user, NOW))


def test_fifty_writers_lose_double_and_reorder_nothing(profile):
    at_once(lambda user: write(profile, user), UserFactory.create_batch(WRITERS))
    rows = list(LogEntry.objects.filter(profile=profile).order_by("position"))
    assert [row.position for row in rows] == list(range(1, WRITERS * EACH * 2 + 1))
    assert Profile.objects.get(pk=profile.pk).last_position == len(rows)
    heads = {}
    for row in rows:
        sequence, head = heads.get(row.stream_id, (0, GENESIS))
        assert (row.sequence, row.previous) == (sequence + 1, head)
        heads[row.stream_id] = row.sequence, row.hash
    assert len(heads) == WRITERS
    assert sum(points_by_target(profile).values()) == Decimal("1.5") * WRITERS * EACH
    assert Target.objects.filter(profile=profile).count() == EACH + 1
    balances = WeekBalance.objects.order_by("target", "week").values_list("target", "week", "points")
    before = list(balances)
    recount(profile)
    assert list(balances.all()) == before


def test_one_officer_on_several_devices_has_one_unbroken_stream(profile):
    officer = UserFactory()
    at_once(lambda number: write(profile, officer, count=2, target=f"New{number}-Garona"), list(range(8)))
    assert Stream.objects.filter(profile=profile).count() == 1
    sequences = LogEntry.objects.filter(profile=profile).order_by("position").values_list("sequence", flat=True)
    assert list(sequences) == list(range(1, 33))


def test_a_request_that_is_sent_many_times_at_once_writes_once(profile):
    by = replace(writer(UserFactory(), NOW), once=Once("7d2f", "same"))
    done = at_once(lambda _: [row.hash for row in award(profile, [Award("A-Garona", Decimal(1))], by=by)], [0] * 8)
    assert (LogEntry.objects.count(), {tuple(hashes) for hashes in done}) == (1, {(LogEntry.objects.get().hash,)})


def test_of_two_officers_who_take_out_one_entry_one_is_told(profile):
    [row] = award(profile, [Award("A-Garona", Decimal(1))], by=writer(UserFactory(), NOW))
    done = at_once(lambda user: void(profile, [row], "Wrong", by=writer(user, NOW)), UserFactory.create_batch(6))
    assert sum(isinstance(answer, Refused) for answer in done) == 5
    assert LogEntry.objects.filter(kind="void").count() == 1


def test_who_reads_positions_in_their_order_misses_none(profile):
    """A feed that has seen position n is never shown a smaller one afterwards."""
    users, seen, is_over = UserFactory.create_batch(12), [], threading.Event()

    def follow():
        last = 0
        while not (over := is_over.is_set()) or last < profile.last_position:
            news = LogEntry.objects.filter(profile=profile, position__gt=last).order_by("position")
            fresh = list(news.values_list("position", flat=True))
            seen.extend(fresh)
            last = fresh[-1] if fresh else last
            if over and not fresh:
                break
        connection.close()

    follower = threading.Thread(target=follow)
    follower.start()
    at_once(lambda user: write(profile, user, count=3), users)
    is_over.set()
    follower.join(10)
    assert seen == list(range(1, 12 * 3 * 2 + 1))


def test_profiles_of_one_name_are_made_once_and_one_is_active():
    guild = GuildFactory()
    done = at_once(lambda _: create_profile(guild, "Mythic", now=NOW), [0] * 6)
    assert sum(isinstance(answer, Refused) for answer in done) == 5
    profiles = [active_profile(guild, now=NOW), *Profile.objects.filter(guild=guild, name="Mythic")]
    at_once(activate_profile, profiles * 3)
    assert Profile.objects.filter(guild=guild, is_default=True).count() == 1
