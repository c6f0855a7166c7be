"""A member asks for deletion: lists of alts, breaks and escaped files forget, too, and nothing else is harmed."""

import json

import pytest

from characters.services.removal import remove_on_request
from guild_identity.models import AddonUpload, AltClaim, DiscordUser, IdentityEvent, Player
from guild_identity.services.addon import process_uploads
from guild_identity.services.discord_removal import remove_discord_user_on_request
from guild_identity.services.linking import link_character, unlink_character
from guild_identity.services.players import change_player
from guild_identity.services.undoing import undo_event
from guild_identity.services.uploads import receive_upload
from tests.factories.alt_lists import table
from tests.factories.characters import GuildFactory
from tests.factories.exports import companion, exported
from tests.factories.identity import DiscordUserFactory, member_of
from tests.guild_identity.services.deciding import NOW, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return GuildFactory(name="Keepers")


def take(guild, data):
    receive_upload(guild, data, file_name="", source="api", user=None, now=NOW)
    assert process_uploads(guild, now=NOW)["failed"] == 0


def written(model):
    return json.dumps(list(model.objects.values()), default=str, ensure_ascii=False).lower()


def test_a_list_of_alts_forgets_the_main_and_keeps_who_belongs_together(guild):
    main = member_of(guild, "Trögdor")
    member_of(guild, "Rivermane"), member_of(guild, "Zulvexa")
    take(guild, table("Trögdor,,,", "Rivermane,,Trögdor,", "Zulvexa,,Trögdor,"))
    assert AltClaim.objects.count() == 3
    assert "trögdor-" in written(AltClaim)
    remove_on_request(main, reason="asked by mail", now=NOW)
    assert "trögdor" not in written(AltClaim)
    assert len(set(AltClaim.objects.values_list("group", flat=True))) == 1


def test_a_list_of_alts_forgets_a_discord_account(guild):
    member_of(guild, "Rivermane")
    take(guild, b"character,main,discord\nRivermane,,@Trogdor99\n")
    assert "trogdor99" in written(AltClaim)
    user = DiscordUserFactory(guild=guild, username="trogdor99")
    remove_discord_user_on_request(user, reason="asked by mail", now=NOW)
    assert "trogdor99" not in written(AltClaim)
    assert AltClaim.objects.get().discord == ""


def test_why_somebody_is_on_a_break_goes_with_the_person(guild):
    user = DiscordUserFactory(guild=guild, username="trogdor99")
    player = link_character(guild, member_of(guild, "Trogmoon"), by=officer(), discord_user=user)
    change_player(player, by=officer(), on_hiatus=True, hiatus_reason="Surgery in March")
    remove_discord_user_on_request(user, reason="asked by mail", now=NOW)
    assert (Player.objects.get().on_hiatus, Player.objects.get().hiatus_reason) == (True, "")
    assert "surgery" not in written(IdentityEvent)


def test_why_somebody_is_on_a_break_goes_with_the_last_character(guild):
    character = member_of(guild, "Trogmoon")
    player = link_character(guild, character, by=officer())
    change_player(player, by=officer(), on_hiatus=True, hiatus_reason="Surgery in March")
    remove_on_request(character, reason="asked by mail", now=NOW)
    assert Player.objects.get().hiatus_reason == ""
    assert "surgery" not in written(IdentityEvent)


def test_a_file_that_escapes_letters_or_writes_them_large_is_emptied(guild):
    character = member_of(guild, "Jägerin")
    for number, name in enumerate(("Jägerin", "JÄGERIN")):
        data = companion(exported(name, realm=character.realm.name, level=number + 1))
        assert name.encode() not in data
        take(guild, data)
    remove_on_request(character, reason="asked by mail", now=NOW)
    assert [bytes(raw) for raw in AddonUpload.objects.values_list("raw", flat=True)] == [b"", b""]


@pytest.mark.parametrize("nick", ["2026", "00", "Manual"])
def test_an_account_called_like_a_word_of_the_journal_takes_nothing_but_names_along(guild, nick):
    link_character(guild, member_of(guild, "Rivermane"), by=officer())
    link = Player.objects.get().links.get()
    unlink_character(link, by=officer())
    user = DiscordUserFactory(guild=guild, username="x", nick=nick)
    remove_discord_user_on_request(user, reason="asked by mail", now=NOW)
    undo_event(IdentityEvent.objects.latest("pk"), by=officer())
    back = Player.objects.get().links.get()
    assert (back.link_source, back.created_at) == (link.link_source, link.created_at)
    assert not DiscordUser.objects.exists()
