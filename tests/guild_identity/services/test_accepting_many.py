"""Accepting many proposals in one request stays within bounds, and says how many are left."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guild_identity.models import LinkProposal, PlayerCharacter
from guild_identity.services import rehearsals
from guild_identity.services.proposals import accept_all
from guild_identity.services.rehearsals import AT_ONCE, rehearse_accept_all
from tests.factories.characters import GuildFactory
from tests.factories.identity import LinkProposalFactory, member_of
from tests.guild_identity.services.deciding import officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return GuildFactory()


def propose_many(guild, count, start="Trog"):
    for number in range(count):
        name = start + chr(97 + number // 26) + chr(97 + number % 26)
        LinkProposalFactory(guild=guild, character=member_of(guild, name), score=0.99 - number / 1000)


def asked(guild):
    with CaptureQueriesContext(connection) as queries:
        outcome = accept_all(guild, at_least=0.5, by=officer())
    return len(queries), outcome


def test_at_most_so_many_are_accepted_at_once_and_the_rest_is_counted(guild, monkeypatch):
    monkeypatch.setattr(rehearsals, "AT_ONCE", 2)
    propose_many(guild, 5)
    rehearsal = rehearse_accept_all(guild, at_least=0.5)
    assert (len(rehearsal.accepted), rehearsal.left) == (2, 3)
    assert accept_all(guild, at_least=0.5, by=officer()) == (2, [])
    assert accept_all(guild, at_least=0.5, by=officer()) == (2, [])
    assert rehearse_accept_all(guild, at_least=0.5).left == 0
    assert PlayerCharacter.objects.count() == 4


def test_those_that_are_refused_do_not_keep_the_others_waiting_for_ever(guild, monkeypatch):
    monkeypatch.setattr(rehearsals, "AT_ONCE", 2)
    propose_many(guild, 5)
    likeliest = LinkProposal.objects.order_by("-score")[:3]
    for proposal in likeliest:
        proposal.character.stints.all().delete()
    accepted, refused = accept_all(guild, at_least=0.5, by=officer())
    assert (accepted, len(refused)) == (2, 3)


def test_what_is_proposed_about_the_other_side_of_a_likelier_one_is_refused(guild):
    alt, main, third = (member_of(guild, name) for name in ("Trogbane", "Trogmoon", "Zulvexa"))
    for character, other, score in ((alt, main, 0.9), (main, third, 0.8)):
        LinkProposalFactory(guild=guild, character=character, discord_user=None, other_character=other, score=score)
    rehearsal = rehearse_accept_all(guild, at_least=0.5)
    assert [row.character.name for row in rehearsal.accepted] == ["Trogbane"]
    assert accept_all(guild, at_least=0.5, by=officer()) == (1, ["Trogmoon: " + rehearsal.refused[0][1]])


def test_the_number_of_queries_is_bounded(guild):
    few, _ = asked(guild)
    propose_many(guild, 5)
    five, (accepted, _) = asked(guild)
    assert accepted == 5
    assert five - few <= 5 * 20
    larger, largest = GuildFactory(), GuildFactory()
    propose_many(larger, AT_ONCE + 5, "Ember")
    propose_many(largest, 2 * AT_ONCE + 10, "Frost")
    assert asked(larger)[0] == asked(largest)[0]
