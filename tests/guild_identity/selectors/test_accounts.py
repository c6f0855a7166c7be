"""Which logins stand behind whom, and whose link a login contradicts."""

from datetime import UTC, datetime

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.test.utils import CaptureQueriesContext

from characters.domain.account_profile import OwnedCharacter
from characters.domain.regions import Region
from characters.models import AchievementDates, UserCharacter
from characters.services.verified_accounts import verify_account
from guild_identity.selectors.accounts import account_keys, displaced_links
from guild_identity.selectors.conflicts import known_conflicts
from tests.factories.characters import GuildFactory, GuildMemberFactory, UserFactory
from tests.factories.identity import DiscordUserFactory, PlayerCharacterFactory, PlayerFactory, member_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 20, tzinfo=UTC)


@pytest.fixture
def guild():
    return GuildFactory()


def proven(user, character):
    return UserCharacter.objects.create(user=user, character=character, is_verified=True, added_at=NOW)


def test_the_characters_of_one_login_have_one_key_and_others_another(guild):
    trog, alt, other, claimed = (member_of(guild, name) for name in ("Trogmoon", "Trogalt", "Other", "Claimed"))
    user, stranger = UserFactory(), UserFactory()
    proven(user, trog), proven(user, alt), proven(stranger, other)
    UserCharacter.objects.create(user=user, character=claimed, added_at=NOW)
    keys, _ = account_keys(guild)
    assert keys[trog.pk] == keys[alt.pk] != keys[other.pk]
    assert claimed.pk not in keys


def test_two_battle_net_accounts_of_one_person_are_one_login(guild):
    user = UserFactory()
    for uid, name in (("1", "Trogmoon"), ("2", "Trogalt")):
        SocialAccount.objects.create(user=user, provider="battlenet", uid=uid)
        proven(user, member_of(guild, name))
    keys, _ = account_keys(guild)
    assert len(keys) == 2
    assert len(set(keys.values())) == 1


def test_a_discord_login_is_of_the_user_with_that_very_id_in_this_guild(guild):
    user = UserFactory()
    SocialAccount.objects.create(user=user, provider="discord", uid="800000000000000042")
    here = DiscordUserFactory(guild=guild, discord_id=800000000000000042)
    DiscordUserFactory(guild=GuildFactory(), discord_id=800000000000000042)
    DiscordUserFactory(guild=guild)
    assert list(account_keys(guild)[1]) == [here.pk]


def test_a_shared_battle_net_account_gives_no_key_to_any_of_its_characters(guild):
    user = UserFactory()
    his, hers = member_of(guild, "His"), member_of(guild, "Hers")
    proven(user, his), proven(user, hers)
    PlayerCharacterFactory(character=his, player=PlayerFactory(guild=guild, is_shared_account=True))
    assert account_keys(guild) == ({}, {})


def test_characters_of_other_guilds_have_no_key_here(guild):
    proven(UserFactory(), GuildMemberFactory().character)
    assert account_keys(guild) == ({}, {})


def test_keys_take_a_constant_number_of_queries(guild, django_assert_max_num_queries):
    for n in range(10):
        proven(UserFactory(), member_of(guild, f"Raider{chr(97 + n)}"))
        DiscordUserFactory(guild=guild)
    with django_assert_max_num_queries(4):
        assert len(account_keys(guild)[0]) == 10


def sign_in(user, *characters):
    listed = tuple(
        OwnedCharacter(one.blizzard_id, one.realm.slug, one.name, one.name_key, one.level) for one in characters
    )
    return verify_account(user, {Region.US: listed}, now=NOW)


def test_a_character_that_changed_hands_is_shown_to_officers(guild):
    former, buyer = UserFactory(), UserFactory()
    sold, kept = member_of(guild, "Sold"), member_of(guild, "Kept")
    player = PlayerFactory(guild=guild, display_name="Trog")
    for character in (sold, kept):
        PlayerCharacterFactory(player=player, character=character, link_source="verified")
    sign_in(former, sold, kept)
    assert displaced_links(guild) == ()
    assert sign_in(buyer, sold).displaced
    (conflict,) = displaced_links(guild)
    assert (conflict.character_id, conflict.player_id) == (sold.pk, player.pk)
    assert conflict.text == "Sold is linked to Trog, but somebody else's login has proven it."


def test_a_discord_login_proves_the_player_as_well(guild):
    former, buyer = UserFactory(), UserFactory()
    sold = member_of(guild, "Sold")
    SocialAccount.objects.create(user=former, provider="discord", uid="800000000000000042")
    on_discord = DiscordUserFactory(guild=guild, discord_id=800000000000000042)
    PlayerCharacterFactory(player=PlayerFactory(guild=guild, discord_user=on_discord), character=sold)
    sign_in(former, sold), sign_in(buyer, sold)
    assert [conflict.character_id for conflict in displaced_links(guild)] == [sold.pk]


def test_a_person_with_two_logins_contradicts_nobody(guild):
    first, second = UserFactory(), UserFactory()
    people = [member_of(guild, name) for name in ("One", "Two")]
    player = PlayerFactory(guild=guild)
    for character in people:
        PlayerCharacterFactory(player=player, character=character)
    sign_in(first, people[0]), sign_in(second, people[1])
    assert displaced_links(guild) == ()


def test_a_guess_about_a_player_without_any_proof_is_no_contradiction(guild):
    guessed = member_of(guild, "Guessed")
    PlayerCharacterFactory(player=PlayerFactory(guild=guild), character=guessed)
    sign_in(UserFactory(), guessed)
    assert displaced_links(guild) == ()


def test_proofs_are_compared_without_reading_anybody_s_achievements(guild):
    member_of(guild, "Trogmoon")
    with CaptureQueriesContext(connection) as queries:
        assert known_conflicts(guild) == ()
    assert not [query for query in queries if AchievementDates._meta.db_table in query["sql"]]
