"""What ranks mean is changed by somebody, at some time, and can be changed back."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import User

from characters.domain.errors import Refused
from characters.models import GuildRank
from guild_identity.models import DiscordUser, IdentityEvent
from guild_identity.services.discord_sync import sync_discord_members
from guild_identity.services.rank_plan import WantedRank, save_ranks
from guild_identity.services.undoing import preview_undo, undo_event
from tests.factories.characters import GuildFactory, UserFactory
from tests.factories.identity import DiscordServerFactory
from tests.guild_identity.services.deciding import NOW, officer
from tests.guild_identity.services.discord_people import COOK, MEMBER, ROLES, member

pytestmark = pytest.mark.django_db
COLUMNS = ("index", "name", "level", "discord_role", "is_officer", "is_alt", "is_tracked")


@pytest.fixture
def guild():
    guild = GuildFactory(name="Keepers")
    people = [member(1, "trog", MEMBER), member(2, "cook", COOK)]
    sync_discord_members(DiscordServerFactory(guild=guild), people, ROLES, now=NOW)
    return guild


def ranks(guild):
    return list(GuildRank.objects.filter(guild=guild).order_by("index").values_list(*COLUMNS))


def save(guild, index, **values):
    """Save the ranks with another meaning of one, and return the change."""
    wanted = [WantedRank(*row) for row in ranks(guild)]
    actor = User.objects.filter(username="anna").first() or UserFactory(username="anna")
    changed = [replace(rank, **values) if rank.index == index else rank for rank in wanted]
    save_ranks(guild, changed, by=officer("a new season", actor))
    return IdentityEvent.objects.latest("pk")


def standings():
    return list(DiscordUser.objects.order_by("discord_id").values_list("highest_guild_role", flat=True))


def test_who_changed_which_ranks_is_written_down(guild):
    event = save(guild, 2, name="Cook", discord_role=str(COOK))
    told = (event.kind, event.summary, event.actor.username, event.reason, event.created_at)
    assert told == ("ranks_changed", "Ranks changed: 2 Cook", "anna", "a new season", NOW)
    (change,) = event.changes
    assert (change["before"]["name"], change["after"]["name"]) == ("Veteran", "Cook")


def test_saving_ranks_as_they_are_is_no_change(guild):
    save_ranks(guild, [WantedRank(*row) for row in ranks(guild)], by=officer())
    assert not IdentityEvent.objects.exists()


def test_undoing_brings_the_ranks_and_everybodys_roles_back(guild):
    before = ranks(guild), standings()
    event = save(guild, 2, discord_role=str(COOK))
    assert (ranks(guild), standings()) != before
    undo_event(event, by=officer())
    assert (ranks(guild), standings()) == before


def test_a_new_rank_goes_away_again(guild):
    before = ranks(guild)
    save_ranks(guild, [WantedRank(9, "Guest", 1)], by=officer())
    assert len(ranks(guild)) == len(before) + 1
    undo_event(IdentityEvent.objects.get(), by=officer())
    assert ranks(guild) == before


def test_ranks_that_were_changed_again_are_not_overwritten(guild):
    first = save(guild, 2, name="Cook")
    save(guild, 2, name="Chef")
    with pytest.raises(Refused, match="first: “Ranks changed: 2 Chef”"):
        undo_event(first, by=officer())


def test_the_preview_tells_what_each_rank_means_again(guild):
    event = save(guild, 2, name="Cook", is_officer=True)
    assert preview_undo(event) == ["Rank 2: name Cook → Veteran, officers yes → no."]


def test_what_an_export_named_anew_since_is_changed_by_hand(guild):
    event = save(guild, 2, is_officer=True)
    GuildRank.objects.filter(guild=guild, index=2).update(name="Old Guard")
    with pytest.raises(Refused, match="it was changed later. No change that can be undone did that: change by hand"):
        preview_undo(event)
