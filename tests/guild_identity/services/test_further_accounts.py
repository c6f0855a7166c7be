"""A further Discord account that is not the player's is taken away, and comes back by the undo."""

import pytest

from characters.domain.errors import Refused
from guild_identity.models import IdentityEvent
from guild_identity.services.further_accounts import preview_take_further, take_further_discord
from guild_identity.services.linking import link_character
from guild_identity.services.players import add_further_discord, set_discord
from guild_identity.services.undoing import undo_event
from tests.factories.characters import GuildFactory
from tests.factories.identity import DiscordUserFactory, member_of
from tests.guild_identity.services.deciding import officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return GuildFactory()


@pytest.fixture
def second(guild):
    return DiscordUserFactory(guild=guild, username="trog2")


@pytest.fixture
def trog(guild, second):
    user = DiscordUserFactory(guild=guild, username="trog")
    player = link_character(guild, member_of(guild, "Trogmoon"), by=officer(), discord_user=user)
    return add_further_discord(player, second, by=officer())


def test_it_is_nobodys_then_and_the_first_stays(guild, trog, second):
    assert preview_take_further(trog, second) == ["trog2 is no longer a further account of trog, and is nobody's."]
    take_further_discord(trog, second, by=officer("his brother's"))
    trog.refresh_from_db()
    assert (trog.discord_user.username, trog.other_discord_users.count()) == ("trog", 0)
    event = IdentityEvent.objects.latest("pk")
    assert (event.kind, event.reason) == ("discord_unlinked", "his brother's")


def test_the_undo_brings_it_back_unless_it_is_somebody_elses(guild, trog, second):
    take_further_discord(trog, second, by=officer())
    event = IdentityEvent.objects.latest("pk")
    mirel = link_character(guild, member_of(guild, "Mirel"), by=officer())
    set_discord(mirel, second, by=officer())
    with pytest.raises(Refused, match="trog2 is Mirel by now"):
        undo_event(event, by=officer())
    set_discord(mirel, None, by=officer())
    undo_event(event, by=officer())
    assert list(trog.other_discord_users.all()) == [second]


def test_an_account_that_is_none_is_not_taken(guild, trog):
    for refuse in (lambda: preview_take_further(trog, trog.discord_user),
                   lambda: take_further_discord(trog, trog.discord_user, by=officer())):  # fmt: skip
        with pytest.raises(Refused, match="is no further account"):
            refuse()


def test_an_account_that_the_player_has_already_is_not_added(guild, trog, second):
    for account in (trog.discord_user, second):
        with pytest.raises(Refused, match="is an account of trog already"):
            add_further_discord(trog, account, by=officer())
