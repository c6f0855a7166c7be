"""Rosters: who joined, left and was renamed, and answers that are too thin to be believed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from characters.domain.errors import Refused
from characters.models import Character, CharacterIdentity, Guild, GuildMember, GuildRank, HeldRoster, Payload
from characters.services.guilds import ensure_guild, find_guild
from characters.services.removal import remove_on_request
from characters.services.roster import RosterOutcome, sync_roster
from tests import bodies
from tests.wire import Wire

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 20, tzinfo=UTC)
GUILD = "/data/wow/guild/senjin/keepers"


@pytest.fixture
def guild(wire: Wire) -> Guild:
    wire.put(GUILD, bodies.guild())
    return ensure_guild("us", "Sen'jin", "Keepers", now=NOW)


def answer(wire: Wire, *members: object) -> None:
    wire.put(f"{GUILD}/roster", bodies.roster(members))


def people(count: int) -> list[object]:
    names = [f"Raider{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(count)]
    return [bodies.member(name, 100 + number) for number, name in enumerate(names)]


def sync(guild: Guild, days: int = 0) -> RosterOutcome:
    return sync_roster(guild, now=NOW + timedelta(days=days))


def present(guild: Guild) -> set[str]:
    return set(GuildMember.objects.filter(guild=guild, left_at=None).values_list("character_name", flat=True))


def test_an_unknown_guild_is_added_with_the_five_usual_ranks(guild):
    assert list(GuildRank.objects.filter(guild=guild).order_by("index").values_list("name", flat=True)) == [
        "Guild Leader", "Officer", "Veteran", "Member", "Initiate",
    ]  # fmt: skip
    assert find_guild("US", "senjin", "KEEPERS") == guild


def test_a_guild_that_blizzard_does_not_know_is_refused_in_plain_words(wire):
    with pytest.raises(Refused, match="Blizzard knows no guild “Nobody” on Sen'jin"):
        ensure_guild("us", "senjin", "Nobody", now=NOW)


def test_unknown_regions_and_realms_are_refused_in_plain_words(wire):
    with pytest.raises(Refused, match="The known regions are us, eu, kr, tw"):
        ensure_guild("xx", "senjin", "Keepers", now=NOW)
    with pytest.raises(Refused, match="There is no realm “Nowhere” in US"):
        ensure_guild("us", "Nowhere", "Keepers", now=NOW)


def test_members_keep_the_realm_of_their_own_roster_row_not_the_guilds(guild, wire):
    answer(wire, bodies.member("Farstrider", 1, realm="kiljaeden"))
    sync(guild)
    assert Character.objects.get(blizzard_id=1).realm.slug == "kiljaeden"


def test_the_same_name_on_two_realms_is_two_characters(guild, wire):
    answer(wire, bodies.member("Twin", 1), bodies.member("Twin", 2, realm="kiljaeden"))
    assert sync(guild).joined == 2
    assert Character.objects.filter(name="Twin").count() == 2


def test_leavers_keep_their_stint_and_returners_open_a_new_one(guild, wire):
    answer(wire, bodies.member("Stays", 1), bodies.member("Goes", 2))
    sync(guild)
    answer(wire, bodies.member("Stays", 1))
    assert sync(guild, days=1).departed == 1
    answer(wire, bodies.member("Stays", 1), bodies.member("Goes", 2))
    sync(guild, days=2)
    stints = GuildMember.objects.filter(character__blizzard_id=2).order_by("joined_at")
    assert [stint.left_at for stint in stints] == [NOW + timedelta(days=1), None]


def test_a_rename_keeps_the_character_and_its_former_name(guild, wire):
    answer(wire, bodies.member("Oldname", 1))
    sync(guild)
    before = Character.objects.get()
    answer(wire, bodies.member("Newname", 1, realm="kiljaeden"))
    assert sync(guild, days=1).renamed == 1
    after = Character.objects.get()
    assert (after.pk, after.name, after.realm.slug) == (before.pk, "Newname", "kiljaeden")
    assert set(CharacterIdentity.objects.values_list("name", "seen_until")) == {
        ("Oldname", NOW + timedelta(days=1)), ("Newname", None),
    }  # fmt: skip


def test_two_characters_that_swap_names_in_one_night_stay_themselves(guild, wire):
    answer(wire, bodies.member("Left", 1), bodies.member("Right", 2))
    sync(guild)
    answer(wire, bodies.member("Right", 1), bodies.member("Left", 2))
    sync(guild, days=1)
    assert dict(Character.objects.values_list("blizzard_id", "name")) == {1: "Right", 2: "Left"}


def test_a_name_taken_by_a_new_character_inherits_nothing(guild, wire):
    answer(wire, bodies.member("Phoenix", 1))
    sync(guild)
    answer(wire, bodies.member("Phoenix", 2))
    sync(guild, days=1)
    old, new = Character.objects.order_by("pk")
    assert (old.blizzard_id, new.blizzard_id) == (1, 2)
    assert old.retired_at is not None and new.retired_at is None


def test_an_empty_roster_is_held_and_marks_nobody_as_gone(guild, wire):
    answer(wire, *people(10))
    sync(guild)
    answer(wire)
    outcome = sync(guild, days=1)
    assert outcome.held and len(present(guild)) == 10
    assert HeldRoster.objects.get(resolved_at=None).missing_count == 10


def test_a_halved_roster_is_held_until_a_fuller_one_comes(guild, wire):
    everybody = people(20)
    answer(wire, *everybody)
    sync(guild)
    answer(wire, *everybody[:10])
    assert "drops 10 of 20" in sync(guild, days=1).held
    sync(guild, days=2)
    assert HeldRoster.objects.filter(resolved_at=None).count() == 1
    answer(wire, *everybody[:19])
    assert sync(guild, days=3).departed == 1
    assert not HeldRoster.objects.filter(resolved_at=None).exists()


def test_a_doubled_roster_seats_everybody_once(guild, wire):
    answer(wire, *people(5), *people(5))
    assert sync(guild).joined == 5


def test_a_failed_answer_names_its_cause_and_changes_nobody(guild, wire):
    answer(wire, *people(5))
    sync(guild)
    wire.put(f"{GUILD}/roster", (200, {"Content-Type": "text/html"}, "<html>down for maintenance</html>"))
    outcome = sync(guild, days=1)
    assert outcome.error and len(present(guild)) == 5
    row = Payload.objects.get(guild=guild, section="roster")
    assert row.error_kind == "unreadable" and row.body["members"] and row.failures == 1


def test_a_wrong_type_in_one_member_is_named_by_its_path(guild, wire):
    answer(wire, bodies.member("Fine", 1), bodies.member("Broken", 2) | {"rank": "three"})
    assert "members[1].rank" in sync(guild).error


def test_a_second_run_changes_nothing(guild, wire, django_assert_max_num_queries):
    answer(wire, *people(30))
    sync(guild)
    with django_assert_max_num_queries(25):
        assert sync(guild) == RosterOutcome()


def test_a_roster_that_says_the_same_writes_no_member(guild, wire):
    answer(wire, *people(30))
    sync(guild)
    with CaptureQueriesContext(connection) as queries:
        sync(guild, days=1)
    written = [query["sql"] for query in queries if query["sql"].startswith("UPDATE")]
    assert not [sql for sql in written if GuildMember._meta.db_table in sql or Character._meta.db_table in sql]


def test_what_a_roster_newly_says_of_a_member_is_stored(guild, wire):
    answer(wire, *people(3))
    sync(guild)
    answer(wire, bodies.member("Raideraa", 100, rank=1, level=91), *people(3)[1:])
    sync(guild, days=1)
    changed = GuildMember.objects.get(character__blizzard_id=100)
    assert (changed.rank, changed.member_data["character"]["level"], changed.character.level) == (1, 91, 91)


def test_a_character_removed_on_request_does_not_come_back_with_the_roster(guild, wire):
    answer(wire, *people(5))
    sync(guild)
    remove_on_request(Character.objects.get(blizzard_id=100), reason="asked", now=NOW)
    sync(guild, days=1)
    assert not Character.objects.filter(blizzard_id=100).exists()
    assert Character.objects.count() == 4
