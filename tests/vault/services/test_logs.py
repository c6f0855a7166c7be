"""Logged kills: whose they are, when their parse comes, and what is asked where no guild report tells."""

from datetime import datetime

import pytest

from characters.models import Payload
from tests import bodies
from tests.flows.scenario import BOSSES, DAY, HOUR, LOG_IDS, RESET, Scenario
from tests.wire import Wire
from vault.models import GreatVaultEntry, KillSighting, LoggedReport

pytestmark = pytest.mark.django_db
RAID = RESET + 30 * HOUR
API = "/api/v2/client"


@pytest.fixture
def story(wire: Wire) -> Scenario:
    story = Scenario(wire)
    story.logout(RAID + 2 * HOUR)
    return story


def put_log(story: Scenario, *players: tuple[str, str | None], rankings: object = None) -> None:
    fight = (1, LOG_IDS[BOSSES[0]], 4, RAID, players)
    reports = bodies.reports(("aBcDeF", RAID - HOUR, [fight]))
    if rankings is not None:
        reports["data"]["reportData"]["reports"]["data"][0]["rankings"] = rankings
    guild = {"data": {"guildData": {"guild": {"id": 4242}}}}
    story.wire.put(API, lambda request: guild if b"guildData" in request.body else reports)


def test_a_player_of_another_realm_with_the_same_name_is_somebody_else(story):
    put_log(story, ("Trogmoon", "Proudmoore"))
    assert story.sync(RAID + 3 * HOUR).raid_heroic == 0


def test_a_player_without_a_realm_is_of_the_guilds_own(story):
    put_log(story, ("Trogmoon", None))
    assert story.sync(RAID + 3 * HOUR).raid_heroic == 1


def test_the_realm_is_known_in_any_spelling(story):
    put_log(story, ("Trogmoon", "SEN’JIN"))
    assert story.sync(RAID + 3 * HOUR).raid_heroic == 1


def test_the_parse_is_filled_in_when_the_log_is_ranked(story):
    put_log(story, ("Trogmoon", "Sen'jin"))
    assert story.sync(RAID + 3 * HOUR).kills[0]["parse"] is None
    character = {"name": "Trogmoon", "server": {"name": "Sen'jin"}, "rankPercent": 87.2}
    ranked = {
        "data": [{"fightID": 1, "encounter": {"id": LOG_IDS[BOSSES[0]]}, "roles": {"dps": {"characters": [character]}}}]
    }
    put_log(story, ("Trogmoon", "Sen'jin"), rankings=ranked)
    assert story.sync(RAID + 5 * HOUR).kills[0]["parse"] == 87.2
    assert KillSighting.objects.count() == 1


def test_two_loggers_of_one_kill_make_one_kill(story):
    fights = [
        (code, RAID - HOUR, [(1, LOG_IDS[BOSSES[0]], 4, RAID + shift, [("Trogmoon", "Sen'jin")])])
        for code, shift in (("first", 0 * HOUR), ("second", HOUR / 1800))
    ]
    reports = bodies.reports(*fights)
    guild = {"data": {"guildData": {"guild": {"id": 4242}}}}
    story.wire.put(API, lambda request: guild if b"guildData" in request.body else reports)
    entry = story.sync(RAID + 3 * HOUR)
    assert (entry.raid_heroic, len(entry.kills)) == (1, 1)
    assert LoggedReport.objects.count() == 2


def test_reading_the_same_logs_again_records_nothing_new(story):
    put_log(story, ("Trogmoon", "Sen'jin"))
    story.sync(RAID + 3 * HOUR)
    before = list(KillSighting.objects.values_list("pk", flat=True))
    story.sync(RAID + 5 * HOUR)
    assert list(KillSighting.objects.values_list("pk", flat=True)) == before


def test_a_guild_that_warcraft_logs_does_not_know_is_marked_so(story):
    story.wire.put(API, {"data": {"guildData": {"guild": None}}})
    story.sync(RAID + 3 * HOUR)
    assert "knows no guild" in Payload.objects.get(section="reports").error


def unplaced(story: Scenario) -> GreatVaultEntry:
    """Two undated kills, between two logouts with the reset in their midst."""
    story.kill(BOSSES[0], RESET - 5 * DAY, dated=False)
    story.logout(RESET - 4 * DAY)
    story.sync(RESET - 3 * DAY)
    story.kill(BOSSES[0], RAID, dated=False)
    story.logout(RAID + 2 * HOUR)
    return story.sync(RAID + 3 * HOUR)


def answer_ranking(story: Scenario, *times: datetime) -> None:
    reports = bodies.reports()

    def answer(request: object) -> object:
        body = request.body.decode()
        if "encounterRankings" in body:
            alias = body.split(": character(")[0].split()[-1].split("\\n")[-1]
            ranks = [{"startTime": bodies.ms(at) - 300_000, "duration": 300_000, "rankPercent": 55.5} for at in times]
            found = {"hidden": False, f"e{LOG_IDS[BOSSES[0]]}d4": {"difficulty": 4, "ranks": ranks}}
            return {"data": {"characterData": {alias: found}}}
        return reports

    story.wire.put(API, answer)


def test_an_undated_kill_around_a_reset_is_listed_as_unplaced_and_not_counted(story):
    entry = unplaced(story)
    assert entry.raid_heroic == 0
    assert [kill["encounter"] for kill in entry.unplaced] == [BOSSES[0]]


def test_only_unplaced_kills_are_asked_about_and_their_ranking_places_them(story):
    unplaced(story)
    answer_ranking(story, RAID)
    entry = story.sync(RAID + 4 * HOUR)
    assert (entry.raid_heroic, entry.kills[0]["parse"]) == (1, 55.5)
    assert entry.unplaced == []


def test_a_character_is_asked_about_at_most_once_a_day(story):
    unplaced(story)
    answer_ranking(story)
    story.sync(RAID + 4 * HOUR)
    story.wire.forget_counts()
    story.sync(RAID + 6 * HOUR)
    assert story.wire.asked[API] == 1


def test_a_question_that_fails_leaves_the_guilds_reports_as_read(story):
    unplaced(story)
    state = Payload.objects.get(section="reports", guild__isnull=False)
    assert (state.error_kind, state.fetched_at) == ("", RAID + 3 * HOUR)
