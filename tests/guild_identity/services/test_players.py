"""What a person has said stays said when players are merged and split."""

from datetime import date

import pytest

from characters.models import AchievementDates
from guild_identity.selectors.same_account import unfingerprinted_ids
from guild_identity.services.linking import link_character
from guild_identity.services.player_previews import preview_merge
from guild_identity.services.players import change_player, merge_players, split_player
from tests.factories.characters import GuildFactory
from tests.factories.identity import member_of
from tests.guild_identity.services.deciding import NOW, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return GuildFactory()


@pytest.fixture
def plain(guild):
    return link_character(guild, member_of(guild, "Mirel"), by=officer())


@pytest.fixture
def particular(guild):
    """Return a player of two characters who shares the account and wants no matching by achievements."""
    player = link_character(guild, member_of(guild, "Trogmoon"), by=officer())
    link_character(guild, member_of(guild, "Trogbane"), by=officer(), player=player)
    return change_player(player, by=officer(), is_shared_account=True, is_unfingerprinted=True)


@pytest.mark.parametrize("is_kept", [True, False])
def test_what_either_said_holds_for_both_once_they_are_merged(plain, particular, is_kept):
    keep, gone = (particular, plain) if is_kept else (plain, particular)
    mine = plain.links.get().character
    AchievementDates.objects.create(character=mine, dates={}, fetched_at=NOW)
    told = preview_merge(keep, gone)
    assert ("The characters of Mirel are no longer compared by their achievements." in told) is not is_kept
    merged = merge_players(keep, gone, by=officer())
    merged.refresh_from_db()
    assert (merged.is_shared_account, merged.is_unfingerprinted) == (True, True)
    assert unfingerprinted_ids() == set(merged.links.values_list("character_id", flat=True))
    assert not AchievementDates.objects.exists()


def test_who_is_split_off_inherits_what_was_said(particular):
    alt = particular.links.get(character__name="Trogbane").character
    new = split_player(particular, [alt], by=officer())
    new.refresh_from_db()
    assert (new.is_shared_account, new.is_unfingerprinted) == (True, True)
    assert alt.pk in unfingerprinted_ids()


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_break_goes_on_when_players_are_merged(plain, particular, is_kept):
    particular = change_player(
        particular, by=officer(), on_hiatus=True, hiatus_until=date(2027, 1, 31), hiatus_reason="a baby"
    )
    keep, gone = (particular, plain) if is_kept else (plain, particular)
    told = [sentence for sentence in preview_merge(keep, gone) if "on a break until 2027-01-31 (a baby)" in sentence]
    merged = merge_players(keep, gone, by=officer())
    merged.refresh_from_db()
    assert (merged.on_hiatus, merged.hiatus_until, merged.hiatus_reason) == (True, date(2027, 1, 31), "a baby")
    assert len(told) == (0 if is_kept else 1)
