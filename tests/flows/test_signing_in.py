"""Signing in for real: the browser's way through Battle.net and Discord, with only the wire and the broker replaced."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.auth.models import User
from django.test import Client
from kombu.exceptions import OperationalError

from characters import tasks
from characters.models import UserCharacter
from characters.selectors.access import Standing, standing
from guild_identity.selectors.accounts import account_keys
from tests.factories.characters import GuildFactory, GuildMemberFactory, UserFactory
from tests.factories.identity import DiscordUserFactory, PlayerCharacterFactory

pytestmark = pytest.mark.django_db
PROFILE = "/profile/user/wow"
TOKEN = "the-persons-own-token"


@pytest.fixture
def queue(monkeypatch):
    """The broker, replaced: the messages that wait in it."""
    messages = []
    monkeypatch.setattr(tasks.verify_characters, "delay", lambda *args: messages.append(args))
    return messages


@pytest.fixture
def battle_net(wire, settings, queue):
    """Battle.net: whose browser comes, and which characters the account has."""
    settings.SOCIALACCOUNT_PROVIDERS = {
        "battlenet": {"SCOPE": ["wow.profile", "openid"], "APPS": [{"client_id": "c", "secret": "s"}]},
        "discord": {"SCOPE": ["identify"], "APPS": [{"client_id": "c", "secret": "s"}]},
    }
    wire.put("/token", {"access_token": TOKEN, "token_type": "bearer", "expires_in": 86399, "sub": "1"})
    wire.put("/userinfo", {"sub": "123", "id": 123, "battletag": "Trog#1234"})
    wire.put("/api/oauth2/token", {"access_token": "d", "token_type": "Bearer", "expires_in": 604800})
    wire.put("/api/users/@me", {"id": "800000000000000042", "username": "trog", "global_name": "Trog"})
    return wire


@pytest.fixture
def member():
    return GuildMemberFactory(guild=GuildFactory(name="Keepers"), character__name="Trogmoon")


def list_characters(wire, *characters):
    rows = [
        {"name": character.name, "id": character.blizzard_id, "realm": {"slug": character.realm.slug}, "level": 90}
        for character in characters
    ]
    wire.put(PROFILE, {"id": 1, "wow_accounts": [{"id": 2, "characters": rows}]})


def come_back(client, provider, process="login", **answer):
    """Go to the provider and return with its answer; a code where none is given."""
    started = client.post(f"/accounts/{provider}/login/?process={process}")
    asked = parse_qs(urlsplit(started["Location"]).query)
    state = asked["state"][0]
    back = client.get(f"/accounts/{provider}/login/callback/", {**(answer or {"code": "abc"}), "state": state})
    return asked, back


def work(queue):
    """Let a worker take what waits."""
    outcomes = [tasks.verify_characters(*message) for message in queue]
    queue.clear()
    return outcomes


def test_whoever_signs_in_with_battle_net_becomes_a_member_of_the_characters_guild(battle_net, queue, member):
    list_characters(battle_net, member.character)
    asked, back = come_back(Client(), "battlenet")
    assert set(asked["scope"][0].split()) == {"wow.profile", "openid"}
    assert back.status_code == 302
    user = User.objects.get()
    assert standing(user, member.guild) is Standing.STRANGER
    assert work(queue)[0]["verified"] == 1
    assert standing(user, member.guild) is Standing.MEMBER


def test_the_request_itself_asks_blizzard_for_nothing_but_the_login(battle_net, queue, member):
    come_back(Client(), "battlenet")
    assert {path for path, count in battle_net.asked.items() if count} == {"/token", "/userinfo"}


def test_the_message_to_the_worker_does_not_show_the_token_and_none_is_stored(battle_net, queue, member):
    come_back(Client(), "battlenet")
    ((user_id, sealed),) = queue
    assert user_id == User.objects.get().pk
    assert TOKEN not in sealed
    assert not SocialToken.objects.exists()


def test_signing_in_again_asks_again(battle_net, queue, member):
    for _ in range(2):
        come_back(Client(), "battlenet")
    assert len(queue) == 2
    assert User.objects.count() == 1


def test_turning_back_at_battle_net_changes_nothing(battle_net, queue):
    _, back = come_back(Client(), "battlenet", error="access_denied")
    page = Client().get(back["Location"]) if back.status_code == 302 else back
    assert "Sign-in cancelled" in page.text
    assert (queue, User.objects.count()) == ([], 0)


def test_a_login_that_battle_net_does_not_confirm_changes_nothing(battle_net, queue):
    battle_net.put("/token", (400, {"error": "invalid_grant"}))
    _, back = come_back(Client(), "battlenet")
    assert "Sign-in failed" in back.text
    assert (queue, User.objects.count()) == ([], 0)


def test_a_callback_without_our_own_state_is_refused(battle_net, queue):
    back = Client().get("/accounts/battlenet/login/callback/", {"code": "abc", "state": "forged"})
    assert "Sign-in failed" in back.text
    assert queue == []


def test_the_login_holds_though_no_broker_can_be_reached(battle_net, monkeypatch):
    def away(*args):
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.verify_characters, "delay", away)
    client = Client()
    _, back = come_back(client, "battlenet")
    assert back.status_code == 302
    assert "_auth_user_id" in client.session


def test_when_a_character_changes_accounts_the_new_owners_login_takes_it(battle_net, queue, member):
    list_characters(battle_net, member.character)
    come_back(Client(), "battlenet")
    work(queue)
    former = User.objects.get()
    battle_net.put("/userinfo", {"sub": "456", "id": 456, "battletag": "Buyer#9999"})
    come_back(Client(), "battlenet")
    assert work(queue)[0]["displaced"] == 1
    assert standing(former, member.guild) is Standing.STRANGER
    assert standing(User.objects.exclude(pk=former.pk).get(), member.guild) is Standing.MEMBER


def test_a_discord_login_proves_no_characters(battle_net, queue):
    _, back = come_back(Client(), "discord")
    assert back.status_code == 302
    assert SocialAccount.objects.get().uid == "800000000000000042"
    assert queue == []


def test_battle_net_added_to_a_signed_in_account_proves_characters_for_it(battle_net, queue, member):
    list_characters(battle_net, member.character)
    user, client = UserFactory(), Client()
    client.force_login(user)
    come_back(client, "battlenet", process="connect")
    work(queue)
    assert UserCharacter.objects.get(is_verified=True).user == user


def test_a_battle_net_account_of_somebody_else_cannot_be_added(battle_net, queue, member):
    owner = UserFactory()
    SocialAccount.objects.create(user=owner, provider="battlenet", uid="123")
    client = Client()
    client.force_login(UserFactory())
    come_back(client, "battlenet", process="connect")
    assert queue == []
    assert SocialAccount.objects.get().user == owner


def test_both_logins_of_one_person_give_character_and_discord_user_the_same_key(battle_net, queue, member):
    list_characters(battle_net, member.character)
    on_discord = DiscordUserFactory(guild=member.guild, discord_id=800000000000000042)
    DiscordUserFactory(guild=member.guild)
    client = Client()
    come_back(client, "battlenet")
    come_back(client, "discord", process="connect")
    work(queue)
    characters, discord_users = account_keys(member.guild)
    assert list(characters) == [member.character.pk]
    assert discord_users == {on_discord.pk: characters[member.character.pk]}


def test_a_battle_net_account_that_several_share_proves_no_person(battle_net, queue, member):
    list_characters(battle_net, member.character)
    DiscordUserFactory(guild=member.guild, discord_id=800000000000000042)
    PlayerCharacterFactory(character=member.character, player__guild=member.guild, player__is_shared_account=True)
    client = Client()
    come_back(client, "battlenet")
    come_back(client, "discord", process="connect")
    work(queue)
    assert account_keys(member.guild) == ({}, {})
