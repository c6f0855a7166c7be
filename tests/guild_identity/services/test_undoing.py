"""Every change of who is who can be undone, as long as nothing was changed since."""

import pytest

from characters.domain.errors import Refused
from guild_identity.models import IdentityEvent, Player, PlayerCharacter, RejectedLink
from guild_identity.services.journal import image
from guild_identity.services.linking import link_character, unlink_character
from guild_identity.services.players import (
    add_further_discord,
    change_player,
    merge_players,
    set_discord,
    set_main,
    split_player,
)
from guild_identity.services.undoing import preview_undo, undo_event
from tests.factories.characters import GuildFactory
from tests.factories.identity import DiscordUserFactory, PlayerFactory, member_of
from tests.guild_identity.services.deciding import officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return GuildFactory()


@pytest.fixture
def family(guild):
    """One player with Discord and three characters, another with Discord and one."""
    trog, mirel = DiscordUserFactory(guild=guild, username="trog"), DiscordUserFactory(guild=guild, username="mirel")
    for name in ("Trogmoon", "Trogbane", "Trogtwo"):
        first = link_character(guild, member_of(guild, name), by=officer(), discord_user=trog)
    second = link_character(guild, member_of(guild, "Mirel"), by=officer(), discord_user=mirel)
    return first, second


def everything():
    """Return all that says who is who."""
    through = Player.other_discord_users.through.objects
    tables = (Player.objects, PlayerCharacter.objects, RejectedLink.objects, through)
    return [sorted((image(row) for row in table.all()), key=lambda row: row["id"]) for table in tables]


def last_event():
    return IdentityEvent.objects.latest("pk")


CHANGES = {
    "merge": lambda first, second: merge_players(first, second, by=officer()),
    "split": lambda first, second: split_player(
        first, [first.links.get(character__name="Trogtwo").character], by=officer()
    ),
    "unlink": lambda first, second: unlink_character(first.links.get(character__name="Trogbane"), by=officer()),
    "unlink main": lambda first, second: unlink_character(first.links.get(character__name="Trogmoon"), by=officer()),
    "move": lambda first, second: link_character(
        first.guild, second.main_character, by=officer(), player=first, is_moving=True
    ),
    "discord": lambda first, second: set_discord(first, None, by=officer()),
    "main": lambda first, second: set_main(first, first.links.get(character__name="Trogtwo").character, by=officer()),
    "further account": lambda first, second: add_further_discord(
        first, DiscordUserFactory(guild=first.guild), by=officer()
    ),
    "switch": lambda first, second: change_player(first, by=officer(), is_shared_account=True),
}


@pytest.mark.parametrize("change", CHANGES)
def test_undoing_puts_everything_back(family, change):
    before = everything()
    CHANGES[change](*family)
    assert everything() != before
    undo_event(last_event(), by=officer())
    assert everything() == before


@pytest.mark.parametrize("change", CHANGES)
def test_an_undo_can_be_undone(family, change):
    CHANGES[change](*family)
    after = everything()
    undo_event(last_event(), by=officer())
    undo_event(last_event(), by=officer())
    assert everything() == after


def test_a_new_player_goes_when_its_making_is_undone(guild):
    link_character(guild, member_of(guild, "Trogmoon"), by=officer(), discord_user=DiscordUserFactory(guild=guild))
    undo_event(last_event(), by=officer())
    assert not Player.objects.exists()
    assert not PlayerCharacter.objects.exists()


def test_undoing_twice_is_refused(family):
    merge_players(*family, by=officer())
    event = last_event()
    undo_event(event, by=officer())
    with pytest.raises(Refused, match="undone already"):
        undo_event(event, by=officer())


def test_what_was_changed_since_is_not_overwritten(family):
    first, second = family
    merge_players(first, second, by=officer())
    merge = last_event()
    unlink_character(first.links.get(character__name="Mirel"), by=officer())
    state = everything()
    with pytest.raises(Refused, match="changed later"):
        undo_event(merge, by=officer())
    assert everything() == state
    with pytest.raises(Refused, match="cannot be undone"):
        preview_undo(merge)


def test_the_preview_tells_what_comes_back(family):
    unlink_character(family[0].links.get(character__name="Trogbane"), by=officer())
    assert "One link comes back" in preview_undo(last_event())


def test_a_row_that_changed_twice_in_a_merge_can_go_back(family):
    merge_players(*family, by=officer())
    assert not any("cannot be undone" in sentence for sentence in preview_undo(last_event()))


def test_a_merge_keeps_the_second_account_as_a_further_one(family):
    first, second = family
    account = second.discord_user
    keep = merge_players(first, second, by=officer())
    second.refresh_from_db()
    assert list(keep.other_discord_users.all()) == [account]
    assert (second.is_active, second.discord_user, second.links.count()) == (False, None, 0)
    assert keep.links.count() == 4


def test_a_split_remembers_that_they_are_two_people(family):
    first, _ = family
    twin = first.links.get(character__name="Trogtwo").character
    new = split_player(first, [twin], by=officer(), discord_user=first.discord_user)
    first.refresh_from_db()
    assert (first.discord_user, new.discord_user.username) == (None, "trog")
    assert RejectedLink.objects.filter(character=twin, other_character__name="Trogmoon").exists()


@pytest.mark.parametrize("names", [[], ["Trogmoon", "Trogbane", "Trogtwo"], ["Mirel"]])
def test_a_split_takes_some_and_leaves_some(family, names):
    characters = [link.character for link in PlayerCharacter.objects.filter(character__name__in=names)]
    with pytest.raises(Refused, match="at least one"):
        split_player(family[0], characters, by=officer())


def test_a_player_is_not_merged_with_itself_or_across_guilds(family):
    for other in (family[0], PlayerFactory(guild=GuildFactory())):
        with pytest.raises(Refused, match="Two different players of one guild"):
            merge_players(family[0], other, by=officer())


def test_an_account_of_somebody_else_is_not_taken(family):
    first, second = family
    with pytest.raises(Refused, match="is mirel already"):
        set_discord(first, second.discord_user, by=officer())


def test_a_main_is_one_of_the_players_characters(family):
    first, second = family
    with pytest.raises(Refused, match="is not a character of"):
        set_main(first, second.main_character, by=officer())
