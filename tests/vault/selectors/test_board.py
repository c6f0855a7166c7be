from datetime import timedelta

import orjson
import pytest

from characters.domain.errors import Refused
from characters.models import CharacterClass, Specialization
from tests.factories.characters import (
    CharacterFactory,
    GuildFactory,
    GuildMemberFactory,
    GuildRankFactory,
    PayloadFactory,
    letters,
)
from tests.factories.vault import PERIOD, GreatVaultEntryFactory, slots, week
from vault.selectors.board import board

pytestmark = pytest.mark.django_db
WEEK = week(PERIOD)
NOW = WEEK.start + timedelta(days=3)


def raider(guild, name, looked=True, entry=None, rank=3, **values):
    """Add a member; with an entry of this week unless `entry` is False."""
    character = CharacterFactory(name=name, **values)
    GuildMemberFactory(guild=guild, character=character, rank=rank)
    if looked:
        PayloadFactory(character=character, section="summary", attempted_at=NOW - timedelta(hours=1))
    if entry is not False:
        GreatVaultEntryFactory(character=character, **(entry or {}))
    return character


def names(guild, wanted=None, when=WEEK, now=NOW):
    return [row.name for row in board(guild, when, wanted or {}, now=now)]


def test_a_row_has_exactly_the_published_shape():
    guild = GuildFactory()
    character = raider(guild, "Trogmoon")
    (row,) = board(guild, WEEK, now=NOW)
    document = orjson.loads(orjson.dumps(row.as_json(WEEK), option=orjson.OPT_UTC_Z))
    assert list(document) == [
        "character", "period", "week_start", "computed_at", "state", "raid_lfr", "raid_normal", "raid_heroic",
        "raid_mythic", "m_plus_runs", "slots", "kills", "sections",
    ]  # fmt: skip
    assert document["character"] == {
        "id": character.pk, "name": "Trogmoon", "realm": "senjin", "region": "us", "class": "Druid", "spec": "Balance",
    }  # fmt: skip
    assert (document["period"], document["week_start"]) == (PERIOD, "2026-11-17T15:00:00Z")
    assert (document["state"], document["raid_heroic"], len(document["kills"])) == ("fresh", 2, 2)
    assert [slot["state"] for slot in document["slots"]] == ["earned", *["locked"] * 8]
    assert document["sections"] == [{"section": "summary", "fetched_at": "2026-11-20T14:00:00Z", "error": None}]


def test_500_members_take_as_many_queries_as_one(django_assert_max_num_queries):
    guild = GuildFactory()
    for number in range(40):
        raider(guild, f"Hero{letters(number)}", entry=None if number % 3 else False)
    with django_assert_max_num_queries(4):
        assert len(board(guild, WEEK, now=NOW)) == 40


def test_a_member_without_an_entry_has_nine_unknown_slots_and_no_counts():
    guild = GuildFactory()
    raider(guild, "Newcomer", looked=False, entry=False)
    (row,) = board(guild, WEEK, now=NOW)
    assert row.state == "pending"
    assert {(slot["state"], slot["reason"]) for slot in row.slot_list()} == {("unknown", "never_synced")}
    assert [slot["threshold"] for slot in row.slot_list()] == [2, 4, 6, 1, 4, 8, 2, 4, 8]
    assert (row.raid_heroic, row.m_plus_runs, row.kills, row.computed_at) == (None, "[]", "[]", None)


def test_a_week_that_no_season_covers_has_unknown_slots_too():
    guild = GuildFactory()
    raider(guild, "Oldtimer", entry=False)
    (row,) = board(guild, week(700), now=NOW)
    assert {slot["reason"] for slot in row.slot_list()} == {"no_season"}


@pytest.mark.parametrize(
    ("section", "age", "error_kind", "expected"),
    [
        ("summary", timedelta(hours=2), "", "fresh"),
        ("summary", timedelta(hours=4), "", "stale"),
        ("summary", timedelta(hours=1), "timeout", "stale"),
        ("raids", timedelta(days=2), "", "fresh"),
        ("raids", timedelta(hours=1), "unavailable", "stale"),
        ("raiderio", timedelta(hours=1), "rate_limited", "stale"),
        ("raiderio", timedelta(hours=1), "not_found", "fresh"),
        ("professions", timedelta(hours=1), "forbidden", "fresh"),
    ],
)
def test_a_failed_section_or_an_old_look_makes_a_row_stale(section, age, error_kind, expected):
    guild = GuildFactory()
    character = raider(guild, "Trogmoon", looked=section != "summary")
    PayloadFactory(
        character=character, section=section, attempted_at=NOW - age, error_kind=error_kind, error=error_kind
    )
    (row,) = board(guild, WEEK, now=NOW)
    assert row.state == expected
    assert [shown["error"] for shown in row.sections if shown["section"] == section] in ([error_kind or None], [])


def test_a_closed_week_stays_fresh_once_it_was_looked_at_after_its_end():
    guild = GuildFactory()
    character = CharacterFactory()
    GuildMemberFactory(guild=guild, character=character)
    payload = PayloadFactory(character=character, attempted_at=WEEK.end + timedelta(hours=1), error_kind="timeout")
    later = WEEK.end + timedelta(days=30)
    assert [row.state for row in board(guild, WEEK, now=later)] == ["fresh"]
    payload.fetched_at = WEEK.end - timedelta(hours=1)
    payload.save()
    assert [row.state for row in board(guild, WEEK, now=later)] == ["stale"]


