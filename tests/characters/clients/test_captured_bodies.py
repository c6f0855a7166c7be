"""Bodies recorded from the real upstreams, through client and parser, with the figures one reads off them."""

import json
from collections import Counter
from datetime import UTC, datetime

import pytest

from characters.clients import blizzard, raiderio
from characters.domain.errors import ErrorKind, UpstreamError
from characters.domain.keystones import parse_keystone_profile, parse_keystone_season
from characters.domain.periods import parse_period, parse_period_index
from characters.domain.profiles import parse_status, parse_summary
from characters.domain.raiderio_profiles import parse_raiderio_profile
from characters.domain.raids import parse_raids
from characters.domain.regions import Region
from characters.domain.rosters import parse_roster
from characters.domain.statistics import Statistic, parse_statistics
from tests.captures import at, captured

HERO = (Region.US, "norgannon", "Drinian")
PROFILE = "/profile/wow/character/norgannon/drinian"
GRAPHQL = "/api/v2/client"
WEEK = (datetime(2026, 8, 25, 15, tzinfo=UTC), datetime(2026, 9, 1, 15, tzinfo=UTC))


def fetch_raids(world, name):
    world.answers_with(PROFILE + "/encounters/raids", captured(f"blizzard/{name}.json"))
    return parse_raids(blizzard.get_raids(*HERO).body)


def test_a_raider_of_manaforge_omega(world):
    records = fetch_raids(world, "blizzard_encounters_raids_CurrentSeason_TWW_S3_trimmed")
    assert {record.instance_id for record in records} == {1302}
    assert {(record.difficulty.value, record.encounter_id): record.last_kill_at for record in records} == {
        ("lfr", 2684): at("2025-08-25T16:10:39"),
        ("lfr", 2686): at("2025-08-25T16:22:23"),
        ("lfr", 2688): at("2025-08-25T15:50:28"),
        ("lfr", 2747): at("2025-08-25T15:58:11"),
        ("normal", 2684): at("2025-09-07T15:01:03"),
        ("normal", 2686): at("2025-09-07T15:11:08"),
        ("normal", 2685): at("2025-09-07T15:21:36"),
        ("heroic", 2684): at("2025-09-10T18:47:51"),
        ("heroic", 2686): at("2025-09-10T18:57:20"),
    }
    assert {record.count for record in records} == {1}


def test_a_raider_of_many_expansions(world):
    records = fetch_raids(world, "CharacterRaidsResponse")
    assert Counter(record.difficulty.value for record in records) == {"lfr": 9, "normal": 4}
    (nzoth,) = (record for record in records if record.encounter_id == 2375)
    assert (nzoth.instance_id, nzoth.count, nzoth.last_kill_at) == (1180, 1, at("2020-03-20T07:08:32"))
    assert max(records, key=lambda record: record.count).count == 24


def test_a_profile_summary(world):
    world.answers_with(PROFILE, captured("blizzard/CharacterProfileSummaryResponse.json"))
    summary = parse_summary(blizzard.get_summary(*HERO).body)
    assert (summary.blizzard_id, summary.name, summary.realm_slug) == (107811065, "Drinian", "norgannon")
    assert (summary.class_id, summary.spec_id, summary.level, summary.faction) == (1, 72, 120, "alliance")
    assert (summary.item_level, summary.equipped_item_level, summary.guild_id) == (440, 430, 43913043)
    assert (summary.achievement_points, summary.last_login_at) == (20630, at("2020-04-24T04:30:40"))


@pytest.mark.parametrize(
    ("name", "blizzard_id"),
    [("CharacterProfileStatusResponse", 107811065), ("fetch_character_status", 234345345)],
)
def test_a_profile_status(world, name, blizzard_id):
    world.answers_with(PROFILE + "/status", captured(f"blizzard/{name}.json"))
    status = parse_status(blizzard.get_status(*HERO).body)
    assert (status.blizzard_id, status.is_valid) == (blizzard_id, True)


