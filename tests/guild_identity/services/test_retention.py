"""What Blizzard's terms leave of who is who: a member whom Blizzard no longer vouches for stays whose he is."""

from datetime import timedelta

import pytest
from django.db.models import CASCADE

from characters.models import Character, Payload
from characters.services.retention import forget_character
from guild_identity.models import AltClaim, AuditIssue, LinkProposal, MemberNote, PlayerCharacter
from guild_identity.services.linking import link_character
from guild_identity.services.undoing import undo_event
from tests.factories.characters import GuildFactory, PayloadFactory
from tests.factories.identity import AuditIssueFactory, LinkProposalFactory, member_of
from tests.guild_identity.services.deciding import NOW, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return GuildFactory()


def test_a_member_keeps_his_link_his_notes_and_what_waits_for_a_decision(guild):
    trogmoon = member_of(guild, "Trogmoon", note="GM", officer_note="Discord: trog")
    player = link_character(guild, trogmoon, by=officer("he said so"))
    PayloadFactory(character=trogmoon)
    LinkProposalFactory(guild=guild, character=trogmoon)
    AuditIssueFactory(guild=guild, wow_character=trogmoon)
    forget_character(trogmoon)
    trogmoon.refresh_from_db()
    player.refresh_from_db()
    assert (player.main_character, trogmoon.person_key) == (trogmoon, f"player-{player.pk}")
    kept = (PlayerCharacter, MemberNote, LinkProposal, AuditIssue)
    assert ([table.objects.count() for table in kept], Payload.objects.count()) == ([1, 1, 1, 1], 0)


def test_all_that_people_say_of_a_member_is_kept():
    relations = [relation for relation in Character._meta.related_objects if relation.on_delete is CASCADE]
    tables = {relation.related_model for relation in relations}
    ours = [table for table in tables if table._meta.app_label == "guild_identity"]
    assert AltClaim in ours
    assert [table for table in ours if not getattr(table, "is_by_people", False)] == []


def test_an_officer_can_still_undo_the_link_of_a_forgotten_member(guild):
    trogmoon = member_of(guild, "Trogmoon")
    player = link_character(guild, trogmoon, by=officer())
    forget_character(trogmoon)
    undo_event(player.events.get(), by=officer())
    trogmoon.refresh_from_db()
    assert (PlayerCharacter.objects.count(), trogmoon.person_key) == (0, "")


def test_who_left_the_guild_goes_altogether(guild):
    trogmoon = member_of(guild, "Trogmoon")
    player = link_character(guild, trogmoon, by=officer())
    guild.members.update(left_at=NOW + timedelta(days=1))
    forget_character(trogmoon)
    player.refresh_from_db()
    assert (PlayerCharacter.objects.count(), player.main_character) == (0, None)
