"""Several sources and their bad days: what one misses another brings, and what one says nobody takes away."""

import pytest

from characters.models import Character, Payload
from tests import bodies
from tests.flows.scenario import BOSSES, DAY, HOUR, MINUTE, NEXT_RESET, RESET, Scenario, slot
from tests.wire import Wire
from vault.models import GreatVaultEntry, VaultAmendment

pytestmark = pytest.mark.django_db
RAID = RESET + 30 * HOUR
DOWN = (503, {"code": 503})
DUNGEON = 588


@pytest.fixture
def story(wire: Wire) -> Scenario:
    return Scenario(wire)


def kills(entry: GreatVaultEntry) -> dict[tuple[int, str], tuple[list[str], str]]:
    return {(k["encounter"], k["difficulty"]): (k["sources"], k["confidence"]) for k in entry.kills}


def test_an_unlogged_kill_is_found_by_blizzard_and_named(story):
    for boss in BOSSES[:3]:
        story.kill(boss, RAID)
    story.log((BOSSES[0], 4, RAID), (BOSSES[1], 4, RAID))
    story.logout(RAID + HOUR)
    entry = story.sync(RAID + 2 * HOUR)
    assert entry.raid_heroic == 3
    assert kills(entry) == {
        (BOSSES[0], "heroic"): (["blizzard", "warcraftlogs"], "confirmed"),
        (BOSSES[1], "heroic"): (["blizzard", "warcraftlogs"], "confirmed"),
        (BOSSES[2], "heroic"): (["blizzard"], "single"),
    }


def test_a_logged_kill_counts_before_the_raider_has_logged_out(story):
    story.logout(RESET - DAY)
    story.log((BOSSES[0], 4, RAID), (BOSSES[1], 4, RAID))
    entry = story.sync(RAID + HOUR)
    assert entry.raid_heroic == 2
    assert slot(entry, "raid", 1)["state"] == "earned"
    assert (slot(entry, "raid", 2)["state"], slot(entry, "raid", 2)["reason"]) == ("unknown", "not_logged_in")


def test_different_bosses_of_different_sources_are_united_not_the_larger_number_taken(story):
    story.kill(BOSSES[2], RAID)
    story.logout(RAID + HOUR)
    story.log((BOSSES[0], 4, RAID), (BOSSES[1], 4, RAID))
    assert story.sync(RAID + 2 * HOUR).raid_heroic == 3


def test_looking_for_raid_kills_come_from_logs_too(story):
    story.logout(RESET - DAY)
    story.log((BOSSES[0], 1, RAID))
    assert story.sync(RAID + HOUR).raid_lfr == 1


def test_a_character_that_raiderio_does_not_know_still_gets_its_raid_row(story):
    for boss in BOSSES[:2]:
        story.kill(boss, RAID)
    story.logout(RAID + HOUR)
    entry = story.sync(RAID + 2 * HOUR)
    assert slot(entry, "raid", 1)["state"] == "earned"
    assert Payload.objects.get(section="raiderio").error_kind == "not_found"


def test_a_run_that_only_blizzard_lists_counts_and_one_that_both_list_counts_once(story):
    story.runs = [(DUNGEON, 12, RAID), (587, 9, RAID + HOUR)]
    story.list_runs([(DUNGEON, 12, RAID)], crawled=RAID + 2 * HOUR)
    story.logout(RAID + 2 * HOUR)
    runs = {run["dungeon"]: run["sources"] for run in story.sync(RAID + 3 * HOUR).m_plus_runs}
    assert runs == {DUNGEON: ["blizzard", "raiderio"], 587: ["blizzard"]}


def test_keystones_fill_the_dungeon_row_while_the_raids_document_is_down(story):
    story.logout(RAID + HOUR)
    story.wire.character("Trogmoon", raids=DOWN, statistics=DOWN)
    story.list_runs([(DUNGEON, 12, RAID)], crawled=RAID + HOUR)
    entry = story.sync(RAID + 2 * HOUR)
    assert slot(entry, "dungeon", 1)["level"] == 12
    assert (slot(entry, "raid", 1)["state"], slot(entry, "raid", 1)["reason"]) == ("unknown", "upstream_down")


def test_with_all_of_blizzard_down_logs_and_raiderio_still_fill_the_vault(story):
    story.logout(RESET - DAY)
    story.sync(RESET - HOUR)
    for document in ("summary", "raids", "statistics", "keystones"):
        story.wire.character("Trogmoon", **{document: DOWN})
    story.wire.put("/data/wow/guild/senjin/keepers/roster", DOWN)
    story.log((BOSSES[0], 5, RAID), (BOSSES[1], 5, RAID))
    story.list_runs([(DUNGEON, 10, RAID)], crawled=RAID + HOUR)
    entry = story.sync(RAID + 2 * HOUR)
    assert (entry.raid_mythic, slot(entry, "raid", 1)["difficulty"]) == (2, "mythic")
    assert slot(entry, "dungeon", 1)["item_level"] == 318