@pytest.mark.parametrize(
    ("name", "period", "runs", "seasons", "rating"),
    [
        ("CharacterMythicKeystoneProfileIndexResponse", 755, [(244, 20, False)], (3, 0, 1, 4), None),
        ("fetch_mythic_keystone_character_profile", 897, [], (9, 8), 2323.952),
        ("fetch_mythic_keystone_character_profile_no_rating", 876, [], (), None),
    ],
)
def test_a_keystone_profile(world, name, period, runs, seasons, rating):
    world.answers_with(PROFILE + "/mythic-keystone-profile", captured(f"blizzard/{name}.json"))
    profile = parse_keystone_profile(blizzard.get_keystone_profile(*HERO).body)
    assert (profile.period_id, profile.season_ids, profile.rating) == (period, seasons, rating)
    assert [(run.dungeon, run.level, run.timed) for run in profile.runs] == runs


def fetch_season(world, name, season):
    path = f"{PROFILE}/mythic-keystone-profile/season/{season}"
    world.answers_with(path, captured(f"blizzard/{name}.json"))
    return parse_keystone_season(blizzard.get_keystone_season(*HERO, season).body)


def test_a_complete_keystone_season(world):
    season = fetch_season(world, "fetch_mythic_keystone_character_season_details", 9)
    assert (season.season_id, season.rating, len(season.runs)) == (9, 2323.952, 16)
    assert Counter(run.dungeon for run in season.runs) == dict.fromkeys((2, 165, 200, 210, 399, 400, 401, 402), 2)
    assert Counter(run.level for run in season.runs) == {18: 2, 17: 8, 16: 3, 15: 3}
    assert sum(run.timed or False for run in season.runs) == 8
    best = max(season.runs, key=lambda run: (run.level, run.timed))
    assert (best.dungeon, best.completed_at, best.duration_ms) == (210, at("2023-02-05T20:08:28"), 1718359)


def test_an_old_keystone_season(world):
    season = fetch_season(world, "CharacterMythicKeystoneSeasonDetailsResponse", 1)
    assert (season.season_id, season.rating, len(season.runs)) == (1, None, 10)
    assert max(run.level for run in season.runs) == 12
    assert sum(run.timed or False for run in season.runs) == 5


def test_lifetime_statistics(world):
    path = PROFILE + "/achievements/statistics"
    world.answers_with(path, captured("blizzard/CharacterAchievementStatisticsResponse.json"))
    statistics = parse_statistics(blizzard.get_statistics(*HERO).body)
    assert len(statistics) == 46
    assert {339, 344, 1149, 10331} <= set(statistics)
    assert statistics[344] == Statistic(431.0, at("2014-09-29T03:21:14"))
    assert statistics[1149] == Statistic(4.0, at("2015-02-09T01:23:58"))


def test_a_roster(world):
    world.answers_with("/data/wow/guild/deathwing/enigma/roster", captured("blizzard/GuildRosterResponse.json"))
    roster = parse_roster(blizzard.get_guild_roster(Region.US, "deathwing", "enigma").body)
    assert (roster.guild_blizzard_id, roster.guild_name, roster.realm_slug) == (
        40732076,
        "Enigma",
        "deathwing",
    )
    assert [(entry.name, entry.level, entry.rank, entry.is_placeholder) for entry in roster.members] == [
        ("Vanstr7A268A", 85, 4, True),
        ("Spaawn7A2850", 85, 4, True),
        ("Sharkweak", 59, 4, False),
    ]


def test_periods(world):
    base = "/data/wow/mythic-keystone/period"
    world.answers_with(f"{base}/641", captured("blizzard/MythicKeystonePeriodResponse.json"))
    world.answers_with(f"{base}/index", captured("blizzard/MythicKeystonePeriodsIndexResponse.json"))
    week = parse_period(blizzard.get_period(Region.US, 641).body)
    assert (week.period_id, week.start, week.end) == (641, at("2018-04-10T15:00"), at("2018-04-17T15:00"))
    assert parse_period_index(blizzard.get_period_index(Region.US).body) == 755


