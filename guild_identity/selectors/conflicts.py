"""Which proofs of a guild contradict one another."""

from characters.models import Guild
from guild_identity.domain.census import Census
from guild_identity.domain.conflicts import conflicts
from guild_identity.domain.plan import Conflict
from guild_identity.domain.proofs import DISPLACED
from guild_identity.models import LinkSource, PlayerCharacter
from guild_identity.selectors.accounts import displaced_links
from guild_identity.selectors.facts import guild_facts


def known_conflicts(guild: Guild) -> tuple[Conflict, ...]:
    """Return where a login collides with links, Discord users, rejections, or another login."""
    # Proofs are logins; what achievements tell is a guess and contradicts nothing.
    census = Census(guild_facts(guild, compares_achievements=False))
    return (*conflicts(census, census.people()), *displaced_links(guild), *displaced_guesses(guild))


def displaced_guesses(guild: Guild) -> tuple[Conflict, ...]:
    """Return the characters that a login took from a player whom a guess had given them to; one query.

    An officer sees both sides, until he resolves the issue, or undoes the change.
    """
    links = PlayerCharacter.objects.filter(player__guild=guild, link_source=LinkSource.VERIFIED)
    return tuple(
        Conflict("login_displaced_guess", link.character_id, link.player_id, _displaced(link, piece["text"]))
        for link in links.select_related("player", "character").order_by("pk")
        for piece in link.evidence
        if piece.get("rule") == DISPLACED
    )


def _displaced(link: PlayerCharacter, former: str) -> str:
    return f"A login proved {link.character.name} to be a character of {link.player.display_name}. {former}"
