"""What each rule came to when a guild was matched."""

from collections import Counter
from collections.abc import Iterable

from guild_identity.domain.facts import Evidence
from guild_identity.domain.plan import PlannedPlayer, PlannedProposal


def rule_counts(players: Iterable[PlannedPlayer], proposals: Iterable[PlannedProposal]) -> dict[str, int]:
    """Count by rule the links that rest on it (`links:…`) and the proposals that wait with it (`proposals:…`)."""
    links = (link.evidence for player in players for link in player.links)
    found = {"links": _by_rule(links), "proposals": _by_rule(proposal.evidence for proposal in proposals)}
    return {f"{what}:{rule}": count for what, counts in found.items() for rule, count in sorted(counts.items())}


def _by_rule(reasons: Iterable[Iterable[Evidence]]) -> Counter[str]:
    return Counter(rule for evidence in reasons for rule in {reason.rule for reason in evidence})
