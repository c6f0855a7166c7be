"""Players at the desk: merged, split, renamed, their accounts and mains set; each with a preview and an undo."""

import pytest

from guild_identity.models import IdentityEvent, Player
from tests.admin.identity.test_desk_linking import links, sentences, undo


def state():
    """Return all that a change of players may touch."""
    columns = ("pk", "display_name", "discord_user", "main_character", "is_active", "is_shared_account")
    return (
        links(),
        sorted(Player.objects.values_list(*columns, "is_unfingerprinted")),
        sorted(Player.other_discord_users.through.objects.values_list("player_id", "discorduser_id")),
    )


@pytest.fixture
def changed(desk, at):
    """Preview and confirm a change, check that its undo leaves no trace, and do it once more."""

    def change(path, **fields):
        before = state()
        told = sentences(desk.get(at(path)))
        assert told
        assert state() == before, "a preview has changed something"
        done = desk.post(at(path), fields, follow=True)
        after = state()
        assert after != before
        undo(desk, done)
        assert state() == before
        desk.post(at(path), fields)
        return told

    return change


@pytest.mark.parametrize(
    ("search", "names"),
    [("elfina", ["Aelf"]), ("cinder", []), ("brum", ["Brûm"]), ("TROG 🐸", ["Trog"]),
     ("", ["Aelf", "Brewbar", "Brûm", "Trog"])],
)  # fmt: skip
def test_players_are_found_by_any_of_their_names(desk, at, search, names):
    found = desk.get(at("players/"), {"q": search}).context["players"]
    assert [player.display_name for player in found] == names


def test_a_player_s_page_says_how_each_link_is_known(desk, at, night, secret):
    page = desk.get(at(f"players/{night.players['Aelf'].pk}/"))
    assert [link.character.name for link in page.context["links"]] == ["Ælfwyn", "Elfina"]
    assert "82 %" in page.text and "Officer note" in page.text and secret in page.text


def test_two_players_become_one(changed, night):
    trog, aelf = night.players["Trog"], night.players["Aelf"]
    told = changed(f"players/{trog.pk}/merge/{aelf.pk}/", reason="same voice")
    assert told == [
        "Elfina, Ælfwyn go to Trog.",
        "Ælf (aelf) becomes a further Discord account of Trog, beside [GM] Trog 🐸 | EU (trogmoon).",
        "Aelf is left without characters and rests.",
    ]
    assert [name for name, player in links() if player == "Trog"] == ["Elfina", "Trogmoon", "Trogshade", "Ælfwyn"]


def test_a_player_is_not_merged_with_itself(desk, at, night):
    trog = night.players["Trog"].pk
    assert "Two different players of one guild" in desk.get(at(f"players/{trog}/merge/{trog}/")).text


def test_some_characters_are_split_off_with_their_account(changed, night):
    aelf, elfina, visitor = night.players["Aelf"], night.characters["Elfina"], night.users["visitor"]
    told = changed(f"players/{aelf.pk}/split/confirm/?character={elfina.pk}&discord={visitor.pk}")
    assert told[:2] == [
        "A new player “Just Visiting” is made, with Elfina as its main.",
        "Elfina goes from Aelf to the new player.",
    ]
    assert Player.objects.get(display_name="Just Visiting").discord_user == visitor


@pytest.mark.parametrize("chosen", [[], ["Ælfwyn", "Elfina"], ["Trogmoon"]])
def test_a_split_leaves_somebody_on_both_sides(desk, at, night, chosen):
    query = "&".join(f"character={night.characters[name].pk}" for name in chosen)
    way = at(f"players/{night.players['Aelf'].pk}/split/confirm/?{query}")
    assert "Choose at least one" in desk.get(way).text
    before = state()
    desk.post(way)
    assert state() == before


def test_the_characters_to_split_off_are_ticked(desk, at, night):
    page = desk.get(at(f"players/{night.players['Aelf'].pk}/split/")).text
    assert page.count('type="checkbox" name="character"') == 2
    assert "Ælf (aelf)" in page and "Just Visiting (visitor)" in page


