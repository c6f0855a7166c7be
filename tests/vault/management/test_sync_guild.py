"""The foreground sync of a guild, as a person or a script meets it."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from characters.management.asking import moment
from characters.models import Guild, SyncRun, SyncStep
from characters.services.guilds import ensure_guild
from characters.services.runs import start_guild_run
from tests import bodies
from tests.flows.scenario import BOSSES, GUILD, HOUR, RESET, Scenario
from tests.wire import Wire
from vault.management import foreground
from vault.services.work import TIMETABLE, work_on

pytestmark = pytest.mark.django_db
RAID = RESET + 30 * HOUR
NOW = RAID + 3 * HOUR


@pytest.fixture
def story(wire: Wire) -> Scenario:
    story = Scenario(wire)
    for boss in BOSSES[:2]:
        story.kill(boss, RAID)
    story.log((BOSSES[0], 4, RAID))
    story.list_runs([(588, 12, RAID)], crawled=RAID + 2 * HOUR)
    story.logout(RAID + 2 * HOUR)
    wire.character("Trogmoon", equipment={"equipped_items": []}, professions={"primaries": []})
    return story


def sync(*place, now=NOW, **options):
    """Run the command and return what it wrote; as JSON where that was asked for."""
    out = StringIO()
    call_command("sync_guild", *place or ("us", "senjin", "Keepers"), now=now, stdout=out, stderr=StringIO(), **options)
    return json.loads(out.getvalue()) if options.get("json") else out.getvalue()


def test_an_unknown_guild_is_added_and_synced_to_the_end(story):
    told = sync(json=True)
    assert (told["guild"]["name"], told["members"], told["tracked"], told["synced"]) == ("Keepers", 1, 1, 1)
    assert (told["period"], told["vault_entries"], told["defects"]) == (1090, 1, [])
    assert told["requests"] > 5 and told["fetched"] >= 6
    assert SyncRun.objects.get().status == "done"
    assert story.entry(NOW).raid_heroic == 2


@pytest.mark.parametrize(
    "place", [("US", "Sen'jin", "KEEPERS"), ("us", "SENJIN", "keepers"), (" us", "sen-jin", " Keepers ")]
)
def test_any_spelling_finds_the_guild(story, place):
    sync()
    assert sync(*place, json=True)["guild"]["id"] == Guild.objects.get().pk


@pytest.mark.parametrize(("minutes", "requests"), [(4, 0), (10, 1)])
def test_a_second_sync_within_minutes_asks_almost_nothing(story, minutes, requests):
    sync()
    story.wire.forget_counts()
    told = sync(now=NOW + timedelta(minutes=minutes), json=True)
    assert story.wire.requests_about("Trogmoon") == requests
    assert (told["synced"], told["vault_entries"], told["errors"]) == (1, 1, [])


def test_people_are_told_in_sentences(story):
    story.wire.put("/profile/wow/character/senjin/trogmoon/encounters/raids", (503, {}))
    told = sync()
    assert "Keepers (US senjin): 1 members, 1 of 1 synced" in told
    assert "Great Vaults of week 1090: 1 of 1." in told
    assert "1 × raids unavailable: " in told


@pytest.mark.parametrize(
    ("place", "message"),
    [
        (("mars", "senjin", "Keepers"), "no region “mars”"),
        (("us", "nowhere", "Keepers"), "no realm “nowhere”"),
        (("us", "senjin", "Strangers"), "Blizzard knows no guild “Strangers”"),
    ],
)
def test_an_unknown_place_ends_with_status_1_and_says_which(story, place, message):
    with pytest.raises(CommandError, match=message) as refused:
        sync(*place)
    assert refused.value.returncode == 1


def test_an_unknown_guild_while_blizzard_is_down_ends_with_status_2(story):
    story.wire.put(GUILD, (503, {}))
    with pytest.raises(CommandError) as failed:
        sync()
    assert failed.value.returncode == 2
    assert not Guild.objects.exists()


def test_when_every_upstream_fails_it_ends_with_status_2_and_keeps_what_is_known(story):
    sync()
    before = story.entry(NOW).kills
    for path in list(story.wire.answers):
        story.wire.put(path, (503, {}))
    out = StringIO()
    with pytest.raises(CommandError, match="every upstream failed") as failed:
        call_command("sync_guild", "us", "senjin", "Keepers", now=NOW + 2 * HOUR, json=True, stdout=out)
    assert failed.value.returncode == 2
    assert {error["section"] for error in json.loads(out.getvalue())["errors"]} >= {"roster", "summary", "reports"}
    assert story.entry(NOW).kills == before


def test_one_failing_upstream_is_told_and_does_not_fail_the_sync(story):
    story.wire.put("/api/v2/client", (500, {}))
    told = sync(json=True)
    assert [(error["section"], error["count"]) for error in told["errors"]] == [("reports", 1)]
    assert told["vault_entries"] == 1


def test_a_run_of_the_timetable_is_not_waited_for_but_taken_over(story):
    guild = ensure_guild("us", "senjin", "Keepers", now=NOW)
    run = start_guild_run(guild, source=TIMETABLE, now=NOW)
    work_on("roster", now=NOW, run_id=run.pk)
    assert SyncStep.objects.get(run=run, kind="logs").due_at > NOW + timedelta(minutes=30)
    told = sync(now=NOW + timedelta(minutes=1), json=True)
    assert (told["runs"][0], len(told["runs"])) == (run.pk, 2)
    assert (told["synced"], SyncRun.objects.filter(status="done").count()) == (1, 2)


def test_what_a_dead_worker_held_is_waited_for_and_said(story, monkeypatch):
    guild = ensure_guild("us", "senjin", "Keepers", now=NOW)
    run = start_guild_run(guild, source="command", now=NOW)
    SyncStep.objects.update(status="running", claimed_at=NOW, claim="dead")
    naps = []

    def nap(seconds):
        naps.append(seconds)
        SyncStep.objects.filter(claim="dead").update(claimed_at=NOW - HOUR)

    monkeypatch.setattr(foreground.time, "sleep", nap)
    err = StringIO()
    call_command("sync_guild", "us", "senjin", "Keepers", now=NOW, stdout=StringIO(), stderr=err)
    assert "held by another worker" in err.getvalue()
    assert (len(naps) >= 1, SyncRun.objects.get(pk=run.pk).status) == (True, "done")


def test_a_spent_budget_is_slept_over(story, monkeypatch, settings):
    sync()
    run = start_guild_run(Guild.objects.get(), source="command", now=NOW + 2 * HOUR)
    SyncStep.objects.filter(run=run).update(due_at=NOW + 9 * HOUR)
    naps = []

    def nap(seconds):
        naps.append(seconds)
        SyncStep.objects.filter(run=run).update(due_at=NOW)

    monkeypatch.setattr(foreground.time, "sleep", nap)
    told = []
    with foreground.Foreground(run, foreground.Clock(NOW + 2 * HOUR), told.append) as going:
        going.finish()
    assert ("budget" in told[0], naps[0], run.status) == (True, foreground.LONGEST_NAP_S, "done")


def test_the_moment_may_be_given_as_text_in_any_zone(story):
    out = StringIO()
    call_command("sync_guild", "us", "senjin", "Keepers", "--now", "2026-11-19T02:00:00+02:00", "--json", stdout=out)
    assert json.loads(out.getvalue())["started_at"] == "2026-11-19T00:00:00Z"


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-01", ""])
def test_a_moment_that_is_none_is_refused(text):
    with pytest.raises(CommandError, match="no moment"):
        call_command("sync_guild", "us", "senjin", "Keepers", "--now", text)


def test_after_ctrl_c_the_same_command_goes_on_at_once(story, monkeypatch):
    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(CommandError, match="goes on from here") as stopped:
        patch.setattr("vault.services.work.fetch_batch", interrupted)
        sync()
    assert stopped.value.returncode == 130
    assert not SyncStep.objects.filter(status="running").exists()
    monkeypatch.setattr(foreground.time, "sleep", lambda seconds: pytest.fail("it waited"))
    assert sync(now=NOW + timedelta(minutes=1), json=True)["vault_entries"] == 1


def test_a_moment_without_a_zone_is_in_utc():
    assert moment("2026-11-18T20:00") == datetime(2026, 11, 18, 20, tzinfo=UTC)


def test_a_held_roster_is_told(story):
    story.wire.put(
        f"{GUILD}/roster", bodies.roster([bodies.member(f"Hero{'abcdefghij'[n]}", n + 1) for n in range(10)])
    )
    sync()
    story.wire.put(f"{GUILD}/roster", bodies.roster([]))
    told = sync(now=NOW + 8 * HOUR)
    assert "held for officers" in told
