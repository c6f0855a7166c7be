"""The foreground sync of one character."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from characters.domain.regions import Region
from characters.models import Character, RemovedCharacter
from characters.services.removal import removal_digest
from tests import bodies
from tests.factories.characters import CharacterFactory
from tests.flows.scenario import BOSSES, HOUR, RESET, Scenario
from tests.wire import Wire

pytestmark = pytest.mark.django_db
RAID = RESET + 30 * HOUR
NOW = RAID + 3 * HOUR


@pytest.fixture
def story(wire: Wire) -> Scenario:
    story = Scenario(wire)
    for boss in BOSSES[:2]:
        story.kill(boss, RAID)
    story.list_runs([(588, 12, RAID)], crawled=RAID + 2 * HOUR)
    story.logout(RAID + 2 * HOUR)
    wire.character("Trogmoon", equipment={"equipped_items": []}, professions={"primaries": []})
    return story


def sync(*place, now=NOW, **options):
    out = StringIO()
    place = place or ("us", "senjin", "Trogmoon")
    call_command("sync_character", *place, now=now, stdout=out, stderr=StringIO(), **options)
    return json.loads(out.getvalue()) if options.get("json") else out.getvalue()


def test_an_unknown_character_is_added_and_every_section_fetched(story):
    told = sync(json=True)
    assert (told["character"]["name"], told["period"], told["vault"]["raid_heroic"]) == ("Trogmoon", 1090, 2)
    fetched = {row["section"] for row in told["sections"] if row["fetched_at"]}
    assert fetched >= {"summary", "raids", "statistics", "keystones", "raiderio", "equipment", "professions"}
    assert [run["level"] for run in told["vault"]["m_plus_runs"]] == [12]
    assert Character.objects.get().blizzard_id == 1


@pytest.mark.parametrize(
    "place", [("US", "Sen'jin", "TROGMOON"), ("us", "senjin", "trógmôon"), ("us", "Sen jin", " trogmoon ")]
)
def test_any_spelling_finds_a_known_character(story, place):
    sync()
    assert sync(*place, now=NOW + HOUR, json=True)["character"]["id"] == Character.objects.get().pk


def test_it_is_asked_for_whatever_the_summary_says(story):
    sync()
    story.wire.forget_counts()
    assert sync(now=NOW + HOUR, json=True)["requests"] >= 5
    assert story.wire.asked["/profile/wow/character/senjin/trogmoon/encounters/raids"] == 1


def test_people_are_told_why_each_section_is_as_old_as_it_is(story):
    story.wire.put("/profile/wow/character/senjin/trogmoon/encounters/raids", (503, {}))
    told = sync()
    assert "Trogmoon (US senjin): " in told
    assert "  raids: " in told and "It is asked for again with the next sync." in told
    assert "  raid: " in told


@pytest.mark.parametrize(
    ("place", "message"),
    [
        (("mars", "senjin", "Trogmoon"), "no region “mars”"),
        (("us", "nowhere", "Trogmoon"), "no realm “nowhere”"),
        (("us", "senjin", "Nobody"), "Blizzard knows no character “Nobody”"),
        (("us", "senjin", "x"), "2 to 12 letters"),
        (("us", "senjin", "Trog moon"), "letters"),
    ],
)
def test_what_is_unknown_ends_with_status_1_and_leaves_nothing_behind(story, place, message):
    with pytest.raises(CommandError, match=message) as refused:
        sync(*place)
    assert refused.value.returncode == 1
    assert not Character.objects.exists()


def test_a_name_that_may_mean_several_is_not_guessed(story):
    CharacterFactory(name="Ávalon")
    CharacterFactory(name="Avalón")
    with pytest.raises(CommandError, match="Several characters .* Ávalon, Avalón"):
        sync("us", "senjin", "avalon")


def test_while_blizzard_is_down_an_unknown_character_ends_with_status_2(story):
    story.wire.put("/profile/wow/character/senjin/trogmoon", (503, {}))
    with pytest.raises(CommandError) as failed:
        sync()
    assert (failed.value.returncode, Character.objects.count()) == (2, 0)


def test_when_every_upstream_fails_it_ends_with_status_2(story):
    sync()
    for path in list(story.wire.answers):
        story.wire.put(path, (503, {}))
    with pytest.raises(CommandError, match="Nothing could be fetched") as failed:
        sync(now=NOW + HOUR)
    assert failed.value.returncode == 2


def test_someone_removed_on_request_is_not_stored_again(story):
    RemovedCharacter.objects.create(digest=removal_digest(Region.US, 1), removed_at=NOW, reason="asked")
    with pytest.raises(CommandError, match="removed on request"):
        sync()
    assert not Character.objects.exists()


def test_a_new_name_of_someone_known_is_a_rename(story):
    sync()
    story.wire.character("Trogsun", summary=bodies.summary("Trogsun", 1, NOW))
    told = sync("us", "senjin", "Trogsun", now=NOW + HOUR, json=True)
    assert (told["character"]["name"], Character.objects.count()) == ("Trogsun", 1)
