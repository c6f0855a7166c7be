"""Which of a guild's characters share an account, by the dates of their achievements."""

from characters.models import Guild, GuildMember
from characters.selectors.account_evidence import achievement_dates
from guild_identity.domain import fingerprints
from guild_identity.domain.facts import SameAccount
from guild_identity.models import PlayerCharacter


def same_account(guild: Guild) -> tuple[SameAccount, ...]:
    """Compare the achievements of the guild's characters: members, and whoever is linked to one of its players.

    Characters of players who want no such comparison take no part. Four queries.
    """
    members = GuildMember.objects.filter(guild=guild, left_at__isnull=True).values_list("character_id", flat=True)
    linked = PlayerCharacter.objects.filter(player__guild=guild).values_list("character_id", flat=True)
    return fingerprints.same_account(achievement_dates({*members, *linked} - unfingerprinted_ids()))


def unfingerprinted_ids() -> set[int]:
    """Return the characters of players who want no matching by achievements, whichever guild they told so."""
    links = PlayerCharacter.objects.filter(player__is_unfingerprinted=True)
    return set(links.values_list("character_id", flat=True))
