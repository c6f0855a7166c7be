"""A change is undone exactly or not at all: what was built on it since, or is somebody else's, stands in its way."""

import pytest

from characters.domain.errors import Refused
from guild_identity.models import IdentityEvent, Player, PlayerCharacter
from guild_identity.services.linking import link_character, unlink_character
from guild_identity.services.matching import run_matching
from guild_identity.services.players import add_further_discord, set_discord, set_main
from guild_identity.services.undoing import preview_undo, undo_event
from tests.factories.characters import GuildFactory, UserFactory
from tests.factories.identity import DiscordUserFactory, member_of
from tests.guild_identity.services.deciding import matching, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return GuildFactory()


@pytest.fixture
def trog(guild):
    """Trogmoon's player with a Discord account."""
    user = DiscordUserFactory(guild=guild, username="trog")
    return link_character(guild, member_of(guild, "Trogmoon"), by=officer(), discord_user=user)


@pytest.fixture
def mirel(guild):
    """Mirel's player with a Discord account."""
    user = DiscordUserFactory(guild=guild, username="mirel")
    return link_character(guild, member_of(guild, "Mirel"), by=officer(), discord_user=user)


def last_event():
    return IdentityEvent.objects.latest("pk")


def is_refused(event, words):
    """Check that the preview and the undo refuse a change in the same words, and that nothing was done."""
    events = IdentityEvent.objects.count()
    for refuse in (lambda: preview_undo(event), lambda: undo_event(event, by=officer())):
        with pytest.raises(Refused, match=words):
            refuse()
    assert IdentityEvent.objects.count() == events


def test_a_player_that_got_more_since_is_not_taken_back(guild):
    member_of(guild, "Trogmoon")
    DiscordUserFactory(guild=guild, username="trogmoon")
    run_matching(guild, by=matching())
    making = last_event()
    zulvexa = member_of(guild, "Zulvexa")
    player = link_character(guild, zulvexa, by=officer(), player=Player.objects.get())
    is_refused(making, "Zulvexa belongs to trogmoon by now. Undo the later change first: “Zulvexa linked to trogmoon”")
    zulvexa.refresh_from_db()
    assert (player.links.count(), zulvexa.person_key) == (2, f"player-{player.pk}")


def test_a_player_with_a_further_account_since_is_not_taken_back(guild, trog):
    making = last_event()
    add_further_discord(trog, DiscordUserFactory(guild=guild, username="trog2"), by=officer())
    is_refused(making, "trog2 is a further account of trog by now.* first: “trog2 is a further account of trog”")


def test_an_unlinked_character_that_is_somebody_elses_does_not_come_back(guild, trog, mirel):
    alt = member_of(guild, "Trogbane")
    link_character(guild, alt, by=officer(), player=trog)
    unlink_character(alt.player_link, by=officer())
    unlinking = last_event()
    link_character(guild, alt, by=officer(), player=mirel)
    is_refused(unlinking, "Trogbane belongs to mirel by now. Undo the later change first: “Trogbane linked to mirel”")


def test_an_account_that_is_somebody_elses_does_not_come_back(guild, trog, mirel):
    user = trog.discord_user
    set_discord(trog, None, by=officer())
    taking = last_event()
    set_discord(mirel, user, by=officer())
    is_refused(taking, "trog is mirel by now. Undo the later change first: “trog linked to mirel”")


def test_an_account_that_is_somebodys_further_one_does_not_come_back(guild, trog, mirel):
    user = trog.discord_user
    set_discord(trog, None, by=officer())
    taking = last_event()
    add_further_discord(mirel, user, by=officer())
    is_refused(taking, "trog is a further account of mirel by now")


def test_a_further_account_that_is_somebodys_first_one_does_not_come_back(guild, trog, mirel):
    second = DiscordUserFactory(guild=guild, username="second")
    add_further_discord(trog, second, by=officer())
    adding = last_event()
    undo_event(adding, by=officer())
    removing = last_event()
    set_discord(mirel, second, by=officer())
    is_refused(removing, "second is mirel by now")


def test_a_link_to_a_player_that_is_gone_does_not_come_back(guild, trog):
    making = last_event()
    alt = member_of(guild, "Trogbane")
    link_character(guild, alt, by=officer(), player=trog)
    unlink_character(alt.player_link, by=officer())
    unlinking = last_event()
    undo_event(making, by=officer())
    is_refused(unlinking, "the player is gone.* first: “Undone: Trogmoon linked to trog”")


def test_a_main_that_was_chosen_since_keeps_its_link(guild, trog):
    alt = member_of(guild, "Trogbane")
    link_character(guild, alt, by=officer(), player=trog)
    linking = last_event()
    set_main(trog, alt, by=officer())
    is_refused(linking, "Trogbane is the main of trog.* first: “Trogbane is the main of trog”")


def test_a_former_main_that_is_somebody_elses_does_not_become_the_main_again(guild, trog):
    former = trog.main_character
    alt = member_of(guild, "Trogbane")
    link_character(guild, alt, by=officer(), player=trog)
    set_main(trog, alt, by=officer())
    choosing = last_event()
    unlink_character(former.player_link, by=officer())
    is_refused(choosing, "Trogmoon would be the main of trog.* first: “Trogmoon unlinked from trog”")


def test_a_change_whose_later_ones_are_undone_can_be_undone(guild, trog, mirel):
    user = trog.discord_user
    set_discord(trog, None, by=officer())
    taking = last_event()
    set_discord(mirel, user, by=officer())
    undo_event(last_event(), by=officer())
    undo_event(taking, by=officer())
    trog.refresh_from_db()
    assert trog.discord_user == user


def test_what_was_redone_is_named_as_what_stands_in_the_way(guild, trog, mirel):
    user = trog.discord_user
    set_discord(trog, None, by=officer())
    taking = last_event()
    set_discord(mirel, user, by=officer())
    undo_event(last_event(), by=officer())
    undo_event(last_event(), by=officer())
    is_refused(taking, "first: “Undone: Undone: trog linked to mirel”")


def test_a_link_comes_back_without_whoever_made_it_when_that_account_is_gone(guild, trog):
    anna = UserFactory(username="anna")
    alt = member_of(guild, "Trogbane")
    link_character(guild, alt, by=officer(actor=anna), player=trog)
    unlink_character(alt.player_link, by=officer())
    anna.delete()
    undo_event(last_event(), by=officer())
    assert PlayerCharacter.objects.get(character=alt).created_by is None


def test_undoing_twice_is_refused_by_the_preview_too(guild, trog):
    set_discord(trog, None, by=officer())
    event = last_event()
    undo_event(event, by=officer())
    event.refresh_from_db()
    is_refused(event, "undone already")


def test_a_change_from_before_a_column_came_can_be_undone(guild, trog):
    user = trog.discord_user
    set_discord(trog, None, by=officer())
    event = last_event()
    for side in ("before", "after"):
        del event.changes[0][side]["on_hiatus"]
    event.save()
    undo_event(event, by=officer())
    trog.refresh_from_db()
    assert trog.discord_user == user
