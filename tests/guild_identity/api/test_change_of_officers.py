"""Officers come and go; who may decide follows their rank at once, whatever they had begun."""

import pytest
from django.contrib.auth.models import User

from characters.models import GuildMember, GuildRank, UserCharacter
from guild_identity.models import LinkProposal, PlayerCharacter
from tests.factories.identity import member_of
from tests.guild_identity.api.routes import send

OFFICERS, RAIDERS = 1, 4


@pytest.fixture
def climber(world):
    """Somebody who plays an officer, with nothing given by hand."""
    GuildRank.objects.filter(guild=world.guild).delete()
    GuildRank.objects.create(guild=world.guild, index=OFFICERS, name="Officer", is_officer=True)
    GuildRank.objects.create(guild=world.guild, index=RAIDERS, name="Raider")
    user = User.objects.create(username="climber")
    character = member_of(world.guild, "Climber")
    GuildMember.objects.filter(character=character).update(rank=OFFICERS)
    UserCharacter.objects.create(user=user, character=character, is_verified=True, added_at=world.now)
    return user


def accept(client, people, user):
    client.force_login(user)
    return send(client, "post", f"identity/proposals/{people.proposal.pk}/accept")


def test_a_demoted_officer_decides_nothing_that_waits(client, world, people, climber):
    """The naive check remembers who was an officer when the proposal was shown."""
    GuildMember.objects.filter(character__claims__user=climber).update(rank=RAIDERS)
    assert accept(client, people, climber).status_code == 403
    assert LinkProposal.objects.get(pk=people.proposal.pk).status == "open"


def test_an_officer_who_left_sees_nothing_any_more(client, world, people, climber):
    GuildMember.objects.filter(character__claims__user=climber).update(left_at=world.now)
    world.guild.is_public = False
    world.guild.save()
    assert accept(client, people, climber).status_code == 404


def test_what_an_officer_decided_outlives_the_last_officer(client, world, people, climber):
    assert accept(client, people, climber).status_code == 200
    climber.delete()
    link = PlayerCharacter.objects.get(character=people.stray)
    assert (link.link_source, link.created_by) == ("proposal", None)


def test_a_promoted_member_decides_at_once(client, world, people, climber):
    GuildMember.objects.filter(character__claims__user=climber).update(rank=RAIDERS)
    assert accept(client, people, climber).status_code == 403
    GuildMember.objects.filter(character__claims__user=climber).update(rank=OFFICERS)
    assert accept(client, people, climber).status_code == 200
