"""Characters that go on under another name, realm or faction: one vanished, and within days another appeared.

Blizzard gives a character that is transferred or changes faction a new id, and says nothing of the old one. So this is
never more than a proposal. A name that somebody else took after a deletion shows other achievements, and goes on from
nobody.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from guild_identity.domain.facts import Evidence
from guild_identity.domain.fingerprints import LEAST_SHARE, agreement
from guild_identity.domain.plan import PlannedProposal
from guild_identity.domain.similarity import SAME_NAME, fuzzy_match_score

RULE = "continuity"
# Rosters are read some times a day; a transfer itself may take two days.
WITHIN = timedelta(days=14)
# Fewer achievements in common say nothing, neither for nor against.
LEAST_COMPARED = 10
SAME_DATES_SHARE = 0.5
WEIGHTS = {"id": 0.95, "dates": 0.9, "name": 0.7}
LEAST_SCORE = 0.7


@dataclass(frozen=True, slots=True)
class Trace:
    """A character as it vanished or appeared, at `moment`. `dates` are those of its achievements, where known."""

    character_id: int
    name: str
    realm: str
    class_name: str
    blizzard_id: int | None
    moment: datetime
    dates: Mapping[int, int] = field(default_factory=dict)


def continuations(vanished: Iterable[Trace], appeared: Iterable[Trace]) -> tuple[PlannedProposal, ...]:
    """Propose for characters that appeared which vanished one they may go on from, best first, one each.

    Both are of the same class, two weeks apart at most. One reason at least is needed: the same Blizzard id, equal
    dates of achievements, or a similar name; dates that differ outweigh a name.
    """
    gone = list(vanished)
    candidates = [proposal for new in appeared for old in gone for proposal in _proposal(new, old)]
    ranked = sorted(candidates, key=lambda found: (-found.score, found.character_id, found.other_character_id or 0))
    chosen: list[PlannedProposal] = []
    taken: set[int | None] = set()
    for proposal in ranked:
        pair = {proposal.character_id, proposal.other_character_id}
        if taken.isdisjoint(pair):
            taken |= pair
            chosen.append(proposal)
    return tuple(chosen)


def _proposal(new: Trace, old: Trace) -> Iterator[PlannedProposal]:
    is_possible = new.character_id != old.character_id and new.class_name == old.class_name
    if not is_possible or abs(new.moment - old.moment) > WITHIN:
        return
    evidence = tuple(_evidence(new, old))
    if evidence and not (_dates_differ(new, old) and new.blizzard_id != old.blizzard_id):
        score = max(piece.weight for piece in evidence)
        if score >= LEAST_SCORE:
            yield PlannedProposal(new.character_id, None, None, old.character_id, score, evidence)


def _evidence(new: Trace, old: Trace) -> Iterator[Evidence]:
    if new.blizzard_id is not None and new.blizzard_id == old.blizzard_id:
        text = f"{new.name} ({new.realm}) bears the Blizzard id of {old.name} ({old.realm}), who is gone."
        yield Evidence(RULE, WEIGHTS["id"], text)
    agreeing, compared = agreement(new.dates, old.dates)
    if compared >= LEAST_COMPARED and agreeing >= compared * SAME_DATES_SHARE:
        text = f"{agreeing} of {compared} achievements of {new.name} have the dates of {old.name}'s, who is gone."
        yield Evidence(RULE, WEIGHTS["dates"], text)
    if fuzzy_match_score(new.name, old.name) >= SAME_NAME:
        days = max(1, abs(new.moment - old.moment).days)
        text = f"{new.name} ({new.realm}) appeared within {days} {'day' if days == 1 else 'days'} of the time when"
        yield Evidence(RULE, WEIGHTS["name"], f"{text} {old.name} ({old.realm}) of the same class vanished.")


def _dates_differ(new: Trace, old: Trace) -> bool:
    agreeing, compared = agreement(new.dates, old.dates)
    return compared >= LEAST_COMPARED and agreeing < compared * LEAST_SHARE
