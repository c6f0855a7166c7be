"""Whose achievements are asked for, how often, and whose never."""

from datetime import UTC, datetime, timedelta

import pytest

from characters.models import AchievementDates, Character
from characters.services.achievement_dates import forget_achievement_dates, refresh_achievement_dates
from tests import bodies
from tests.factories.characters import GuildFactory, GuildMemberFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 20, tzinfo=UTC)
DAY = timedelta(days=1)
EARNED = datetime(2020, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def guild():
    return GuildFactory()


def member(guild, name, **fields):
    return GuildMemberFactory(guild=guild, character__name=name, **fields).character


def path(name):
    return f"/profile/wow/character/senjin/{name.lower()}/achievements"


def put(wire, *names, moment=EARNED):
    for name in names:
        wire.put(path(name), {"achievements": [{"id": 6, "completed_timestamp": bodies.ms(moment)}, {"id": 7}]})


def refresh(guild, now=NOW, limit=10, without=()):
    return refresh_achievement_dates(guild, now=now, limit=limit, without=without)


def kept():
    return dict(AchievementDates.objects.values_list("character__name", "dates"))


def test_the_dates_of_members_are_kept_and_nothing_else_of_the_document(guild, wire):
    member(guild, "Trogmoon")
    put(wire, "Trogmoon")
    assert refresh(guild) == {"fetched": 1, "failed": 0, "deleted": 0}
    assert kept() == {"Trogmoon": {"6": bodies.ms(EARNED)}}


def test_dates_are_asked_for_again_after_30_days_and_not_before(guild, wire):
    member(guild, "Trogmoon")
    put(wire, "Trogmoon")
    refresh(guild)
    assert refresh(guild, NOW + 29 * DAY)["fetched"] == 0
    put(wire, "Trogmoon", moment=EARNED + DAY)
    assert refresh(guild, NOW + 31 * DAY)["fetched"] == 1
    assert kept() == {"Trogmoon": {"6": bodies.ms(EARNED + DAY)}}


def test_no_more_are_asked_for_than_allowed_and_the_rest_the_next_time(guild, wire):
    names = ("Aaa", "Bbb", "Ccc")
    for name in names:
        member(guild, name)
    put(wire, *names)
    assert [refresh(guild, limit=2)["fetched"] for _ in range(3)] == [2, 1, 0]
    assert sum(wire.asked[path(name)] for name in names) == 3


def test_whoever_wants_no_comparison_is_not_asked_about_and_what_was_kept_goes(guild, wire):
    private = member(guild, "Private")
    member(guild, "Other")
    put(wire, "Private", "Other")
    AchievementDates.objects.create(character=private, dates={"6": 1}, fetched_at=NOW)
    assert refresh(guild, without={private.pk}) == {"fetched": 1, "failed": 0, "deleted": 1}
    assert list(kept()) == ["Other"]
    assert wire.asked[path("Private")] == 0


def test_dates_can_be_forgotten_at_once(guild):
    private = member(guild, "Private")
    AchievementDates.objects.create(character=private, dates={"6": 1}, fetched_at=NOW)
    assert (forget_achievement_dates([private.pk]), forget_achievement_dates([private.pk])) == (1, 0)


@pytest.mark.parametrize("status", [403, 404])
def test_a_profile_that_cannot_be_seen_is_an_answer_and_old_dates_go(guild, wire, status):
    hidden = member(guild, "Hidden")
    AchievementDates.objects.create(character=hidden, dates={"6": 1}, fetched_at=NOW - 31 * DAY)
    wire.put(path("Hidden"), (status, {"code": status}))
    assert refresh(guild)["fetched"] == 1
    assert kept() == {"Hidden": {}}
    assert refresh(guild)["fetched"] == 0


@pytest.mark.parametrize("answer", [(503, {}), {"achievements": [{"id": "six"}]}])
def test_an_answer_that_cannot_be_used_changes_nothing_and_is_asked_for_again(guild, wire, answer):
    ill, _ = member(guild, "Sick"), member(guild, "Well")
    AchievementDates.objects.create(character=ill, dates={"6": 1}, fetched_at=NOW - 31 * DAY)
    wire.put(path("Sick"), answer)
    put(wire, "Well")
    assert refresh(guild) == {"fetched": 1, "failed": 1, "deleted": 0}
    assert kept()["Sick"] == {"6": 1}
    assert refresh(guild)["failed"] == 1


def test_strangers_those_who_left_and_small_characters_are_not_asked_about(guild, wire):
    member(GuildFactory(), "Stranger")
    member(guild, "Former", left_at=NOW)
    member(guild, "Small", character__level=9)
    member(guild, "Retired", character__retired_at=NOW)
    assert refresh(guild) == {"fetched": 0, "failed": 0, "deleted": 0}


def test_what_is_kept_goes_with_the_character(guild, wire):
    member(guild, "Trogmoon")
    put(wire, "Trogmoon")
    refresh(guild)
    Character.objects.all().delete()
    assert kept() == {}


def test_many_take_as_many_queries_as_one(guild, wire, django_assert_max_num_queries):
    names = [f"Hero{letter * 3}" for letter in "abcdefghij"]
    for name in names:
        member(guild, name)
    put(wire, *names)
    with django_assert_max_num_queries(8):
        assert refresh(guild)["fetched"] == 10
