"""What became, or would become, of a file in ledgers: summed up, so that its entries can be let go."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lootlog.domain.drafts import Reading, Rejected
from lootlog.domain.merging import MergePlan
from lootlog.domain.parts import MOST_DIFFERENCES, MOST_ROWS, Part, counts_of, differences, first_rows, rows_of
from lootlog.models import Profile
from lootlog.selectors.forecast import void_among
from lootlog.services.mapping import Proposal, Target

Row = dict[str, Any]
# What a report says of one of the file's profiles, and of its first rows.
Told = tuple[Row, list[Row]]


@dataclass(frozen=True)
class Outcome:
    """What became, or would become, of a part of a file; `profile` is None where it would be a new one."""

    part: Part
    profile: Profile | None
    target: Target
    plan: MergePlan
    rejected: list[Rejected]
    home_realm: str


def told(outcome: Outcome, held: Mapping[str, Decimal], proposal: Proposal | None) -> Told:
    """Sum an outcome up, so that its entries can be let go. `held` is what everybody holds then."""
    profile, plan, part = outcome.profile, outcome.plan, outcome.part
    void = void_among(profile, (item.entry.hash for item in plan.known)) if profile else set()
    differing = differences(part.source.claimed, held, outcome.home_realm)
    about = {
        "key": part.key, "name": part.source.name, "is_sealed": part.is_sealed, "target": outcome.target,
        "profile": profile.pk if profile else None, "profile_name": profile.name if profile else None,
        "why": proposal.why.value if proposal else None, "is_sure": proposal.is_sure if proposal else True,
        "counts": counts_of(plan, outcome.rejected), "void": len(void), "differences": differing[:MOST_DIFFERENCES],
        "difference_count": len(differing),
    }  # fmt: skip
    return about, first_rows(rows_of(part.key, plan, outcome.rejected, void))


def report(reading: Reading, parts: Sequence[Told], prices: Mapping[str, str]) -> Row:
    """Put together what a file's report says, from what was told of its parts and from the prices it was read with."""
    totals: Counter[str] = Counter()
    for about, _ in parts:
        totals.update(about["counts"])
    rows = sorted((row for _, rows in parts for row in rows), key=lambda row: not row["message"])
    return {
        "profiles": [about for about, _ in parts], "counts": dict(totals), "notices": reading.notices,
        "rows": rows[:MOST_ROWS], "responses": reading.responses, "prices": dict(prices) if reading.responses else {},
    }  # fmt: skip
