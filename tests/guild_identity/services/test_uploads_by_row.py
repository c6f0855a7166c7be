"""What an export changes about each member and rank, and what is told of each row."""

import pytest

from characters.models import Character, GuildRank, Realm
from guild_identity.models import MemberNote
from guild_identity.services import addon
from tests.factories.characters import CharacterFactory, GuildFactory, GuildMemberFactory
from tests.factories.exports import EXPORTED, exported, lua_file
from tests.factories.identity import member_of
from tests.guild_identity.services.exporting import (
    DAY,
    HOUR,
    NOW,
    TROG,
    ZUL,
    keepers,
    note_of,
    notes,
    outcomes,
    receive,
    take,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return keepers()


def test_the_same_name_on_two_realms_keeps_two_people_apart(guild):
    rows = [exported("Twin", note="Ann"), exported("Twin", realm="Kil'jaeden", note="Bo", officerNote="x")]
    take(guild, lua_file(*rows))
    assert notes() == {("Twin", "senjin"): ("Ann", ""), ("Twin", "kiljaeden"): ("Bo", "x")}


@pytest.mark.parametrize(
    "spelling", ["Kil'jaeden", "Kil’jaeden", "Kiljaeden", "kiljaeden", "KIL'JAEDEN", " Kil'jaeden "]
)
def test_realms_are_known_in_every_spelling(guild, spelling):
    take(guild, lua_file(exported("Twin", realm=spelling, note="Bo")))
    assert notes() == {("Twin", "kiljaeden"): ("Bo", "")}


@pytest.mark.parametrize("home", ["Ревущий фьорд", "Ревущийфьорд", "Howling Fjord", None])
@pytest.mark.parametrize("other", ["Гордунни", "Gordunni"])
def test_russian_realms_are_known_in_both_scripts(home, other):
    fjord = Realm.objects.get(region="eu", slug="howling-fjord")
    guild = GuildFactory(name="Стражи", realm=fjord)
    member_of(guild, "Ярость", realm=fjord)
    member_of(guild, "Ярость", realm=Realm.objects.get(region="eu", slug="gordunni"))
    rows = [exported("Ярость", realm=home, note="Аня"), exported("Ярость", realm=other, note="Боря")]
    upload = take(guild, lua_file(*rows, guild="Стражи"))
    assert outcomes(upload) == {1: "updated", 2: "updated"}
    assert notes() == {("Ярость", "howling-fjord"): ("Аня", ""), ("Ярость", "gordunni"): ("Боря", "")}


def test_one_character_in_both_scripts_is_listed_twice():
    fjord = Realm.objects.get(region="eu", slug="howling-fjord")
    guild = GuildFactory(name="Keepers", realm=fjord)
    member_of(guild, "Ярость", realm=fjord)
    rows = [exported("Ярость", realm="Howling Fjord", note="Аня"), exported("Ярость", realm="Ревущийфьорд")]
    upload = take(guild, lua_file(*rows))
    assert outcomes(upload) == {1: "updated", 2: "rejected"}


@pytest.mark.parametrize("written", ["Trogmoon", "TROGMOON", "Trogmoon-Sen'jin", "Trogmoon-Senjin"])
def test_a_row_without_a_realm_is_on_the_home_realm(guild, written):
    take(guild, lua_file(exported(written, realm=None, note="x")))
    assert notes() == {("Trogmoon", "senjin"): ("x", "")}


def test_a_realm_that_cannot_be_read_is_not_taken_for_the_home_realm(guild):
    data = lua_file(
        exported("Twin", note="Ann"), exported("Twin", realm="???", note="Bo"), exported("Twin", realm="@@")
    )
    upload = take(guild, data.replace(b"@@", b"\xff\xfe"))
    assert outcomes(upload) == {1: "updated", 2: "unknown_realm", 3: "unknown_realm"}
    assert notes() == {("Twin", "senjin"): ("Ann", "")}


def test_every_row_tells_what_became_of_it(guild):
    CharacterFactory(name="Visitor")
    GuildMemberFactory(guild=guild, character__name="Leaver", left_at=NOW - DAY)
    CharacterFactory(name="Dead", retired_at=NOW - DAY)
    data = lua_file(
        TROG, exported("Nobody"), exported("Zulvexa", realm="Nowhere"), exported("Visitor"), exported("Leaver"),
        exported("Dead"), exported("trogmoon", realm="senjin"), exported("Bad", rank="x"), exported("Twin", note="a@b"),
    )  # fmt: skip
    upload = take(guild, data.replace(b"a@b", b"a\xffb"))
    assert [(row["row"], row["name"], row["outcome"]) for row in upload.report] == [
        (1, "Trogmoon", "updated"), (2, "Nobody", "unknown_character"), (3, "Zulvexa", "unknown_realm"),
        (4, "Visitor", "not_a_member"), (5, "Leaver", "not_a_member"), (6, "Dead", "retired"),
        (7, "trogmoon", "rejected"), (8, "Bad", "rejected"), (9, "Twin", "updated"),
    ]  # fmt: skip
    words = {row["row"]: row["message"] for row in upload.report}
    assert words[7] == "Listed twice: row 1 is the same character."
    assert words[9] == "Part of a text could not be read."
    assert all(words[number] for number in range(2, 10))
    assert (upload.counts["characters"], upload.counts["rejected"], upload.counts["not_a_member"]) == (9, 2, 2)
    assert (note_of("Twin"), note_of("Trogmoon")) == (("a\ufffdb", ""), ("GM / Mikel", "Discord: trog"))


def test_no_report_quotes_a_note(guild):
    secret = "smuggles gold"
    rows = [exported(name, note=secret, officerNote=secret, rank=rank) for name, rank in (("Trogmoon", 1), ("X", "x"))]
    upload = take(guild, lua_file(*rows, exported("Zulvexa", officerNote=[secret])))
    assert secret not in str(upload.report) and outcomes(upload) == {1: "updated", 2: "rejected", 3: "rejected"}


def test_an_older_export_changes_neither_notes_nor_ranks(guild):
    take(guild, lua_file(TROG))
    old = [exported("Trogmoon", note="old", rankName="Old"), exported("Zulvexa", note="first", rank=0, rankName="Old")]
    upload = take(guild, lua_file(*old, at=EXPORTED - DAY), now=NOW + HOUR)
    assert outcomes(upload) == {1: "older", 2: "updated"}
    assert upload.report[0]["message"] == "What is stored is from a newer export."
    assert (note_of("Trogmoon"), note_of("Zulvexa")) == (("GM / Mikel", "Discord: trog"), ("first", ""))
    assert GuildRank.objects.get(guild=guild, index=0).name == "Chief"


def test_who_is_missing_in_half_an_export_keeps_the_notes(guild):
    take(guild, lua_file(TROG, ZUL))
    upload = take(guild, lua_file(exported("Zulvexa", note="new"), at=EXPORTED + HOUR), now=NOW + HOUR)
    assert (note_of("Trogmoon"), note_of("Zulvexa")) == (("GM / Mikel", "Discord: trog"), ("new", ""))
    assert upload.counts["members_not_listed"] == 3


def test_officer_notes_survive_an_export_by_somebody_who_may_not_read_them(guild):
    take(guild, lua_file(TROG, ZUL))
    take(guild, lua_file(exported("Trogmoon", note="Mia"), ZUL, at=EXPORTED + HOUR), now=NOW + HOUR)
    assert note_of("Trogmoon") == ("Mia", "Discord: trog")
    rows = [exported("Trogmoon", note="Mia"), exported("Zulvexa", officerNote="an alt")]
    take(guild, lua_file(*rows, at=EXPORTED + 2 * HOUR), now=NOW + 2 * HOUR)
    assert note_of("Trogmoon") == ("Mia", "")


def test_an_export_from_a_clock_that_is_ahead_does_not_shut_out_what_comes_later(guild):
    take(guild, lua_file(TROG, at=NOW + 30 * DAY))
    assert MemberNote.objects.get().exported_at == NOW
    take(guild, lua_file(exported("Trogmoon", note="new", officerNote="x"), at=NOW + HOUR), now=NOW + 2 * HOUR)
    assert note_of("Trogmoon") == ("new", "x")


def test_ranks_get_the_guilds_own_words_and_keep_what_officers_set(guild):
    GuildRank.objects.filter(guild=guild, index=3).update(is_alt=True, level=7)
    other = GuildFactory()
    rows = [exported("Zulvexa", rank=3, rankName="Friends"), exported("Twin", rank=6, rankName="Banished")]
    take(guild, lua_file(TROG, *rows))
    names = dict(GuildRank.objects.filter(guild=guild).values_list("index", "name"))
    assert names == {0: "Chief", 1: "Officer", 2: "Veteran", 3: "Friends", 4: "Initiate", 6: "Banished"}
    kept = GuildRank.objects.get(guild=guild, index=3)
    assert (kept.is_alt, kept.level, GuildRank.objects.get(guild=guild, index=6).is_officer) == (True, 7, False)
    assert GuildRank.objects.get(guild=other, index=0).name == "Guild Leader"


def test_ranks_may_swap_their_words(guild):
    rows = [exported("Trogmoon", rank=1, rankName="Veteran"), exported("Zulvexa", rank=2, rankName="Officer")]
    take(guild, lua_file(*rows))
    names = dict(GuildRank.objects.filter(guild=guild).values_list("index", "name"))
    assert (names[1], names[2]) == ("Veteran", "Officer")


def test_a_missing_class_or_level_is_filled_and_a_known_one_is_never_changed(guild):
    Character.objects.filter(name="Zulvexa").update(character_class=None, level=0)
    rows = [exported(name, classFile="MAGE", level=42) for name in ("Trogmoon", "Zulvexa")]
    assert take(guild, lua_file(*rows)).counts["gaps_filled"] == 1
    known = dict(Character.objects.filter(realm__slug="senjin").values_list("name", "character_class__name"))
    assert (known["Trogmoon"], known["Zulvexa"]) == ("Druid", "Mage")
    assert Character.objects.get(name="Zulvexa").level == 42


def test_the_number_of_queries_does_not_grow_with_the_guild(guild, django_assert_max_num_queries):
    names = [member_of(guild, f"Many{chr(97 + number // 26)}{chr(97 + number % 26)}").name for number in range(60)]

    def asked(count, at):
        rows = [exported(name, note=f"read after {at}") for name in names[:count]]
        upload = receive(guild, lua_file(*rows, at=EXPORTED + at), now=NOW + at)
        with django_assert_max_num_queries(16) as captured:
            addon.process_upload(upload, now=NOW + at)
        return len(captured)

    assert asked(10, HOUR) == asked(60, 2 * HOUR)