def test_realms_and_equipment_come_as_they_are(world):
    world.answers_with("/data/wow/realm/index", captured("blizzard/RealmIndexResponse.json"))
    world.answers_with(PROFILE + "/equipment", captured("blizzard/CharacterEquipmentSummaryResponse.json"))
    assert len(blizzard.get_realm_index(Region.US).body["realms"]) == 246
    assert blizzard.get_equipment(*HERO).body == json.loads(captured("blizzard/CharacterEquipmentSummaryResponse.json"))


@pytest.mark.parametrize(
    ("status", "name", "kind", "said"),
    [
        (
            403,
            "blizzard/AccountInactive403ForbiddenResponse",
            ErrorKind.FORBIDDEN,
            "status 403 (Account Inactive)",
        ),
        (404, "blizzard/Item404ErrorResponse", ErrorKind.NOT_FOUND, "status 404 (Not Found)"),
        (
            429,
            "errors/blizzard_429_as_in_gg-apis_mock",
            ErrorKind.RATE_LIMITED,
            "status 429 (Too Many Requests)",
        ),
        (429, "errors/blizzard_429_minimal_mock", ErrorKind.RATE_LIMITED, "status 429 (BLZWEBAPI00000429)"),
        (
            200,
            "blizzard/JournalEncounterResponseTruncated",
            ErrorKind.UNREADABLE,
            "the JSON is broken or cut off",
        ),
    ],
)
def test_refusals_of_blizzard(world, pauses, status, name, kind, said):
    world.answers_with(PROFILE, (status, captured(f"{name}.json")))
    with pytest.raises(UpstreamError) as caught:
        blizzard.get_summary(*HERO)
    assert caught.value.kind is kind
    assert said in str(caught.value)


def fetch_runs(world, name):
    world.answers_with("/api/v1/characters/profile", captured(f"raiderio/{name}.json"))
    return parse_raiderio_profile(raiderio.get_character(Region.EU, "chogall", "Moghiro").body)


def test_a_profile_of_raiderio_with_one_list(world):
    profile = fetch_runs(world, "raiderio_character_profile_Moghiro_2024-07")
    assert (profile.name, profile.score, profile.last_crawled_at) == (
        "Moghiro",
        None,
        at("2024-07-22T01:58:40"),
    )
    assert [(run.dungeon, run.level, run.completed_at, run.run_id) for run in profile.runs] == [
        (401, 13, at("2024-07-25T18:38:10"), "11384734"),
        (399, 12, at("2024-07-25T19:06:22"), "11386337"),
    ]


def test_a_profile_of_raiderio_with_several_lists(world):
    profile = fetch_runs(world, "raiderio-profile-response")
    assert (profile.name, profile.score, len(profile.runs)) == ("Nareez", 2708.4, 16)
    assert Counter(run.level for run in profile.runs) == {20: 8, 19: 3, 18: 5}
    assert [run.dungeon for run in profile.runs if not run.timed] == [464]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("raiderio_400_character_not_found", ErrorKind.NOT_FOUND),
        ("raiderio_error_400_realm", ErrorKind.NOT_FOUND),
        ("raiderio_400_invalid_query", ErrorKind.UNREADABLE),
    ],
)
def test_refusals_of_raiderio(world, name, kind):
    world.answers_with("/api/v1/characters/profile", (400, captured(f"errors/{name}.json")))
    with pytest.raises(UpstreamError) as caught:
        raiderio.get_character(Region.EU, "chogall", "Moghiro")
    assert caught.value.kind is kind


def test_a_token(world):
    world.answers["/token"].clear()
    world.answers_with("/token", captured("oauth/oauth_token_client_credentials.json"))
    world.answers_with(PROFILE, {})
    blizzard.get_summary(*HERO)
    assert world.asked(PROFILE)[0].headers["Authorization"] == "Bearer <redacted>"
