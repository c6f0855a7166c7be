"""The count snapshots of a character in order, without those in which the source was at fault.

Lifetime counters never fall. A document in which some did, and which came back to the old height at its next change,
was a fault of the source and is left out as a whole. One that did not come back belongs to a character made anew and
is kept. Times are Unix milliseconds, for speed and exactness.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from vault.domain.facts import CountSnapshot

# What was played this long before a fetch shows in it: sessions end within half a day, documents follow in hours.
UNPUBLISHED = timedelta(hours=24)

NOT_LISTED: Sequence[int | None] = (0, None)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A count snapshot with its times in milliseconds, made once and read for many counters."""

    since: int
    until: int
    counts: Mapping[str, Sequence[int | None]]
    confirmed_at: datetime

    def total(self, key: str) -> int:
        """Return a counter's total, 0 where it is not listed."""
        return self.counts.get(key, NOT_LISTED)[0] or 0


def to_ms(moment: datetime) -> int:
    """Turn an aware datetime into Unix milliseconds, rounded down."""
    return (moment - _EPOCH) // _MILLISECOND


def to_moment(milliseconds: int) -> datetime:
    """Turn Unix milliseconds into a UTC datetime."""
    return _EPOCH + milliseconds * _MILLISECOND


def in_order(snapshots: Iterable[CountSnapshot]) -> dict[str, list[Snapshot]]:
    """Sort snapshots by document and by the logouts they reflect, whatever order they come in."""
    by_source: dict[str, list[Snapshot]] = {}
    for facts in sorted(snapshots, key=lambda s: (s.source, s.as_of_from, s.as_of_until, s.confirmed_at)):
        until = max(facts.as_of_until, facts.confirmed_at - UNPUBLISHED)
        snapshot = Snapshot(to_ms(facts.as_of_from), to_ms(until), facts.counts, facts.confirmed_at)
        _append(by_source.setdefault(facts.source, []), snapshot)
    return {source: _without_faults(found) for source, found in by_source.items()}


def _append(found: list[Snapshot], snapshot: Snapshot) -> None:
    if found and found[-1].counts == snapshot.counts:
        same = found.pop()
        until, confirmed_at = max(same.until, snapshot.until), max(same.confirmed_at, snapshot.confirmed_at)
        snapshot = Snapshot(same.since, until, same.counts, confirmed_at)
    found.append(snapshot)


def fell_last(snapshots: Sequence[Snapshot]) -> bool:
    """Tell whether the newest snapshot counts less than the one before, which no life does.

    Either the source is at fault or the character was made anew; both ways the newest counts prove nothing yet.
    """
    return len(snapshots) > 1 and bool(_lost(snapshots[-2], snapshots[-1]))


def _without_faults(snapshots: Sequence[Snapshot]) -> list[Snapshot]:
    kept: list[Snapshot] = []
    for number, snapshot in enumerate(snapshots):
        lost = _lost(kept[-1], snapshot) if kept else {}
        if not lost or not _comes_back(lost, snapshot, snapshots[number + 1 :]):
            kept.append(snapshot)
    return kept


def _lost(before: Snapshot, after: Snapshot) -> dict[str, int]:
    now = after.counts.get
    return {key: said[0] for key, said in before.counts.items() if said[0] and said[0] > (now(key, NOT_LISTED)[0] or 0)}


def _comes_back(lost: Mapping[str, int], fallen: Snapshot, later: Iterable[Snapshot]) -> bool:
    for snapshot in later:
        if any(snapshot.total(key) != fallen.total(key) for key in lost):
            return all(snapshot.total(key) >= total for key, total in lost.items())
    return False
