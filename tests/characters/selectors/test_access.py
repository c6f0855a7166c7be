import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from characters.models import GuildMember
from characters.selectors.access import Standing, standing, visible_characters, visible_guilds
from tests.factories.characters import (
    CharacterFactory,
    GuildAccessFactory,
    GuildFactory,
    GuildMemberFactory,
    UserCharacterFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def player(guild, rank=3, is_verified=True, **stint):
    user = UserFactory()
    member = GuildMemberFactory(guild=guild, rank=rank, **stint)
    UserCharacterFactory(user=user, character=member.character, is_verified=is_verified)
    return user


def test_a_stranger_sees_public_guilds_only():
    hidden, public = GuildFactory(), GuildFactory(is_public=True)
    for stranger in (AnonymousUser(), UserFactory()):
        assert standing(stranger, hidden) is standing(stranger, public) is Standing.STRANGER
        assert list(visible_guilds(stranger)) == [public]


@pytest.mark.parametrize(
    ("rank", "is_verified", "expected"),
    [
        (3, True, Standing.MEMBER),
        (1, True, Standing.OFFICER),
        (0, True, Standing.OFFICER),
        (9, True, Standing.MEMBER),
        (1, False, Standing.STRANGER),
        (3, False, Standing.STRANGER),
    ],
)
def test_a_verified_character_in_the_guild_decides_and_a_bare_claim_gives_nothing(rank, is_verified, expected):
    guild = GuildFactory()
    user = player(guild, rank, is_verified)
    assert standing(user, guild) is expected
    assert visible_guilds(user).filter(pk=guild.pk).exists() is (expected is not Standing.STRANGER)


def test_a_stint_that_ended_gives_nothing():
    guild = GuildFactory()
    assert standing(player(guild, 1, left_at=timezone.now()), guild) is Standing.STRANGER


def test_an_officers_rank_of_another_guild_gives_nothing_here():
    here, there = GuildFactory(), GuildFactory()
    user = player(there, 1)
    assert (standing(user, here), standing(user, there)) == (Standing.STRANGER, Standing.OFFICER)


@pytest.mark.parametrize("level", ["member", "officer"])
def test_standing_given_by_hand_counts(level):
    access = GuildAccessFactory(level=level)
    assert standing(access.user, access.guild) == level
    assert standing(access.user, GuildFactory()) is Standing.STRANGER


def test_superusers_are_officers_everywhere():
    guild = GuildFactory()
    chief = UserFactory(is_superuser=True)
    assert standing(chief, guild) is Standing.OFFICER
    assert visible_guilds(chief).get().viewer_standing == Standing.OFFICER


def test_the_standing_comes_with_the_guilds_in_one_query(django_assert_num_queries):
    officer, member, public = GuildFactory(name="A"), GuildFactory(name="B"), GuildFactory(name="C", is_public=True)
    GuildFactory(name="D")
    user = player(officer, 0)
    GuildAccessFactory(user=user, guild=member)
    with django_assert_num_queries(1):
        found = [(guild.name, guild.viewer_standing, guild.realm.slug) for guild in visible_guilds(user)]
    assert found == [("A", "officer", "senjin"), ("B", "member", "senjin"), ("C", "stranger", "senjin")]
    assert {guild.pk for guild in visible_guilds(user)} == {officer.pk, member.pk, public.pk}


def test_a_claim_opens_no_private_guilds_character():
    guild = GuildFactory()
    member = GuildMemberFactory(guild=guild)
    nosy = UserFactory()
    UserCharacterFactory(user=nosy, character=member.character)
    assert not visible_characters(nosy).exists()
    GuildMember.objects.update(left_at=timezone.now())
    assert not visible_characters(nosy).exists()
    guild.is_public = True
    guild.save()
    assert list(visible_characters(nosy)) == [member.character]


def test_a_claim_opens_a_character_that_was_in_no_guild():
    claim = UserCharacterFactory(user=UserFactory())
    assert list(visible_characters(claim.user)) == [claim.character]


def test_members_see_each_other_and_strangers_see_nobody():
    guild = GuildFactory()
    user = player(guild)
    other = GuildMemberFactory(guild=guild).character
    alone = CharacterFactory()
    assert other in visible_characters(user)
    assert alone not in visible_characters(user)
    assert not visible_characters(AnonymousUser()).exists()
    assert alone in visible_characters(UserFactory(is_superuser=True))


def test_someone_who_left_stays_visible_until_another_guild_takes_them():
    guild = GuildFactory(is_public=True)
    member = GuildMemberFactory(guild=guild, left_at=timezone.now())
    assert list(visible_characters(AnonymousUser())) == [member.character]
    GuildMemberFactory(character=member.character)
    assert not visible_characters(AnonymousUser()).exists()
