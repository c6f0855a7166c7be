"""Sentences about what is odd in a file as a whole."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from lootlog.domain.amounts import ZERO, plain
from lootlog.domain.drafts import Draft
from lootlog.domain.names import target_key
from lootlog.domain.replay import abouts, void_hashes

_EXAMPLES = 3


def stale_totals(name: str, claimed: Mapping[str, Decimal], drafts: Iterable[Draft], home_realm: str) -> list[str]:
    """Tell whose total in the file is not what the file's own entries make. Returns no or one sentence."""
    sums = sums_of(drafts, home_realm)
    wrong = [
        f"{who} has {plain(total)} there, the entries make {plain(made)}"
        for who, total in sorted(claimed.items())
        if total != (made := sums.get(target_key(who, home_realm), ZERO))
    ]
    return [f"{name}: {examples(wrong)}. Points are the sum of the entries."] if wrong else []


def sums_of(drafts: Iterable[Draft], home_realm: str) -> dict[str, Decimal]:
    """Add up what drafts of one profile make: by key of the target, without those that a void names."""
    known = list(drafts)
    void = void_hashes(*abouts((draft.origin, draft.kind, draft.refers_to) for draft in known))
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    keys: dict[str, str] = {}
    for draft in known:
        if draft.origin in void:
            continue
        key = keys.get(draft.target) or keys.setdefault(draft.target, target_key(draft.target, home_realm))
        sums[key] += draft.delta
    return dict(sums)


def counted(kinds: Counter[str]) -> str:
    """List how often each kind occurs: "3 × ROLE_CHANGE, 1 × ARMOR_CHANGE"."""
    return ", ".join(f"{count} × {kind}" for kind, count in kinds.most_common())


def examples(cases: list[str], most: int = _EXAMPLES) -> str:
    """Join the first few cases and say how many more there are."""
    more = f"; and {len(cases) - most} more" if len(cases) > most else ""
    return "; ".join(cases[:most]) + more


def lines_named(numbers: list[int]) -> str:
    """Name lines: "line 3", "lines 3, 4 and 9 more"."""
    named = ", ".join(map(str, numbers[:5]))
    more = f" and {len(numbers) - 5} more" if len(numbers) > 5 else ""
    return f"line{'s' if len(numbers) > 1 else ''} {named}{more}"