def test_a_discord_account_is_set_and_taken_away(changed, night):
    brewbar, visitor = night.players["Brewbar"], night.users["visitor"]
    told = changed(f"players/{brewbar.pk}/discord/{visitor.pk}/")
    assert told == ["Just Visiting (visitor) becomes the Discord account of Brewbar."]
    told = changed(f"players/{brewbar.pk}/discord/none/")
    assert told == ["Just Visiting (visitor) is no longer the Discord account of Brewbar, and is nobody's."]


def test_somebody_else_s_account_is_not_taken(desk, at, night):
    way = at(f"players/{night.players['Brewbar'].pk}/discord/{night.users['aelf'].pk}/")
    assert "is Aelf already" in desk.get(way).text
    assert "is Aelf already" in desk.post(way, follow=True).text


def test_a_further_account_is_taken_away(changed, desk, at, night):
    trog, visitor = night.players["Trog"], night.users["visitor"]
    desk.post(at(f"players/{trog.pk}/further/{visitor.pk}/"))
    way = at(f"players/{trog.pk}/further/{visitor.pk}/take/")
    assert way in desk.get(at(f"players/{trog.pk}/")).text
    assert changed(f"players/{trog.pk}/further/{visitor.pk}/take/") == [
        "Just Visiting (visitor) is no longer a further account of Trog, and is nobody's."
    ]
    assert "is no further account of Trog" in desk.get(way).text


def test_a_further_account_is_added(changed, desk, at, night):
    trog, visitor = night.players["Trog"], night.users["visitor"]
    assert changed(f"players/{trog.pk}/further/{visitor.pk}/")[0].startswith(
        "Just Visiting (visitor) becomes a further"
    )
    assert "Just Visiting" in desk.get(at(f"players/{trog.pk}/")).text
    way = at(f"players/{night.players['Brewbar'].pk}/further/{night.users['faelan'].pk}/")
    assert "has no Discord account yet" in desk.get(way).text


def test_another_main_is_chosen(changed, night):
    trog, shade = night.players["Trog"], night.characters["Trogshade"]
    told = changed(f"players/{trog.pk}/main/{shade.pk}/")
    assert told == ["Trogshade becomes the main of Trog instead of Trogmoon."]


def test_name_and_switches_are_changed(changed, night):
    query = "display_name=Trog+the+Old&is_shared_account=on&is_unfingerprinted=on"
    told = changed(f"players/{night.players['Trog'].pk}/change/?{query}")
    assert [sentence.split()[0] for sentence in told] == ["Trog", "Trog", "The", "The"]
    trog = Player.objects.get(pk=night.players["Trog"].pk)
    assert (trog.display_name, trog.is_active, trog.is_shared_account, trog.is_unfingerprinted) == (
        "Trog the Old", False, True, True,
    )  # fmt: skip


@pytest.mark.parametrize("query", ["display_name=&is_active=on", "display_name=Trog&is_active=on"])
def test_a_name_is_needed_and_something_must_change(desk, at, night, query):
    way = at(f"players/{night.players['Trog'].pk}/change/?{query}")
    assert "This cannot be done" in desk.get(way).text
    desk.post(way)
    assert not IdentityEvent.objects.exists()


def test_a_change_that_was_built_upon_is_undone_last(desk, at, night):
    trog = night.players["Trog"].pk
    desk.post(at(f"players/{trog}/main/{night.characters['Trogshade'].pk}/"))
    first = IdentityEvent.objects.get()
    desk.post(at(f"players/{trog}/main/{night.characters['Trogmoon'].pk}/"))
    desk.post(at(f"players/{trog}/change/?display_name=Troggy&is_active=on"))
    assert "Undo the later change first" in desk.get(at(f"changes/{first.pk}/undo/")).text
    before = state()
    assert "Undo the later change first" in desk.post(at(f"changes/{first.pk}/undo/"), follow=True).text
    assert state() == before


def test_every_change_is_listed_with_who_and_why(desk, at, night):
    desk.post(at(f"players/{night.players['Trog'].pk}/main/{night.characters['Trogshade'].pk}/"), {"reason": "asked"})
    page = desk.get(at("changes/")).text
    assert "Trogshade is the main of Trog" in page and "asked" in page and "olga" in page
    assert "Trogshade is the main" not in desk.get(at("changes/"), {"kind": "merged"}).text
    assert "Trogshade is the main" in desk.get(at(f"players/{night.players['Trog'].pk}/")).text
