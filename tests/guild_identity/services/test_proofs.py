"""What logins prove of links that rest on guesses."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.test.utils import CaptureQueriesContext

from characters.models import UserCharacter
from guild_identity.models import IdentityEvent, Player, PlayerCharacter, RejectedLink
from guild_identity.selectors.conflicts import known_conflicts
from guild_identity.services.linking import link_character
from guild_identity.services.matching import run_matching
from guild_identity.services.undoing import undo_event
from tests.factories.characters import GuildFactory, UserFactory, letters
from tests.factories.identity import DiscordUserFactory, PlayerCharacterFactory, PlayerFactory, member_of
from tests.guild_identity.services.deciding import NOW, matching, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return GuildFactory()


@pytest.fixture
def guessed(guild):
    """Return characters by name, each linked by its name to the Discord user of that name."""
    found = {}
    for name in ("Trogmoon", "Zulvexa"):
        found[name] = member_of(guild, name)
        DiscordUserFactory(guild=guild, username=name.lower())
    run_matching(guild, by=matching())
    return found


def sign_in(*characters, discord=None):
    user = UserFactory()
    for character in characters:
        UserCharacter.objects.create(user=user, character=character, is_verified=True, added_at=NOW)
    if discord is not None:
        SocialAccount.objects.create(user=user, provider="discord", uid=str(discord.discord_id))
    return user


def account(guild, name):
    return guild.discord_users.get(username=name)


def links(guild):
    rows = PlayerCharacter.objects.filter(player__guild=guild).order_by("character__name")
    return [
        (link.character.name, str(link.player.discord_user), link.link_source)
        for link in rows.select_related("character", "player__discord_user")
    ]


def match_until_settled(guild):
    """Match, and see that matching again changes nothing."""
    counts = run_matching(guild, by=matching())
    before = (links(guild), IdentityEvent.objects.count(), known_conflicts(guild))
    run_matching(guild, by=matching())
    assert (links(guild), IdentityEvent.objects.count(), known_conflicts(guild)) == before
    return counts


def kinds(guild):
    return [conflict.kind for conflict in known_conflicts(guild)]


def test_a_guess_that_both_logins_prove_becomes_a_proof(guild, guessed):
    sign_in(guessed["Trogmoon"], discord=account(guild, "trogmoon"))
    assert match_until_settled(guild)["proven"] == 1
    link = guessed["Trogmoon"].player_link
    link.refresh_from_db()
    assert (link.link_source, link.confidence) == ("verified", 1.0)
    assert [piece["rule"] for piece in link.evidence][:2] == ["same_login", "same_name"]
    assert link.evidence[0]["text"] == "One login proved Trogmoon and trogmoon."
    event = IdentityEvent.objects.latest("pk")
    assert (event.source, event.character, event.player) == ("login", link.character, link.player)
    assert kinds(guild) == []


def test_a_guess_that_a_login_contradicts_gives_way_and_officers_see_both(guild, guessed):
    sign_in(*guessed.values(), discord=account(guild, "trogmoon"))
    match_until_settled(guild)
    assert links(guild) == [("Trogmoon", "trogmoon", "verified"), ("Zulvexa", "trogmoon", "verified")]
    former = Player.objects.get(discord_user__username="zulvexa")
    assert (former.main_character, former.is_active) == (None, True)
    (conflict,) = known_conflicts(guild)
    assert conflict.kind == "login_displaced_guess"
    assert conflict.text == (
        "A login proved Zulvexa to be a character of trogmoon. Until then it was taken for a character of zulvexa."
    )
    zulvexa = guessed["Zulvexa"]
    zulvexa.refresh_from_db()
    assert zulvexa.person_key == f"player-{Player.objects.get(discord_user__username='trogmoon').pk}"


def test_what_a_login_displaced_can_be_undone_and_stays_so(guild, guessed):
    sign_in(guessed["Zulvexa"], discord=account(guild, "trogmoon"))
    run_matching(guild, by=matching())
    undo_event(IdentityEvent.objects.get(source="login", character=guessed["Zulvexa"]), by=officer())
    match_until_settled(guild)
    assert ("Zulvexa", "zulvexa", "name") in links(guild)
    assert Player.objects.get(discord_user__username="zulvexa").main_character == guessed["Zulvexa"]
    assert kinds(guild) == ["login_of_two_players"]


def test_the_discord_user_of_a_login_becomes_a_player_with_what_the_login_proved(guild, guessed):
    newcomer = DiscordUserFactory(guild=guild, username="newcomer")
    unlinked = member_of(guild, "Mirel")
    sign_in(*guessed.values(), unlinked, discord=newcomer)
    match_until_settled(guild)
    assert links(guild) == [(name, "newcomer", "verified") for name in ("Mirel", "Trogmoon", "Zulvexa")]
    assert Player.objects.get(discord_user=newcomer).main_character == guessed["Trogmoon"]


def test_a_player_without_an_account_gets_the_one_that_the_login_proves(guild):
    main = member_of(guild, "Trogmoon")
    alt = member_of(guild, "Zulvexa", note="alt of Trogmoon")
    run_matching(guild, by=matching())
    sign_in(main, discord=DiscordUserFactory(guild=guild, username="somebody"))
    match_until_settled(guild)
    assert links(guild) == [("Trogmoon", "somebody", "verified"), ("Zulvexa", "somebody", "alt_note")]
    assert alt.player_link.player == main.player_link.player


@pytest.mark.parametrize("source", ["manual", "proposal", "verified"])
def test_what_an_officer_said_does_not_give_way_and_officers_see_both(guild, guessed, source):
    PlayerCharacter.objects.filter(character=guessed["Zulvexa"]).update(link_source=source)
    sign_in(guessed["Zulvexa"], discord=account(guild, "trogmoon"))
    match_until_settled(guild)
    assert ("Zulvexa", "zulvexa", source) in links(guild)
    assert kinds(guild) == ["login_of_two_players"]


def test_an_officers_link_says_whose_the_login_is(guild, guessed):
    link_character(guild, guessed["Trogmoon"], by=officer(), player=guessed["Trogmoon"].player_link.player)
    sign_in(*guessed.values())
    match_until_settled(guild)
    assert links(guild) == [("Trogmoon", "trogmoon", "manual"), ("Zulvexa", "trogmoon", "verified")]


def test_a_login_over_two_guesses_that_says_nothing_of_discord_is_for_officers(guild, guessed):
    sign_in(*guessed.values())
    match_until_settled(guild)
    assert {source for _, _, source in links(guild)} == {"name"}
    assert kinds(guild) == ["login_of_two_players"]


def test_what_was_refused_is_not_proven(guild, guessed):
    trog = account(guild, "trogmoon")
    RejectedLink.objects.create(guild=guild, character=guessed["Zulvexa"], discord_user=trog, rejected_at=NOW)
    sign_in(guessed["Zulvexa"], discord=trog)
    match_until_settled(guild)
    assert ("Zulvexa", "zulvexa", "name") in links(guild)
    assert kinds(guild) == ["login_of_two_players"]


def test_a_shared_account_proves_nothing_alone(guild, guessed):
    Player.objects.filter(discord_user__username="trogmoon").update(is_shared_account=True)
    sign_in(*guessed.values(), discord=account(guild, "trogmoon"))
    match_until_settled(guild)
    assert {source for _, _, source in links(guild)} == {"name"}


def test_what_joins_a_guess_by_a_login_is_a_guess_until_the_login_says_whose_it_is(guild, guessed):
    user = sign_in(guessed["Trogmoon"], member_of(guild, "Mirel"))
    match_until_settled(guild)
    assert ("Mirel", "trogmoon", "group") in links(guild)
    assert PlayerCharacter.objects.get(character__name="Mirel").confidence < 1
    uid = str(account(guild, "zulvexa").discord_id)
    SocialAccount.objects.create(user=user, provider="discord", uid=uid)
    match_until_settled(guild)
    assert links(guild) == [
        ("Mirel", "zulvexa", "verified"),
        ("Trogmoon", "zulvexa", "verified"),
        ("Zulvexa", "zulvexa", "name"),
    ]


def test_two_characters_of_one_login_prove_each_other_where_nobody_is_on_discord(guild):
    main = member_of(guild, "Trogmoon")
    member_of(guild, "Zulvexa", note="alt of Trogmoon")
    run_matching(guild, by=matching())
    sign_in(main, member_of(guild, "Mirel"))
    match_until_settled(guild)
    sources = {name: source for name, _, source in links(guild)}
    assert sources == {"Mirel": "verified", "Trogmoon": "verified", "Zulvexa": "alt_note"}


def test_one_character_alone_proves_nothing(guild, guessed):
    sign_in(guessed["Trogmoon"])
    assert match_until_settled(guild)["proven"] == 0


def test_the_number_of_queries_does_not_grow_with_what_is_proven():
    counted = []
    for size, start in ((2, "Ember"), (20, "Frost")):
        guild = GuildFactory()
        for number in range(size):
            user = DiscordUserFactory(guild=guild, username=f"person{letters(number)}")
            character = member_of(guild, f"{start}{letters(number)}")
            player = PlayerFactory(guild=guild, discord_user=user, main_character=character)
            PlayerCharacterFactory(player=player, character=character)
            sign_in(character, discord=user)
        with CaptureQueriesContext(connection) as queries:
            assert run_matching(guild, by=matching())["proven"] == size
        counted.append(len(queries))
    assert counted[0] == counted[1]
