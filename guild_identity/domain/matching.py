"""Match a guild's characters with Discord users and with one another.

Rules claim that two are one person. What the claims make certain is joined, the plainest first; then the rules look
again, because now more is known, until nothing changes. Nobody is joined to two Discord users or two known players,
nor against an officer's word, nor where another claim is nearly as good: then an officer is asked. The result depends
on the facts alone, not on their order; once it is carried out, matching again changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable

from guild_identity.domain.census import Census
from guild_identity.domain.claims import Case, Claim, Tier
from guild_identity.domain.conflicts import conflicts
from guild_identity.domain.facts import GuildFacts
from guild_identity.domain.people import People
from guild_identity.domain.plan import Conflict, MatchPlan, PlannedLink, PlannedPlayer, PlannedProposal
from guild_identity.domain.planning import planned_players
from guild_identity.domain.proposing import proposals
from guild_identity.domain.rules import RULES
from guild_identity.domain.settling import Scores, settle

__all__ = ["Conflict", "MatchPlan", "PlannedLink", "PlannedPlayer", "PlannedProposal", "match"]

# Chains of alts of alts end long before. Each pass joins somebody, so the passes end by themselves, too.
MAX_PASSES = 50


def match(facts: GuildFacts) -> MatchPlan:
    """Decide which links are certain, which are likely, and where proofs collide."""
    census = Census(facts)
    people = census.people()
    grounds: list[Claim] = []
    passes = 0
    for passes in range(1, MAX_PASSES + 1):  # noqa: B007
        claims = _claims(census, people)
        scores = Scores(people, claims)
        acted_upon = _first_certain(people, scores)
        grounds += acted_upon
        if not acted_upon:
            break
    players = planned_players(census, people, [*grounds, *claims])
    proposed = proposals(census, people, scores)
    counts = _per_rule(players, proposed)
    return MatchPlan(tuple(players), tuple(proposed), tuple(conflicts(census, people)), counts, passes)


def _claims(census: Census, people: People) -> list[Claim]:
    case = Case(census, people)
    return [claim for rule in RULES for claim in rule.find(case)]


def _first_certain(people: People, scores: Scores) -> list[Claim]:
    """Act upon the first tier that has something certain. Return the claims that were acted upon."""
    for tier in Tier:
        acted_upon = settle(people, scores, tier)
        if acted_upon:
            return acted_upon
    return []


def _per_rule(players: Iterable[PlannedPlayer], proposed: Iterable[PlannedProposal]) -> dict[str, int]:
    """Count by rule the characters that it helped to link or to propose."""
    found: dict[str, set[int]] = defaultdict(set)
    reasons = [(link.character_id, link.evidence) for player in players for link in player.links]
    for character, evidence in reasons + [(proposal.character_id, proposal.evidence) for proposal in proposed]:
        for reason in evidence:
            found[reason.rule].add(character)
    return {rule.name: len(found[rule.name]) for rule in RULES}
