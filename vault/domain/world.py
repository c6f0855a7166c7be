"""What only statistics know: delves by tier, Heroic dungeons, and Mythic dungeons in weeks without keystones.

Statistics are lifetime totals, so a week's share is a difference. The baseline is the newest state from
before the reset, and it holds for the reset itself if a fetch still showed it less than a day before (hourly
fetching confirms it right up to the reset and after it). Without such a baseline only what is dated or rose
between two logouts of the week is certain; the rest is possible. A total last changed before the reset rose
by nothing. Other activities that fill the world row (weekly quests, hunts) leave no trace in any document.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from vault.domain.counters import share_of
from vault.domain.facts import Source
from vault.domain.readings import readings_of, rows_of, unmoved_since
from vault.domain.rules import SeasonRules
from vault.domain.snapshots import Snapshot, to_ms
from vault.domain.weeks import Week

BASELINE_HOLDS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Activity:
    """A kind of activity in the week: how often it was surely done, and how often at most.

    `level` is the delve's tier, 0 for a Mythic dungeon, None for a Heroic one; `key` names it in short.
    """

    key: str
    level: int | None
    least: int
    most: int


def delves_of_week(week: Week, rules: SeasonRules, snapshots: Sequence[Snapshot]) -> tuple[Activity, ...]:
    """Give the delves of the week by tier, the highest first.

    `snapshots` are those of the statistics document, in order.
    """
    tiers = sorted(rules.season.delve_statistics.items(), reverse=True)
    wanted = ((f"delve:{tier}", tier, statistic) for tier, statistic in tiers)
    return tuple(_activities(week, snapshots, wanted))


def dungeons_without_keystone(week: Week, rules: SeasonRules, snapshots: Sequence[Snapshot]) -> tuple[Activity, ...]:
    """Give the Mythic and Heroic dungeons of the week that its dungeon row counts, Mythic first.

    `snapshots` are those of the statistics document, in order.
    """
    dungeons = sorted(rules.season.dungeons.items())
    mythic = ((f"{number}:mythic", 0, d.mythic0_statistic) for number, d in dungeons if d.mythic0_statistic)
    heroic = ((f"{number}:heroic", None, d.heroic_statistic) for number, d in dungeons if d.heroic_statistic)
    uses = rules.dungeon_row_uses
    wanted = [*(mythic if "mythic0" in uses else ()), *(heroic if "heroic" in uses else ())]
    return tuple(_activities(week, snapshots, wanted))


def _activities(
    week: Week, snapshots: Sequence[Snapshot], wanted: Iterable[tuple[str, int | None, int]]
) -> Iterator[Activity]:
    held = _held_until_reset(week, snapshots)
    start, end = to_ms(week.start), to_ms(week.end)
    for key, level, statistic in wanted:
        rows = rows_of(held, str(statistic))
        if not unmoved_since(rows, start):
            readings = readings_of(rows)
            dated = [reading.since for reading in readings if reading.exact]
            share = share_of({Source.STATISTICS.value: readings}, dated, start - 1, end - 1)
            if share.most:
                yield Activity(key, level, share.least, share.most)


def _held_until_reset(week: Week, snapshots: Sequence[Snapshot]) -> list[Snapshot]:
    """The same snapshots, the baseline prolonged to the reset if it was confirmed late enough."""
    start = to_ms(week.start)
    held = list(snapshots)
    newest = max((number for number, snapshot in enumerate(held) if snapshot.until < start), default=None)
    if newest is not None and held[newest].confirmed_at >= week.start - BASELINE_HOLDS:
        held[newest] = replace(held[newest], until=start - 1)
    return held
