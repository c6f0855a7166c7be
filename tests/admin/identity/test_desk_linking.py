"""Linking at the desk: suggestions side by side, a preview, a confirmation, an undo."""

import re

import pytest

from guild_identity.models import DiscordUser, IdentityEvent, Player, PlayerCharacter, RejectedLink


def sentences(answer):
    return answer.context["sentences"]


def undo(client, answer):
    """Follow the undo that a message offers, and confirm it."""
    way = re.search(r'href="([^"]*/changes/\d+/undo/)"', answer.text)
    assert way, "no undo is offered"
    assert client.get(way[1]).status_code == 200
    return client.post(way[1], follow=True)


def links():
    return sorted(PlayerCharacter.objects.values_list("character__name", "player__display_name"))


def listed(page, side):
    return [row.pk for row, _ in page.context[side]]


def test_both_columns_show_who_is_unlinked_with_suggestions(desk, night, at, secret):
    page = desk.get(at("unlinked/"))
    names = [character.name for character, _ in page.context["character_rows"]]
    assert names == ["Ebonhart", "Cindermaw", "Dûskara", "Fáelan", "Яромир", "Grimholt", "Hollowell", "Ignara"]
    users = [user.username for user, _ in page.context["user_rows"]]
    assert users == ["cinder.maw", "duskara92", "faelan", "rtl_person"]
    assert "real name Dana" in page.text and "officers only" in page.text
    assert "91 %" in page.text


def test_names_that_are_alike_are_suggested_where_matching_has_nothing(desk, night, at):
    page = desk.get(at("unlinked/"))
    [suggestion] = dict(page.context["character_rows"])[night.characters["Fáelan"]]
    assert (suggestion.label, suggestion.proposal_id) == ("Faelan <b>bold</b>", None)
    assert suggestion.percent <= 50


def test_what_an_officer_rejected_is_not_suggested_by_its_name(desk, night, at, now):
    fields = {"character": night.characters["Fáelan"], "discord_user": night.users["faelan"]}
    RejectedLink.objects.create(guild=night.guild, rejected_at=now, **fields)
    page = desk.get(at("unlinked/"))
    assert dict(page.context["character_rows"])[night.characters["Fáelan"]] == []
    assert dict(page.context["user_rows"])[night.users["faelan"]] == []


@pytest.mark.parametrize(
    ("search", "characters", "users"),
    [("duskara", ["Dûskara"], ["duskara92"]), ("FAEL", ["Fáelan"], ["faelan"]), ("dana", ["Cindermaw"], []),
     ("яромир", ["Яромир"], []), ("%", [], []), ("x\0y", [], [])],
)  # fmt: skip
def test_both_columns_are_searched_without_accents(desk, at, search, characters, users):
    page = desk.get(at("unlinked/"), {"q": search})
    assert [row.name for row, _ in page.context["character_rows"]] == characters
    assert [row.username for row, _ in page.context["user_rows"]] == users


def test_markup_in_names_stays_text(desk, at):
    page = desk.get(at("unlinked/")).text
    assert "<b>bold</b>" not in page and "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "مرحبا" in page


def test_a_pair_is_linked_after_its_preview_and_unlinked_by_its_undo(desk, night, at):
    before = links()
    way = at(f"link/?character={night.characters['Hollowell'].pk}&discord={night.users['faelan'].pk}")
    preview = desk.get(way)
    assert sentences(preview)[0] == (
        "A new player “Faelan <b>bold</b>” is made, with Hollowell as its main and Faelan <b>bold</b> (faelan) as its "
        "Discord account."
    )
    assert links() == before
    done = desk.post(way, {"reason": "asked in voice"}, follow=True)
    assert "Hollowell is linked to Faelan &lt;b&gt;bold&lt;/b&gt;." in done.text
    event = IdentityEvent.objects.get()
    assert (event.source, event.actor.username, event.reason) == ("admin", "olga", "asked in voice")
    link = PlayerCharacter.objects.get(character=night.characters["Hollowell"])
    assert (link.link_source, link.created_by.username) == ("manual", "olga")
    assert "Undone: Hollowell linked" in undo(desk, done).text
    assert links() == before
    assert not Player.objects.filter(main_character=night.characters["Hollowell"]).exists()


