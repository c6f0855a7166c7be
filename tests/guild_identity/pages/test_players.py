"""The pages of players: who sees them, what they show, and what a person decides about the own player."""

import re

import pytest
from django.urls import reverse

from characters.models import Guild
from guild_identity.models import IdentityEvent, LinkSource, Player, PlayerCharacter
from guild_identity.pages.wording import SOURCES, sureness
from guild_identity.selectors.evidence import PRIVATE
from tests.factories.characters import CharacterFactory, UserCharacterFactory
from tests.factories.identity import DiscordUserFactory, PlayerCharacterFactory, PlayerFactory, member_of
from tests.factories.people import NOTE, SECRET

HTMX = {"HX-Request": "true"}


def addresses(world, people):
    return [
        reverse("guild-players", args=[world.guild.pk]),
        reverse("player", args=[people.player.pk]),
        reverse("character-player", args=[world.own.character_id]),
    ]


def statuses(world, people, who):
    client = world.client(who)
    return [client.get(address).status_code for address in addresses(world, people)]


def text_of(world, who, name, pk, **more):
    return world.client(who).get(reverse(name, args=[pk]), **more).text


def row_of(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))


@pytest.mark.parametrize(("who", "status"), [("officer", 200), ("member", 200), ("stranger", 404), ("anonymous", 404)])
def test_a_hidden_guild_s_players_are_seen_by_its_people_only(world, people, who, status):
    assert set(statuses(world, people, who)) == {status}


@pytest.mark.parametrize("who", ["stranger", "anonymous"])
def test_a_public_guild_s_players_are_not_shown_to_strangers(world, people, who):
    Guild.objects.update(is_public=True)
    assert statuses(world, people, who) == [403, 404, 200]
    line = text_of(world, who, "character-player", world.own.character_id, headers=HTMX)
    assert "shown to members" in line and "trog" not in line


@pytest.mark.parametrize("name", ["guild-players", "player", "character-player"])
def test_what_does_not_exist_is_not_found(world, name):
    assert world.client("officer").get(reverse(name, args=[4711])).status_code == 404


def test_the_list_shows_people_with_their_characters_and_accounts(world, people):
    row = row_of(text_of(world, "officer", "guild-players", world.guild.pk))
    assert "2 players" in row
    assert "trog trog Trogmoon main" in row
    assert "Rival not known Ümbrânox main" in row


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?search=tröGm", ["trog"]),
        ("?has_discord=no", ["Rival"]),
        ("?link_source=guild_note", ["trog"]),
        ("?is_active=no", ["Sleeper"]),
        ("?is_active=all", ["Rival", "Sleeper", "trog"]),
        ("?search=nobody", []),
    ],
)
def test_the_list_is_filtered_by_the_address(world, people, query, found):
    PlayerFactory(guild=world.guild, display_name="Sleeper", is_active=False)
    text = world.client("member").get(reverse("guild-players", args=[world.guild.pk]) + query, headers=HTMX).text
    assert re.findall(r'<th scope="row"><a href="[^"]*"><bdi>([^<]*)', text) == found
    assert "<html" not in text


@pytest.mark.parametrize("query", ["?is_active=x", "?has_discord=x", "?link_source=x"])
def test_a_filter_that_makes_no_sense_is_a_page_in_words(world, people, query):
    answer = world.client("member").get(reverse("guild-players", args=[world.guild.pk]) + query)
    assert (answer.status_code, "Use" in answer.text) == (400, True)


def test_a_player_s_page_shows_why_characters_belong_together(world, people):
    row = row_of(text_of(world, "officer", "player", people.player.pk))
    assert "likely, 90%" in row and "Guild note" in row and "Trogmoon is called like trog." in row
    assert SECRET in row and "officers only" in row and NOTE in row
    assert "Trogmoon linked to trog" in row


def test_members_see_names_and_no_notes_ids_or_reasons(world, people):
    for address in addresses(world, people):
        text = world.client("member").get(address).text
        assert [word for word in (SECRET, NOTE, str(people.user.discord_id), "officers only") if word in text] == []
    assert "Trogmoon is called like trog." in text_of(world, "member", "player", people.player.pk)


def test_that_only_an_officer_note_speaks_for_a_link_is_hidden(world, people):
    people.link.link_source, people.link.evidence = "alt_note", people.link.evidence[2:]
    people.link.save()
    row = row_of(text_of(world, "member", "player", people.player.pk))
    assert "Known to officers" in row and "The reason is known to officers." in row
    assert "by its note" not in row


def test_officers_of_the_staff_find_the_way_to_the_desk(world, people):
    desk = reverse("desk:player", args=[world.guild.pk, people.player.pk])
    assert desk not in text_of(world, "officer", "player", people.player.pk)
    world.officer.is_staff = True
    world.officer.save()
    assert desk in text_of(world, "officer", "player", people.player.pk)


