"""Rules that follow the lists of alts which officers keep."""

from collections.abc import Iterator, Mapping

from guild_identity.domain.alt_entries import ROSTER_MANAGER
from guild_identity.domain.alt_groups import AltGroup, contradicted_nodes
from guild_identity.domain.claims import Case, Claim, Rule, Tier
from guild_identity.domain.names import name_key

# Another list has the character with somebody whom this one has elsewhere: an officer knows which is right.
_CONTRADICTED = 0.60
# A little above an officer note that says whose alt a character is: a list is looked after.
_LISTED = 0.97
_DISCORD = 0.97
# Nicknames change, and the name may be that of another who joined later.
_SHOWN_NAME = 0.90
# A name with digits was taken away: its character is left alone unless a login proves whose it is.
_DEAD = 0.80
_WORDS = {ROSTER_MANAGER: "Guild Roster Manager"}
_OTHER_LIST = "The officers' table of alts"


def alt_list(case: Case) -> Iterator[Claim]:
    """Yield characters that a list of alts has in one group: the alts with the main, where it has one."""
    census = case.census
    contradicted = contradicted_nodes(census.alt_groups)
    for group in census.alt_groups:
        for node in group.members:
            if node != group.anchor:
                is_dead = census.is_dead[node] or census.is_dead[group.anchor]
                weight = _CONTRADICTED if node in contradicted else _DEAD if is_dead else _LISTED
                yield _claim(node, group.anchor, weight, "alt_list", Tier.ALT, _told(case, group, node))


def listed_discord(case: Case) -> Iterator[Claim]:
    """Yield characters beside whom a list of alts names a Discord user."""
    census = case.census
    known = {user.username.casefold(): node for node, user in enumerate(census.discord_users, census.first_discord)}
    known |= {str(user.discord_id): node for node, user in enumerate(census.discord_users, census.first_discord)}
    for group in census.alt_groups:
        for node, name in group.discord:
            for target, weight in _named(case, known, name):
                weight = min(weight, _DEAD) if census.is_dead[node] else weight
                text = (
                    f"{_list_of(group)} has {census.called(node)} as a character of {census.called(target)} on Discord."
                )
                yield _claim(node, target, weight, "listed_discord", Tier.PLAIN, text)


def _named(case: Case, known: Mapping[str, int], name: str) -> Iterator[tuple[int, float]]:
    """Yield whom a name means: the Discord user of that username or id, else those who show it."""
    user = known.get(name.removeprefix("@").casefold())
    if user is not None:
        yield user, _DISCORD
        return
    for one, share in case.weighed(case.census.aliases.named(name_key(name))):
        yield one.node, _SHOWN_NAME * one.quality * share


def _claim(node: int, target: int, weight: float, rule: str, tier: Tier, text: str) -> Claim:
    return Claim(node, target, weight, rule, "list", "alt_list", tier, text)


def _told(case: Case, group: AltGroup, node: int) -> str:
    called, anchor = case.census.called, group.anchor
    if group.main is None:
        return f"{_list_of(group)} lists {called(node)} and {called(anchor)} as one player's."
    return f"{_list_of(group)} lists {called(node)} as an alt of {called(anchor)}."


def _list_of(group: AltGroup) -> str:
    return _WORDS.get(group.source, _OTHER_LIST)


RULES = (
    Rule("alt_list", "others of the same group in a list of alts", alt_list),
    Rule("listed_discord", "a Discord user whom a list of alts names beside the character", listed_discord),
)
