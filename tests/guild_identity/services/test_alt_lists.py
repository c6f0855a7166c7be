"""Lists of alts that officers upload: kept as facts, of this guild only, the newest of each source, and then links."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from characters.models import CharacterClass, Guild, Realm
from guild_identity.models import AddonUpload, AltClaim, MemberNote, Player, PlayerCharacter
from guild_identity.selectors.alt_lists import listed_alts
from guild_identity.selectors.facts import guild_facts
from guild_identity.services.addon import process_uploads
from guild_identity.services.journal import Decision
from guild_identity.services.matching import run_matching
from guild_identity.services.uploads import content_of
from tests.factories.alt_lists import alt_group, roster_manager, table
from tests.factories.characters import GuildFactory
from tests.factories.exports import exported, lua_file
from tests.factories.identity import PlayerCharacterFactory, PlayerFactory, member_of
from tests.guild_identity.services.exporting import DAY, HOUR, NOW, TROG, keepers, outcomes, receive, take

pytestmark = pytest.mark.django_db
PAIR = alt_group("Trogmoon-Senjin", "Zulvexa-Senjin")


@pytest.fixture
def guild():
    return keepers()


def claims():
    """Return (group, whether it is the main) by source and character."""
    rows = AltClaim.objects.values_list("source", "character__name", "character__realm__slug", "group", "is_main")
    return {(source, f"{name}-{slug}"): (group, is_main) for source, name, slug, group, is_main in rows}


def link_of(name):
    return PlayerCharacter.objects.select_related("player__main_character").get(character__name=name)


def test_the_addons_groups_are_kept_as_facts(guild):
    data = roster_manager(PAIR, alt_group("-Twin-KilJaeden", "Twin-Senjin"))
    upload = take(guild, data, name="Guild_Roster_Manager.lua")
    upload.refresh_from_db()
    assert (upload.status, upload.error, upload.addon_version) == ("done", "", "Guild Roster Manager")
    assert (content_of(upload), upload.exported_at) == (data, None)
    assert upload.counts == {"characters": 4, "updated": 4, "claims_gone": 0}
    assert upload.report[0] == {"row": 1, "name": "Trogmoon", "realm": "Senjin", "outcome": "updated", "message": ""}
    assert claims() == {
        ("grm", "Trogmoon-senjin"): ("2", True),
        ("grm", "Zulvexa-senjin"): ("2", False),
        ("grm", "Twin-kiljaeden"): ("3", False),
        ("grm", "Twin-senjin"): ("3", False),
    }
    claim = AltClaim.objects.filter(is_main=True).get()
    assert (claim.guild, claim.upload, claim.exported_at) == (guild, upload, NOW)


def test_a_table_is_kept_the_same_way_beside_the_addons_groups(guild):
    take(guild, roster_manager(PAIR))
    upload = take(guild, table("Zulvexa;;Trogmoon;;trog", header="character;realm;main;main_realm;discord"))
    assert (upload.status, upload.addon_version, outcomes(upload)) == ("done", "A table of alts", {2: "updated"})
    assert set(claims()) == {
        (source, name) for source in ("grm", "table") for name in ("Trogmoon-senjin", "Zulvexa-senjin")
    }
    assert AltClaim.objects.get(source="table", character__name="Zulvexa").discord == "trog"


def test_links_and_mains_follow_and_a_second_matching_changes_nothing(guild):
    take(guild, roster_manager(alt_group("Zulvexa-Senjin", "Trogmoon-Senjin")))
    by = Decision("matching", NOW)
    counts = run_matching(guild, by=by)
    assert (counts["links"], counts["rule:alt_list"]) == (2, 2)
    link = link_of("Trogmoon")
    assert (link.link_source, link.confidence, link.player.main_character.name) == ("alt_list", 0.97, "Zulvexa")
    assert link.evidence == [
        {
            "rule": "alt_list",
            "weight": 0.97,
            "text": "Guild Roster Manager lists Trogmoon as an alt of Zulvexa.",
            "is_private": False,
        }
    ]
    assert run_matching(guild, by=by)["links"] == 0


def test_a_main_that_an_officer_set_stays(guild):
    trog = guild.members.get(character__name="Trogmoon").character
    player = PlayerFactory(guild=guild, main_character=trog)
    PlayerCharacterFactory(player=player, character=trog, link_source="manual")
    take(guild, roster_manager(alt_group("Zulvexa-Senjin", "Trogmoon-Senjin")))
    run_matching(guild, by=Decision("matching", NOW))
    assert (link_of("Zulvexa").player, link_of("Zulvexa").player.main_character) == (player, trog)


def test_links_by_hand_and_by_login_are_never_moved(guild):
    members = {member.character.name: member.character for member in guild.members.select_related("character")}
    for name, source in (("Trogmoon", "verified"), ("Zulvexa", "manual")):
        PlayerCharacterFactory(player=PlayerFactory(guild=guild), character=members[name], link_source=source)
    before = sorted(PlayerCharacter.objects.values_list("character", "player", "link_source"))
    take(guild, roster_manager(PAIR))
    run_matching(guild, by=Decision("matching", NOW))
    assert sorted(PlayerCharacter.objects.values_list("character", "player", "link_source")) == before
    assert Player.objects.count() == 2


def test_a_newer_list_takes_the_place_of_the_one_before(guild):
    take(guild, roster_manager(PAIR))
    later = take(guild, roster_manager(alt_group("Twin-Senjin", "Zulvexa-Senjin")), now=NOW + HOUR)
    assert (later.counts["updated"], later.counts["claims_gone"]) == (2, 1)
    assert claims() == {("grm", "Twin-senjin"): ("2", True), ("grm", "Zulvexa-senjin"): ("2", False)}
    same = take(guild, roster_manager(alt_group("Twin-Senjin", "Zulvexa-Senjin")), now=NOW + DAY)
    assert (outcomes(same), AddonUpload.objects.count()) == ({1: "unchanged", 2: "unchanged"}, 2)


def test_an_older_list_that_is_read_late_changes_nothing(guild):
    waiting = receive(guild, roster_manager(PAIR), now=NOW - DAY)
    take(guild, roster_manager(alt_group("Twin-Senjin", "Zulvexa-Senjin")))
    before = claims()
    process_uploads(guild, now=NOW + HOUR)
    waiting.refresh_from_db()
    assert (outcomes(waiting), claims()) == ({1: "older", 2: "older"}, before)
    assert waiting.report[0]["message"] == "What is stored is from a newer list."


def test_other_guilds_of_the_file_are_left_alone_and_named(guild):
    other = GuildFactory(name="Reapers")
    upload = take(guild, roster_manager(PAIR, Reapers_Area52=[PAIR, alt_group("Secret-Area52")]))
    assert upload.counts == {"characters": 2, "updated": 2, "claims_gone": 0, "other_guild": 1}
    assert upload.report[-1] == {
        "row": 3,
        "name": "Reapers",
        "realm": "Area52",
        "outcome": "other_guild",
        "message": "The list of another guild, with 3 characters, was left alone.",
    }
    assert not AltClaim.objects.filter(guild=other).exists()


@pytest.mark.parametrize("name", ["Reapers-Senjin", "Keepers-Area52"])
def test_a_file_of_other_guilds_only_is_refused_until_an_officer_insists(guild, name):
    data = roster_manager(PAIR, guild=name)
    upload = take(guild, data)
    assert (upload.status, claims()) == ("failed", {})
    called, realm = name.split("-")
    assert f"lists of {called} ({realm}), and none of Keepers (Sen'jin)" in upload.error
    assert take(guild, data, is_forced=True).status == "done"
    assert len(claims()) == 2


@pytest.mark.parametrize("name", ["keepers-Senjin", "Kéepers-Sen'jin", "Keepers", "Keepers-Quel'dorei"])
def test_the_guild_is_known_in_every_spelling_and_by_connected_realms(guild, name):
    Realm.objects.filter(slug__in=["senjin", "queldorei"], region="us").update(connected_realm_id=57)
    assert take(Guild.objects.get(pk=guild.pk), roster_manager(PAIR, guild=name)).status == "done"


def test_a_list_of_strangers_is_refused_and_what_was_known_stays(guild):
    take(guild, roster_manager(PAIR))
    strangers = [f"Stranger{chr(97 + number)},,Trogmoon," for number in range(11)]
    upload = take(guild, table(*strangers), now=NOW + HOUR)
    assert (upload.status, "1 of the 12 characters in the list" in upload.error) == ("failed", True)
    assert len(claims()) == 2


def test_every_row_tells_what_became_of_it(guild):
    GuildFactory(name="Reapers")
    member_of(guild, "Druidy", character_class=CharacterClass.objects.get(token="DRUID"))
    lines = (
        "Zulvexa,,Trogmoon,,",
        "Nobody,,Trogmoon,,",
        "Twin,No Realm,Trogmoon,,",
        "Druidy,,Trogmoon,,Mage",
        "Zulvexa,,,,",
    )
    upload = take(guild, table(*lines, header="character,realm,main,main_realm,class"))
    told = {(row["row"], row["name"]): (row["outcome"], row["message"][:30]) for row in upload.report}
    assert told == {
        (2, "Trogmoon"): ("updated", ""),
        (2, "Zulvexa"): ("updated", ""),
        (3, "Nobody"): ("unknown_character", "Nobody of that name and realm "),
        (4, "Twin"): ("unknown_realm", "No realm of that name is known"),
        (5, "Druidy"): ("rejected", "The list has another class for"),
        (6, "Zulvexa"): ("rejected", "Listed twice: line 2 is the sa"),
    }


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (roster_manager(PAIR)[:-60], "cut off"),
        (b'GRM_Alts = loadstring("x")()', "never run"),
        (b"GRM_Alts = " + b"{" * 10_000, "deep"),
        (b"GRM_Alts = {\n}\n", "holds no groups of alts"),
        (table("Übel,,Trogmoon,").replace("Ü".encode(), b"\xdc"), "Line 2: the text is not UTF-8"),
        (table("a,b", header="character,realm"), "Line 1: the table has no column “main”"),
        (b"PK\x03\x04 character,main", "a ZIP archive"),
        (bytes(range(1, 256)), "Line 1"),
    ],
    ids=["half", "code", "nested", "empty", "latin-1", "columns", "zip", "binary"],
)
def test_a_file_that_cannot_be_read_is_kept_says_why_and_changes_nothing(guild, data, said):
    take(guild, roster_manager(PAIR), now=NOW - HOUR)
    before = claims()
    upload = take(guild, data)
    upload.refresh_from_db()
    assert (upload.status, said in upload.error, upload.report) == ("failed", True, [])
    assert (content_of(upload), claims()) == (data, before)


def test_a_list_is_read_again_when_the_roster_brought_who_was_a_stranger(guild):
    take(guild, roster_manager(alt_group("Trogmoon-Senjin", "Newcomer-Senjin")))
    take(guild, lua_file(TROG, exported("Newcomer", note="hi")), now=NOW + HOUR)
    member_of(guild, "Newcomer")
    Guild.objects.filter(pk=guild.pk).update(roster_synced_at=NOW + 2 * HOUR)
    guild.refresh_from_db()
    assert process_uploads(guild, now=NOW + 3 * HOUR)["uploads"] == 2
    assert ("grm", "Newcomer-senjin") in claims()
    assert MemberNote.objects.get(character__name="Newcomer").note == "hi"


def test_a_guilds_facts_hold_its_lists_in_one_query_however_long(guild, django_assert_num_queries):
    take(guild, roster_manager(PAIR))
    with django_assert_num_queries(1):
        listed_alts(guild)
    assert {(alt.group, alt.is_main) for alt in guild_facts(guild).listed_alts} == {("2", True), ("2", False)}


def test_the_database_takes_one_claim_per_character_and_source_and_one_main_per_group(guild):
    take(guild, roster_manager(PAIR))
    main = AltClaim.objects.get(is_main=True)
    twin = guild.members.filter(character__name="Twin").first().character
    fields = {"guild": guild, "source": "grm", "group": "2", "exported_at": NOW + timedelta(hours=1)}
    for row in (
        AltClaim(character=main.character, is_main=False, **{**fields, "group": "9"}),
        AltClaim(character=twin, is_main=True, **fields),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
