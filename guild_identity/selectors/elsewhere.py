"""Characters that belong to a player of another guild: what keeps them there."""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.db.models import Exists, OuterRef, QuerySet

from characters.models import Character, Guild, GuildMember
from guild_identity.models import LinkSource, PlayerCharacter

# All that one guild learns of another's player.
SOMEBODY = "a player of another guild"
_DECIDED = (LinkSource.MANUAL, LinkSource.PROPOSAL)


class Hold(StrEnum):
    """What keeps a link in another guild, the strongest first."""

    MEMBERSHIP = "it is a member there still"
    PROOF = "a login has proven it"
    DECISION = "an officer there said so"
    GUESS = "nothing but a guess"


def holds(guild: Guild, characters: Iterable[int] | QuerySet[Character]) -> dict[int, Hold]:
    """Return what keeps each of the characters that belongs to a player of another guild, by id, in one query."""
    stints = GuildMember.objects.filter(
        guild=OuterRef("player__guild"), character=OuterRef("character"), left_at__isnull=True
    )
    links = PlayerCharacter.objects.filter(character__in=characters).exclude(player__guild=guild)
    rows = links.annotate(is_member=Exists(stints)).values_list("character_id", "link_source", "is_member")
    return {character: _hold(source, is_member) for character, source, is_member in rows}


def kept_elsewhere(
    guild: Guild, characters: QuerySet[Character], accounts: Mapping[int, str], discord_accounts: Mapping[int, str]
) -> dict[int, Hold]:
    """Return which of the guild's characters matching may not take over, by id, and what keeps them; one query.

    `accounts` and `discord_accounts` are the keys of the logins behind them and behind the guild's Discord users: what
    an officer or a login said in a guild that a character has left gives way to a login that proves another of them.
    """
    proven = Counter((*accounts.values(), *discord_accounts.values()))
    found = {pk: hold for pk, hold in holds(guild, characters).items() if hold is not Hold.GUESS}
    return {pk: hold for pk, hold in found.items() if hold is Hold.MEMBERSHIP or proven[accounts.get(pk, "")] < 2}


def gives_way(guild: Guild, character: Character) -> bool:
    """Tell whether nothing but a guess keeps a character with a player of another guild, which it has left."""
    return holds(guild, [character.pk]).get(character.pk) is Hold.GUESS


def _hold(source: str, is_member: bool) -> Hold:
    if is_member:
        return Hold.MEMBERSHIP
    if source == LinkSource.VERIFIED:
        return Hold.PROOF
    return Hold.DECISION if source in _DECIDED else Hold.GUESS