def test_a_choice_without_a_character_says_what_to_do(desk, at):
    answer = desk.get(at("link/"))
    assert (answer.status_code, "Choose a character on the left" in answer.text) == (400, True)


def test_a_character_may_get_a_player_of_its_own(desk, night, at):
    way = at(f"link/?character={night.characters['Hollowell'].pk}")
    assert sentences(desk.get(way)) == ["A new player “Hollowell” is made, with Hollowell as its main."]
    desk.post(way)
    assert ("Hollowell", "Hollowell") in links()


def test_somebody_else_s_character_is_never_stolen(desk, night, at):
    trogshade, aelf = night.characters["Trogshade"], night.players["Aelf"]
    way = at(f"link/?character={trogshade.pk}&player={aelf.pk}")
    page = desk.get(way)
    assert "Trogshade belongs to Trog already." in page.text
    assert "Merge all of Trog into Aelf" in page.text and "Move only Trogshade" in page.text
    before = links()
    assert "Trogshade belongs to Trog already." in desk.post(way, follow=True).text
    assert links() == before


def test_a_character_is_moved_when_that_is_what_is_meant(desk, night, at):
    way = at(f"link/?character={night.characters['Trogmoon'].pk}&player={night.players['Aelf'].pk}&move=1")
    told = sentences(desk.get(way))
    assert told[:2] == ["Trogmoon leaves Trog.", "Trogshade becomes the main of Trog."]
    before = links()
    done = desk.post(way, follow=True)
    assert ("Trogmoon", "Aelf") in links()
    night.players["Trog"].refresh_from_db()
    assert night.players["Trog"].main_character == night.characters["Trogshade"]
    undo(desk, done)
    assert links() == before


def test_an_unlinked_character_is_remembered_and_comes_back_by_its_undo(desk, night, at):
    player, shade = night.players["Trog"], night.characters["Trogshade"]
    way = at(f"players/{player.pk}/unlink/{shade.pk}/")
    assert "matching does not bring them together again" in desk.get(way).text
    before = links()
    done = desk.post(way, {"reason": "sold the account"}, follow=True)
    assert ("Trogshade", "Trog") not in links()
    assert RejectedLink.objects.filter(character=shade, reason="sold the account").exists()
    undo(desk, done)
    assert links() == before
    assert not RejectedLink.objects.exists()


def test_whose_a_character_is_is_searched_among_players_and_discord_users(desk, night, at):
    page = desk.get(at(f"characters/{night.characters['Grimholt'].pk}/"), {"q": "aelf"})
    assert [choice["label"] for choice in page.context["groups"][0][1]] == ["Aelf"]
    assert "72 %" in page.text
    [choice] = page.context["groups"][0][1]
    desk.post(choice["address"])
    assert ("Grimholt", "Aelf") in links()


def test_who_a_discord_user_is_is_searched_among_characters_and_players(desk, night, at):
    page = desk.get(at(f"discord/{night.users['visitor'].pk}/"), {"q": "brew"})
    players, characters = (choices for _, choices in page.context["groups"])
    assert ([choice["label"] for choice in players], characters) == (["Brewbar"], [])
    desk.post(players[0]["address"])
    assert DiscordUser.objects.get(username="visitor").player == night.players["Brewbar"]


def test_after_a_change_the_person_is_back_on_the_page_it_came_from(desk, night, at):
    back = at("unlinked/") + "?q=hollo"
    way = at(f"link/?character={night.characters['Hollowell'].pk}")
    assert desk.post(f"{way}&back={back}").url == back
    elsewhere = at(f"link/?character={night.characters['Ignara'].pk}&back=https://elsewhere.example/")
    assert desk.post(elsewhere).url == at("unlinked/")