def test_the_logs_of_the_guild_stand_among_the_sections_of_every_row():
    guild = GuildFactory()
    raider(guild, "Trogmoon")
    PayloadFactory(character=None, guild=guild, section="reports", error_kind="unavailable", error="It is down.")
    PayloadFactory(character=None, guild=GuildFactory(), section="reports", error="Another guild's.")
    (row,) = board(guild, WEEK, now=NOW)
    assert [(s["section"], s["error"]) for s in row.sections] == [("reports", "It is down."), ("summary", None)][::-1]


def test_only_synced_members_of_this_guild_stand_on_the_board():
    guild = GuildFactory()
    GuildRankFactory(guild=guild, index=7, name="Bank", is_tracked=False)
    raider(guild, "Trogmoon")
    raider(guild, "Banker", rank=7)
    raider(guild, "Baby", level=5)
    raider(GuildFactory(), "Foreigner")
    leaver = raider(guild, "Leaver")
    leaver.stints.update(left_at=NOW - timedelta(hours=1))
    assert names(guild) == ["Trogmoon"]


def test_the_board_of_a_past_week_still_has_those_who_left_later_and_nobody_twice():
    guild = GuildFactory()
    for name in ("Leaver", "Returner"):
        raider(guild, name).stints.update(left_at=WEEK.end + timedelta(days=1))
    returner = guild.members.get(character__name="Returner").character
    GuildMemberFactory(guild=guild, character=returner, rank=1)
    later = WEEK.end + timedelta(days=2)
    assert [(row.name, row.rank) for row in board(guild, WEEK, now=later)] == [("Returner", 1), ("Leaver", 3)]
    assert names(guild, when=week(PERIOD + 1), now=later) == ["Returner"]


def test_another_weeks_entry_is_not_shown():
    guild = GuildFactory()
    raider(guild, "Trogmoon", entry={"period_id": PERIOD - 1})
    (row,) = board(guild, WEEK, now=NOW)
    assert row.computed_at is None


@pytest.fixture
def mixed():
    guild = GuildFactory()
    paladin, holy = CharacterClass.objects.get(slug="paladin"), Specialization.objects.get(pk=65)
    raider(guild, "Ümbrânox", rank=0, item_level=310, entry={"slots": slots(raid=2, dungeon=8)})
    raider(guild, "Brightblade", rank=1, item_level=320, character_class=paladin, active_spec=holy, looked=False)
    raider(guild, "Cedar", item_level=None, entry={"slots": slots(raid=6, world=2)})
    raider(guild, "Dusk", item_level=290, looked=False, entry=False)
    return guild


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["Ümbrânox", "Brightblade", "Cedar", "Dusk"]),
        ({"search": "umbra"}, ["Ümbrânox"]),
        ({"search": "BRÂN"}, ["Ümbrânox"]),
        ({"search": "nobody"}, []),
        ({"rank": "0,officer"}, ["Ümbrânox", "Brightblade"]),
        ({"rank": "3"}, ["Cedar", "Dusk"]),
        ({"class": "Paladin"}, ["Brightblade"]),
        ({"class": "druid,paladin", "rank": "1"}, ["Brightblade"]),
        ({"role": "healer"}, ["Brightblade"]),
        ({"role": "dps"}, ["Ümbrânox", "Cedar", "Dusk"]),
        ({"role": "Ranged DPS"}, ["Ümbrânox", "Cedar", "Dusk"]),
        ({"state": "pending"}, ["Brightblade", "Dusk"]),
        ({"state": "fresh"}, ["Ümbrânox", "Cedar"]),
        ({"min_item_level": "310"}, ["Ümbrânox", "Brightblade"]),
        ({"sort": "name"}, ["Brightblade", "Cedar", "Dusk", "Ümbrânox"]),
        ({"sort": "-name"}, ["Ümbrânox", "Dusk", "Cedar", "Brightblade"]),
        ({"sort": "class"}, ["Cedar", "Dusk", "Ümbrânox", "Brightblade"]),
        ({"sort": "item_level"}, ["Brightblade", "Ümbrânox", "Dusk", "Cedar"]),
        ({"sort": "raid"}, ["Cedar", "Brightblade", "Ümbrânox", "Dusk"]),
        ({"sort": "-raid"}, ["Dusk", "Brightblade", "Ümbrânox", "Cedar"]),
        ({"sort": "dungeons"}, ["Ümbrânox", "Brightblade", "Cedar", "Dusk"]),
        ({"sort": "world"}, ["Cedar", "Brightblade", "Dusk", "Ümbrânox"]),
    ],
)
def test_filters_and_orders(mixed, wanted, found):
    assert names(mixed, wanted) == found


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"rank": "king"}, "has no rank “king”"),
        ({"rank": "11"}, "Use an index from 0 to 9"),
        ({"class": "bard"}, "There is no class “bard”"),
        ({"role": "support"}, "There is no role “support”. Use one of: tank, healer"),
        ({"state": "old"}, "There is no state “old”. Use one of: fresh, stale, pending"),
        ({"sort": "luck"}, "There is no order “luck”"),
        ({"min_item_level": "high"}, "“high” is no item level"),
        ({"min_item_level": "-1"}, "“-1” is no item level"),
        ({"min_item_level": "9" * 30}, "is no item level"),
    ],
)
def test_a_value_that_does_not_exist_is_refused_in_words(mixed, wanted, message):
    with pytest.raises(Refused, match="^.*" + message.replace("(", "\\(")):
        names(mixed, wanted)


def test_a_null_character_in_a_search_finds_nobody_and_breaks_nothing(mixed):
    assert names(mixed, {"search": "\0"}) == names(mixed)