def test_an_outage_after_a_good_sync_takes_nothing_away(story):
    for boss in BOSSES[:4]:
        story.kill(boss, RAID)
    story.logout(RAID + HOUR)
    story.sync(RAID + 2 * HOUR)
    for document in ("summary", "raids", "statistics", "keystones"):
        story.wire.character("Trogmoon", **{document: DOWN})
    assert story.sync(RAID + DAY).raid_heroic == 4
    assert Payload.objects.get(section="raids", character__name="Trogmoon").error_kind == "unavailable"


def test_graphql_errors_beside_data_leave_the_data_usable(story):
    story.logout(RESET - DAY)
    story.log((BOSSES[0], 4, RAID))
    answer = story.wire.answers["/api/v2/client"]
    story.wire.put(
        "/api/v2/client", lambda request: answer(request) | {"errors": [{"message": "One report is private."}]}
    )
    assert story.sync(RAID + HOUR).raid_heroic == 1


def test_graphql_errors_without_data_mark_the_guilds_logs_and_nothing_else(story):
    story.kill(BOSSES[0], RAID)
    story.logout(RAID + HOUR)
    story.wire.put("/api/v2/client", {"errors": [{"message": "Internal server error"}]})
    entry = story.sync(RAID + 2 * HOUR)
    assert entry.raid_heroic == 1
    assert Payload.objects.get(section="reports").error_kind == "unavailable"


def test_a_log_uploaded_after_the_reset_makes_a_visible_amendment(story):
    story.kill(BOSSES[0], RAID)
    story.logout(RAID + HOUR)
    story.sync(RAID + 2 * HOUR)
    story.sync(NEXT_RESET + HOUR)
    assert story.entry(RAID).closed_at == NEXT_RESET + HOUR
    story.log((BOSSES[1], 4, RAID + HOUR))
    story.sync(NEXT_RESET + 20 * HOUR)
    entry = story.entry(RAID)
    amendment = VaultAmendment.objects.get()
    assert (entry.raid_heroic, amendment.before["raid_heroic"], amendment.after["raid_heroic"]) == (2, 1, 2)
    assert "heroic bosses 1 → 2" in amendment.summary


def test_a_closed_week_does_not_change_without_a_new_fact(story):
    story.kill(BOSSES[0], RAID)
    story.logout(RAID + HOUR)
    story.sync(RAID + 2 * HOUR)
    story.sync(NEXT_RESET + HOUR)
    before = story.entry(RAID)
    story.kill(BOSSES[0], NEXT_RESET + 30 * HOUR)
    story.logout(NEXT_RESET + 31 * HOUR)
    story.sync(NEXT_RESET + 32 * HOUR)
    assert story.entry(RAID).raid_heroic == before.raid_heroic == 1
    assert story.entry(NEXT_RESET).raid_heroic == 1
    assert not VaultAmendment.objects.exists()


def test_kills_made_online_over_the_reset_go_to_the_week_they_were_made_in(story):
    story.logout(RESET - 10 * HOUR)
    story.sync(RESET - 9 * HOUR)
    story.kill(BOSSES[0], RESET - 5 * MINUTE)
    story.kill(BOSSES[1], RESET + 5 * MINUTE)
    story.logout(RESET + HOUR)
    entry = story.sync(RESET + 2 * HOUR)
    assert list(kills(entry)) == [(BOSSES[1], "heroic")]
    assert list(kills(story.entry(RESET - DAY))) == [(BOSSES[0], "heroic")]


def test_a_logged_kill_under_a_former_name_belongs_to_the_renamed_character(story):
    story.logout(RAID - HOUR)
    story.sync(RAID)
    story.name = "Newmoon"
    story.wire.put("/data/wow/guild/senjin/keepers/roster", bodies.roster([bodies.member("Newmoon", 1)]))
    story.logout(RAID - HOUR)
    story.log((BOSSES[0], 4, RAID - 30 * MINUTE), name="Trogmoon")
    entry = story.sync(RAID + HOUR)
    assert Character.objects.get().name == "Newmoon"
    assert entry.raid_heroic == 1


def test_the_background_never_counts_its_own_writing_as_somebody_looking(story):
    story.logout(RAID)
    story.sync(RAID + HOUR)
    assert Character.objects.get().last_viewed_at is None


def test_warcraft_logs_is_asked_at_most_twice_an_hour_for_a_guild(story):
    story.logout(RAID)
    story.log((BOSSES[0], 4, RAID))
    story.sync(RAID + HOUR)
    story.wire.forget_counts()
    story.sync(RAID + 2 * HOUR)
    assert 1 <= story.wire.asked["/api/v2/client"] <= 2
