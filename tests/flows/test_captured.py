"""Documents captured from the real upstreams, from the wire to the vault, with the figures a person reads off them.

The captures are not part of the project; where they are not at hand, these tests are skipped.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from characters.models import Character, Guild, GuildMember, Payload, Realm, SyncStep
from characters.services.identities import create_characters, new_character
from characters.services.runs import start_character_run
from tests import bodies
from tests.wire import Wire
from vault.models import GreatVaultEntry, KeystoneRun
from vault.services.fill import fill_weeks
from vault.services.logs import sync_logs
from vault.services.work import work_on

CAPTURES = Path(settings.BASE_DIR).parent / "shared" / "data"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not CAPTURES.is_dir(), reason="the captured documents are not at hand"),
]


def captured(name: str) -> Any:
    return json.loads((CAPTURES / name).read_text(encoding="utf-8"))


def make(region: str, realm: str, name: str, blizzard_id: int, now: datetime) -> Character:
    home = Realm.objects.get(region=region, slug=realm)
    (character,) = create_characters([new_character(home, name, blizzard_id, now=now)], now=now)
    return character


def sync(character: Character, now: datetime) -> None:
    run = start_character_run([character], source="command", now=now)
    for kind in (SyncStep.Kind.CHARACTER, SyncStep.Kind.RAIDERIO):
        while work_on(kind, now=now, run_id=run.pk):
            pass


def test_the_raids_of_the_war_within_3_put_each_kill_in_its_week(wire: Wire):
    logout = datetime(2025, 9, 10, 21, tzinfo=UTC)
    now = datetime(2025, 9, 10, 22, tzinfo=UTC)
    character = make("eu", "ysondre", "Demonolonjon", 171716578, now)
    wire.character(
        "Demonolonjon",
        realm="ysondre",
        summary=bodies.summary("Demonolonjon", 171716578, logout, realm="ysondre"),
        raids=captured("blizzard/blizzard_encounters_raids_CurrentSeason_TWW_S3_trimmed.json"),
        statistics=bodies.statistics(),
        keystones=bodies.keystones(1028),
    )
    sync(character, now)
    this, last = GreatVaultEntry.objects.filter(character=character).order_by("-period_id")
    assert (this.week_start, this.season) == (datetime(2025, 9, 10, 4, tzinfo=UTC), "tww-3")
    assert (this.raid_lfr, this.raid_normal, this.raid_heroic, this.raid_mythic) == (0, 0, 2, 0)
    assert (last.raid_lfr, last.raid_normal, last.raid_heroic, last.raid_mythic) == (0, 3, 0, 0)
    assert {kill["encounter"]: kill["killed_at"] for kill in this.kills} == {
        2684: "2025-09-10T18:47:51Z", 2686: "2025-09-10T18:57:20Z",
    }  # fmt: skip
    first = this.slots[0]
    assert (first["row"], first["state"], first["difficulty"], first["track"]) == ("raid", "earned", "heroic", "Hero")


def test_the_complete_keystone_season_gives_the_runs_of_its_last_week(wire: Wire):
    now = datetime(2023, 2, 7, 12, tzinfo=UTC)
    character = make("us", "area-52", "Adaxion", 234345345, now)
    wire.character(
        "Adaxion",
        realm="area-52",
        summary=bodies.summary("Adaxion", 234345345, datetime(2023, 2, 6, 6, tzinfo=UTC), realm="area-52"),
        keystones=captured("blizzard/fetch_mythic_keystone_character_profile.json"),
    )
    season = captured("blizzard/fetch_mythic_keystone_character_season_details.json")
    wire.put("/profile/wow/character/area-52/adaxion/mythic-keystone-profile/season/9", season)
    sync(character, now)
    assert KeystoneRun.objects.filter(character=character).count() == 16
    entry = GreatVaultEntry.objects.filter(character=character).latest("period_id")
    assert (entry.period_id, entry.season) == (892, "")
    assert sorted((run["dungeon"], run["level"], run["timed"]) for run in entry.m_plus_runs) == [
        (2, 17, True), (165, 15, False), (200, 17, False), (210, 18, True),
        (399, 18, False), (401, 16, True), (402, 17, False),
    ]  # fmt: skip


def test_the_midnight_report_of_28_august_credits_everybody_who_was_there(wire: Wire):
    now = datetime(2026, 8, 28, 20, tzinfo=UTC)
    report = captured("warcraftlogs/wcl_report_midnight_2026-08-28_trimmed.json")
    page = {"has_more_pages": False, "current_page": 1, "data": [report | {"revision": 1, "visibility": "public"}]}
    home = Realm.objects.get(region="us", slug="proudmoore")
    guild = Guild.objects.create(realm=home, name="Scrambled", slug="scrambled", warcraftlogs_id=655330, created_at=now)
    people = [
        make("us", realm, name, number, now)
        for number, (realm, name) in enumerate(
            [("veknilash", "Ashvale"), ("proudmoore", "Thornwëave"), ("proudmoore", "Brightspar"),
             ("proudmoore", "Ironquill"), ("emerald-dream", "Cinderwell"), ("stormrage", "Foxglove")]
        )
    ]  # fmt: skip
    for character in people:
        GuildMember.objects.create(
            guild=guild, character=character, rank=3, character_name=character.name, joined_at=now
        )
    wire.put("/api/v2/client", {"data": {"reportData": {"reports": page}}})
    outcome = sync_logs(guild, now=now)
    assert not outcome.error
    fill_weeks([character.pk for character in people], now=now)
    entries = {
        row.character.name: (row.raid_normal, row.raid_heroic, row.raid_mythic)
        for row in GreatVaultEntry.objects.filter(period_id=1078).select_related("character")
    }
    # Ironquill sat out The Lost Explorers; Foxglove was there for a keystone only.
    assert entries == {
        "Ashvale": (1, 3, 0), "Thornwëave": (1, 3, 0), "Brightspar": (1, 3, 0),
        "Ironquill": (1, 2, 0), "Cinderwell": (1, 3, 0), "Foxglove": (0, 0, 0),
    }  # fmt: skip
    nekzali = next(
        kill
        for kill in GreatVaultEntry.objects.get(period_id=1078, character__name="Ashvale").kills
        if kill["encounter"] == 2888
    )
    assert (nekzali["killed_at"], nekzali["sources"]) == ("2026-08-28T02:20:08.214Z", ["warcraftlogs"])


def test_a_summary_roster_and_equipment_of_the_real_api_are_stored_word_for_word(wire: Wire):
    now = datetime(2020, 4, 24, 12, tzinfo=UTC)
    character = make("us", "norgannon", "Drinian", 107811065, now)
    files = {
        "summary": "CharacterProfileSummaryResponse", "raids": "CharacterRaidsResponse",
        "statistics": "CharacterAchievementStatisticsResponse", "equipment": "CharacterEquipmentSummaryResponse",
        "keystones": "CharacterMythicKeystoneProfileIndexResponse",
    }  # fmt: skip
    documents = {name: captured(f"blizzard/{file}.json") for name, file in files.items()}
    wire.character("Drinian", realm="norgannon", **documents)
    sync(character, now)
    character.refresh_from_db()
    assert (character.item_level, character.active_spec.name, character.faction) == (440, "Fury", "alliance")
    assert character.last_login_at == datetime(2020, 4, 24, 4, 30, 40, tzinfo=UTC)
    stored = dict(Payload.objects.filter(character=character, error_kind="").values_list("section", "body"))
    assert {name: stored[name] for name in documents} == documents