def test_a_person_is_told_which_player_is_the_own_one_and_whom_to_ask(world, people):
    row = row_of(text_of(world, "member", "player", people.player.pk))
    assert "This is you" in row and "Ask an officer of Keepers: Ümbrânox" in row
    assert "This is you" not in text_of(world, "member", "player", people.rival.pk)
    assert "This is you" not in text_of(world, "officer", "player", people.player.pk)
    assert "trog you" in row_of(text_of(world, "member", "guild-players", world.guild.pk))


def test_a_claim_without_proof_is_nobody(world, people):
    UserCharacterFactory(user=world.member, character=world.other.character)
    assert "This is you" not in text_of(world, "member", "player", people.rival.pk)


def switch(world, who, player, matching):
    return world.client(who).post(reverse("player-matching", args=[player.pk]), {"matching": matching})


def test_the_own_player_is_taken_out_of_matching_and_back(world, people):
    answer = switch(world, "member", people.player, "off")
    assert (answer.status_code, answer["Location"]) == (302, reverse("player", args=[people.player.pk]))
    people.player.refresh_from_db()
    event = IdentityEvent.objects.latest("pk")
    assert (people.player.is_unfingerprinted, event.actor, event.source) == (True, world.member, "page")
    assert "Allow matching" in text_of(world, "member", "player", people.player.pk)
    switch(world, "member", people.player, "on")
    people.player.refresh_from_db()
    assert not people.player.is_unfingerprinted


@pytest.mark.parametrize(("who", "status"), [("member", 403), ("officer", 403), ("stranger", 404), ("anonymous", 404)])
def test_nobody_decides_for_another(world, people, who, status):
    assert switch(world, who, people.rival, "off").status_code == status
    assert not Player.objects.filter(is_unfingerprinted=True).exists()


def test_the_switch_takes_posts_only(world, people):
    assert world.client("member").get(reverse("player-matching", args=[people.player.pk])).status_code == 405


def test_a_character_s_page_loads_who_plays_it(world, people):
    part = reverse("character-player", args=[world.own.character_id])
    assert f'hx-get="{part}"' in text_of(world, "member", "character", world.own.character_id)
    line = text_of(world, "member", "character-player", world.own.character_id, headers=HTMX)
    assert "<html" not in line and reverse("player", args=[people.player.pk]) in line
    assert "<html" in text_of(world, "member", "character-player", world.own.character_id)
    PlayerCharacterFactory(player=people.player, character=member_of(world.guild, "Trogbane"))
    line = row_of(text_of(world, "member", "character-player", world.own.character_id, headers=HTMX))
    assert "Played by trog, with 2 characters" in line


def test_a_character_of_nobody_says_so(world, people):
    assert "Nobody is known" in text_of(world, "member", "character-player", people.stray.pk, headers=HTMX)


def test_a_character_without_a_guild_is_nobody_s_business(world, people):
    own = UserCharacterFactory(user=world.member, character=CharacterFactory()).character
    assert "shown to members" in text_of(world, "member", "character-player", own.pk, headers=HTMX)


def test_the_guild_s_tabs_lead_members_to_its_players(world, people):
    players = reverse("guild-players", args=[world.guild.pk])
    assert players in text_of(world, "member", "guild-vault", world.guild.pk)
    Guild.objects.update(is_public=True)
    assert players not in text_of(world, "stranger", "guild-vault", world.guild.pk)


def test_every_source_of_a_link_has_words():
    assert set(SOURCES) == {*LinkSource.values, PRIVATE}
    for source in SOURCES:
        for confidence in (0.0, 0.79, 0.8, 0.94, 0.95, 1.0):
            assert sureness(source, confidence).words


def test_long_pages_take_no_more_queries_than_short_ones(world, people, django_assert_max_num_queries):
    client = world.client("officer")

    def asked():
        counts = []
        for address in addresses(world, people):
            with django_assert_max_num_queries(18) as captured:
                assert client.get(address).status_code == 200
            counts.append(len(captured))
        return counts

    _more(world, people, range(10))
    few = asked()
    _more(world, people, range(10, 200))
    assert asked() == few
    assert PlayerCharacter.objects.filter(player=people.player).count() > 60


def _more(world, people, numbers):
    for number in numbers:
        character = member_of(world.guild, f"Many{chr(97 + number // 26)}{chr(97 + number % 26)}")
        new = PlayerFactory(guild=world.guild, discord_user=DiscordUserFactory(guild=world.guild))
        PlayerCharacterFactory(player=people.player if number % 3 == 0 else new, character=character)
