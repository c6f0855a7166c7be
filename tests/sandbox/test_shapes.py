"""Every document has the types of the bodies that others captured, wherever both have a key."""

import json

import pytest

from tests.sandbox.asking import CAPTURED, Asker
from tests.sandbox.shapes import check

pytestmark = pytest.mark.skipif(not CAPTURED.is_dir(), reason="no captured bodies here")

KEYSTONES = "/data/wow/mythic-keystone"
LISTS = (
    "mythic_plus_recent_runs,mythic_plus_weekly_highest_level_runs,mythic_plus_highest_level_runs,"
    "mythic_plus_previous_weekly_highest_level_runs,mythic_plus_scores_by_season:current"
)


@pytest.mark.parametrize(
    ("section", "names", "least"),
    [
        ("", ["blizzard/CharacterProfileSummaryResponse.json"], 45),
        ("/status", ["blizzard/CharacterProfileStatusResponse.json"], 4),
        (
            "/encounters/raids",
            [
                "blizzard/CharacterRaidsResponse.json",
                "blizzard/blizzard_encounters_raids_CurrentSeason_TWW_S3_trimmed.json",
            ],
            45,
        ),
        ("/achievements/statistics", ["blizzard/CharacterAchievementStatisticsResponse.json"], 20),
        (
            "/mythic-keystone-profile",
            [
                "blizzard/fetch_mythic_keystone_character_profile.json",
                "blizzard/CharacterMythicKeystoneProfileIndexResponse.json",
            ],
            25,
        ),
        ("/mythic-keystone-profile/season/18", ["blizzard/fetch_mythic_keystone_character_season_details.json"], 50),
        ("/equipment", ["blizzard/CharacterEquipmentSummaryResponse.json"], 20),
    ],
)
def test_character_documents(living: Asker, section: str, names: list[str], least: int) -> None:
    answer = living.character("Ведьмара", section)
    assert answer.headers["Content-Type"].startswith("application/json")
    check(answer.json(), *names, least=least)


@pytest.mark.parametrize(
    ("path", "namespace", "name", "least"),
    [
        ("/data/wow/guild/senjin/keepers-of-the-vault", "profile-us", "GuildResponse", 20),
        ("/data/wow/guild/senjin/keepers-of-the-vault/roster", "profile-us", "GuildRosterResponse", 30),
        (f"{KEYSTONES}/period/index", "dynamic-us", "MythicKeystonePeriodsIndexResponse", 9),
        (f"{KEYSTONES}/period/641", "dynamic-us", "MythicKeystonePeriodResponse", 5),
        (f"{KEYSTONES}/season/index", "dynamic-us", "MythicKeystoneSeasonsIndexResponse", 9),
        (f"{KEYSTONES}/season/17", "dynamic-us", "MythicKeystoneSeasonResponse", 8),
        ("/data/wow/realm/index", "dynamic-us", "RealmIndexResponse", 8),
        ("/data/wow/realm/tichondrius", "dynamic-us", "RealmResponse", 14),
    ],
)
def test_other_blizzard_documents(living: Asker, path: str, namespace: str, name: str, least: int) -> None:
    check(living.blizzard(path, namespace).json(), f"blizzard/{name}.json", least=least)


def test_a_period_has_the_very_figures_of_the_captured_one(living: Asker) -> None:
    captured = json.loads((CAPTURED / "blizzard/MythicKeystonePeriodResponse.json").read_text(encoding="utf-8"))
    assert living.blizzard(f"{KEYSTONES}/period/641", "dynamic-us").json() == captured


def test_roster_keys_are_those_of_the_captured_one(living: Asker) -> None:
    captured = json.loads((CAPTURED / "blizzard/GuildRosterResponse.json").read_text(encoding="utf-8"))
    theirs, ours = captured["members"][0], living.roster().json()["members"][0]
    assert set(ours) == set(theirs)
    assert set(ours["character"]) - {"faction"} == set(theirs["character"])
    assert set(ours["character"]["realm"]) == set(theirs["character"]["realm"])


def test_raiderio_profile(living: Asker) -> None:
    names = ("raiderio/raiderio_character_profile_Moghiro_2024-07.json", "raiderio/raiderio-profile-response.json")
    check(living.raiderio("Ведьмара", fields=LISTS).json(), *names, least=70)


def test_report(living: Asker) -> None:
    guild = living.data(
        '{ guildData { guild(name: "Keepers of the Vault", serverSlug: "senjin", serverRegion: "US") { id } } }'
    )["guildData"]["guild"]["id"]
    fields = """code title startTime endTime guild { id name } zone { id name }
        fights { id name kill difficulty encounterID startTime endTime fightPercentage size friendlyPlayers }
        masterData { actors(type: "Player") { id name server type subType } }"""
    query = f"query($g: Int!) {{ reportData {{ reports(guildID: $g, limit: 1) {{ data {{ {fields} }} }} }} }}"
    report = living.data(query, g=guild)["reportData"]["reports"]["data"][0]
    names = ("warcraftlogs/wcl_report_midnight_2026-08-28_trimmed.json",)
    # Trash fights are not in the captured report: they have neither size nor difficulty.
    report["fights"] = [fight for fight in report["fights"] if fight["encounterID"]]
    check(report, *names, least=28)


@pytest.mark.parametrize(
    ("field", "name", "least"),
    [
        ("zoneRankings(zoneID: 53, difficulty: 4)", "warcraftlogs/wcl_zoneRankings_zone29_heroic_hps_2022.json", 22),
        (
            "encounterRankings(encounterID: 3470, difficulty: 4)",
            "warcraftlogs/wcl_encounterRankings_mplus_zone32_2023.json",
            35,
        ),
    ],
)
def test_character_rankings(living: Asker, field: str, name: str, least: int) -> None:
    who = 'character(name: "Trogmoon", serverSlug: "senjin", serverRegion: "us")'
    ours = living.graphql(f"{{ characterData {{ {who} {{ {field} }} }} }}").json()
    check(ours, name, least=least)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/profile/wow/character/senjin/nobodyhere", "blizzard/Item404ErrorResponse.json"),
        ("/profile/wow/character/senjin/longgone", "blizzard/AccountInactive403ForbiddenResponse.json"),
    ],
)
def test_blizzard_errors(living: Asker, path: str, name: str) -> None:
    captured = json.loads((CAPTURED / name).read_text(encoding="utf-8"))
    answer = living.blizzard(path)
    assert (answer.status_code, answer.json()) == (captured["code"], captured)


@pytest.mark.parametrize(
    ("realm", "name", "captured"),
    [("senjin", "Nobodyhere", "raiderio_400_character_not_found"), ("senjin", "", "raiderio_400_invalid_query")],
)
def test_raiderio_errors(living: Asker, realm: str, name: str, captured: str) -> None:
    body = json.loads((CAPTURED / f"errors/{captured}.json").read_text(encoding="utf-8"))
    answer = living.raiderio(name, realm)
    assert (answer.status_code, answer.json()) == (400, body)


def test_tokens(living: Asker) -> None:
    form = {"grant_type": "client_credentials"}
    answer = living.session.post(f"{living.url}/token", data=form, auth=("id", "secret"), timeout=10)
    check(answer.json(), "oauth/oauth_token_client_credentials.json", least=5)
    refused = living.session.post(f"{living.url}/token", data=form, auth=("id", "wrong"), timeout=10)
    assert refused.status_code == 401
