"""Which proofs of a guild contradict one another."""

from characters.models import Guild
from guild_identity.domain.census import Census
from guild_identity.domain.conflicts import conflicts
from guild_identity.domain.plan import Conflict
from guild_identity.selectors.accounts import displaced_links
from guild_identity.selectors.facts import guild_facts


def known_conflicts(guild: Guild) -> tuple[Conflict, ...]:
    """Return where a login collides with links, Discord users, rejections, or another login."""
    # Proofs are logins; what achievements tell is a guess and contradicts nothing.
    census = Census(guild_facts(guild, compares_achievements=False))
    return (*conflicts(census, census.people()), *displaced_links(guild))
