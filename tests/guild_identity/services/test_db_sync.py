"""From rosters, profiles and exports into rows: classes, specializations and ranks are found, notes are kept."""

import pytest

from characters.domain.errors import Refused
from characters.models import Character, CharacterClass, Specialization
from characters.services.applying import apply_fetches
from characters.services.roster import sync_roster
from characters.services.sync import fetch_batch
from guild_identity.models import MemberNote, Player
from guild_identity.selectors.players import open_ranks, rank_names
from guild_identity.services.addon import sync_addon_data
from tests import bodies
from tests.factories.characters import GuildFactory
from tests.guild_identity.services.deciding import NOW

pytestmark = pytest.mark.django_db
ROSTER = "/data/wow/guild/senjin/keepers/roster"


@pytest.fixture
def guild(wire):
    return GuildFactory(name="Keepers")


def sync(guild, wire, *members):
    wire.put(ROSTER, bodies.roster(members))
    sync_roster(guild, now=NOW)
    return [Character.objects.get(blizzard_id=entry["character"]["id"]) for entry in members]


def sync_profile(character, wire, **summary):
    document = bodies.summary(character.name, character.blizzard_id, NOW) | summary
    wire.character(
        character.name,
        summary={key: value for key, value in document.items() if value is not None},
        raids=bodies.raids({}),
        statistics=bodies.statistics(),
        keystones=bodies.keystones(1090),
        equipment={"equipped_items": []},
        professions={},
    )
    apply_fetches(fetch_batch([character.pk], source="blizzard", now=NOW).fetches, now=NOW)
    character.refresh_from_db()


def addon_row(name, **fields):
    return {"character_name": name, "realm": "Sen'jin", "guild_note": "", "officer_note": ""} | fields


def test_sync_resolves_class_id(guild, wire):
    druid, knight = sync(guild, wire, bodies.member("Trogmoon", 1), bodies.member("Grimgar", 2, class_id=6))
    assert (druid.character_class, knight.character_class) == (
        CharacterClass.objects.get(name="Druid"), CharacterClass.objects.get(name="Death Knight"),
    )  # fmt: skip
    [late] = sync(guild, wire, bodies.member("Late", 3, class_id=99))
    sync_addon_data(guild, [addon_row("Late", class_name="Demon Hunter", level=80)], now=NOW)
    late.refresh_from_db()
    assert late.character_class.name == "Demon Hunter"


@pytest.mark.parametrize(
    ("spec_id", "spec", "character_class"),
    [(102, "Balance", "Druid"), (64, "Frost", "Mage"), (251, "Frost", "Death Knight")],
)
def test_sync_resolves_spec_id(guild, wire, spec_id, spec, character_class):
    class_id = CharacterClass.objects.get(name=character_class).pk
    [character] = sync(guild, wire, bodies.member("Trogmoon", 1, class_id=class_id))
    sync_profile(character, wire, active_spec={"id": spec_id, "name": spec})
    assert character.active_spec == Specialization.objects.get(name=spec, character_class=class_id)


def test_sync_resolves_guild_rank_id(guild, wire):
    members = sync(guild, wire, bodies.member("Trogmoon", 1, rank=0), bodies.member("Zulvexa", 2, rank=7))
    ranks = open_ranks(guild, [member.pk for member in members])
    assert [rank_names(guild).get(ranks[member.pk]) for member in members] == ["Guild Leader", None]
    rows = [addon_row("Trogmoon", rank_index=0, rank_name="Chief"), addon_row("Zulvexa", rank_index=7, rank_name="Alt")]
    sync_addon_data(guild, rows, now=NOW)
    assert [rank_names(guild).get(ranks[member.pk]) for member in members] == ["Chief", "Alt"]
    assert rank_names(GuildFactory(ranks=("King", "Elder")))[0] == "King"


def test_sync_handles_unknown_class(guild, wire):
    [tinker] = sync(guild, wire, bodies.member("Tinker", 1, class_id=99))
    synced = sync_addon_data(guild, [addon_row("Tinker", class_name="Tinker", guild_note="new here")], now=NOW)
    tinker.refresh_from_db()
    assert (tinker.character_class, MemberNote.objects.get(character=tinker).note) == (None, "new here")
    assert (synced.report[0]["outcome"], synced.report[0]["message"]) == (
        "updated", "The class “TINKER” is not known.",
    )  # fmt: skip


@pytest.mark.parametrize("spec", [None, {"id": 9999, "name": "Tinkering"}], ids=["none", "unknown"])
def test_sync_handles_null_spec(guild, wire, spec):
    [character] = sync(guild, wire, bodies.member("Trogmoon", 1))
    sync_profile(character, wire, active_spec=spec)
    assert (character.active_spec, character.item_level) == (None, 300)


def test_addon_sync_writes_notes(guild, wire):
    [trog] = sync(guild, wire, bodies.member("Trogmoon", 1))
    row = addon_row(
        "Trogmoon", guild_note="GM / Mikel", officer_note="Discord: Trogo", rank_index=3, class_name="Druid"
    )
    synced = sync_addon_data(guild, [{**row, "level": 90}], now=NOW)
    note = MemberNote.objects.get(guild=guild, character=trog)
    assert (note.note, note.officer_note, note.rank_index, note.exported_at) == ("GM / Mikel", "Discord: Trogo", 3, NOW)
    assert (synced.counts["characters"], synced.counts["updated"]) == (1, 1)


def test_neither_rosters_nor_exports_say_who_is_who(guild, wire):
    sync(guild, wire, bodies.member("Trogmoon", 1))
    sync_addon_data(guild, [addon_row("Trogmoon", officer_note="Discord: trog")], now=NOW)
    assert not Player.objects.exists()


def test_rows_of_strangers_only_are_refused_and_nothing_is_kept(guild, wire):
    sync(guild, wire, bodies.member("Trogmoon", 1))
    with pytest.raises(Refused, match="0 of the 1 characters in the export are known members of Keepers"):
        sync_addon_data(guild, [addon_row("Stranger", guild_note="x")], now=NOW)
    assert not MemberNote.objects.exists()
