"""Two ledgers of 100,000 entries become equal: round trips and bytes, by how much and where they differ.

Every message goes through JSON, whose bytes are counted in both directions. The entries themselves are part of it: ten
of them are about 6 kB, a thousand 0.6 MB.
"""

import time

from tests.benchmarks.table import Row, at_most
from tests.lootlog.exchange.ledgers import entries, exchange, holding

ENTRIES = 100_000
TWO_YEARS, ONE_WEEK = 104, 1
FEW, MANY = 10, 1_000
MOST_TRIPS, MOST_KB, MOST_KB_OF_MANY = 5, 100, 1_500


def measure() -> list[Row]:
    """Let ledgers of two years and of one week exchange what they differ in."""
    return [row for name, weeks in (("two years", TWO_YEARS), ("one week", ONE_WEEK)) for row in _of(name, weeks)]


def _of(name: str, weeks: int) -> list[Row]:
    common = entries(range(ENTRIES), weeks=weeks)
    rows = []
    for differing, most_kb in ((FEW, MOST_KB), (MANY, MOST_KB_OF_MANY)):
        half = differing // 2
        left = holding(common + entries(range(half), weeks=weeks, author=2))
        right = holding(common + entries(range(differing - half), weeks=weeks, author=3))
        began = time.process_time()
        outcome, cost = exchange(left, right)
        seconds = time.process_time() - began
        assert outcome.in_sync and left.root == right.root and left.root.count == ENTRIES + differing
        what = f"100,000 entries of {name} on both sides, {differing:,} differ"
        rows.append(at_most(f"{what}: round trips", MOST_TRIPS, cost.trips, "", f" ({seconds:.1f} s, both sides)"))
        rows.append(at_most(f"{what}: both ways", most_kb, cost.size / 1000, " kB"))
    return rows
