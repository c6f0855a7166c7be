"""What each rule of matching came to in a run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from characters.models import SyncStep


@dataclass(frozen=True, slots=True)
class RuleResult:
    """The links that a run made on a rule's word, and the proposals that waited with it; None where nobody counted."""

    rule: str
    links: int | None
    proposals: int | None


def rule_results(steps: Iterable[Mapping[str, Any]]) -> list[RuleResult]:
    """Return what each rule that found something came to in a run, the most links first.

    `steps` are those of `pipeline_summary`.
    """
    counts = next((step["counts"] for step in steps if step["step"] == SyncStep.Kind.MATCH), None) or {}
    rules = {name.partition(":")[2] for name, count in counts.items() if ":" in name and count}
    is_counted = any(name.startswith(("links:", "proposals:")) for name in counts)
    found = [RuleResult(rule, *_counted(counts, rule, is_counted)) for rule in rules]
    return sorted(found, key=lambda result: (-(result.links or 0), -(result.proposals or 0), result.rule))


def _counted(counts: Mapping[str, int], rule: str, is_counted: bool) -> tuple[int | None, int | None]:
    if not is_counted:
        return None, None
    return counts.get(f"links:{rule}", 0), counts.get(f"proposals:{rule}", 0)
