"""One lifetime counter as a document showed it over time: readings that never fall and never overlap.

A reading says that the count was this from `since` to `until`. Four things are put right on the way from snapshots to
readings, each so that at worst less is claimed:

* A dated last time is worth more than the logout: the count is known to hold from that instant on (`exact`).
* A count that rises without a newer date keeps the logout as its time: the date is that of an earlier kill.
* A snapshot that a later one contradicts in time was labelled with a logout that it did not yet reflect (documents lag
  behind the profile): it is shortened to the first logout it was seen at, or dropped.
* A count that falls starts a new baseline: nothing is known to have happened, and nothing is ever negative.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from vault.domain.snapshots import NOT_LISTED, Snapshot


class Reading(NamedTuple):
    """The count from `since` to `until`, both included; `exact` means that it rose at `since` and not before."""

    since: int
    until: int
    total: int
    exact: bool = False


class Row(NamedTuple):
    """What snapshots said in a row without a change: the count, and when the last one was if they knew."""

    since: int
    until: int
    total: int
    last: int | None


def rows_of(snapshots: Sequence[Snapshot], key: str) -> list[Row]:
    """Read one counter out of a document's ordered snapshots; not listed means 0."""
    if not snapshots:
        return []
    rows: list[Row] = []
    since, until = snapshots[0].since, snapshots[0].until
    said = snapshots[0].counts.get(key, NOT_LISTED)
    for snapshot in snapshots:
        says = snapshot.counts.get(key, NOT_LISTED)
        if says != said:
            rows.append(_row(since, until, said))
            said, since, until = says, snapshot.since, snapshot.until
        elif snapshot.until > until:
            until = snapshot.until
    return [*rows, _row(since, until, said)]


def _row(since: int, until: int, said: Sequence[int | None]) -> Row:
    return Row(since, until, said[0] or 0, said[1] or None)


def unmoved_since(rows: Sequence[Row], moment: int) -> bool:
    """Tell at a glance that a counter stood still since a moment; False leaves it open."""
    return len(rows) == 1 and (not rows[0].total or -1 < (rows[0].last or -1) < moment)


def readings_of(rows: Iterable[Row]) -> list[Reading]:
    """Put a counter's rows right, as told above; they are in order."""
    readings: list[Reading] = []
    last_known = -1
    for row in _never_falling(rows):
        grew = not readings or row.total > readings[-1].total
        is_news = row.last is not None and (row.last > last_known or not grew)
        _append(readings, row if is_news else row._replace(last=None))
        last_known = max(last_known, row.last or -1)
    return readings


def _never_falling(rows: Iterable[Row]) -> list[Row]:
    kept: list[Row] = []
    previous = lift = 0
    for row in rows:
        lift += max(0, previous - row.total)
        kept.append(_lifted(row, lift, row.total > previous) if lift else row)
        previous = row.total
    return kept


def _lifted(row: Row, lift: int, rose: bool) -> Row:
    # Without a rise of its own the row's date belongs to the counter that was lost.
    return row._replace(total=row.total + lift, last=row.last if rose else None)


def _append(readings: list[Reading], row: Row) -> None:
    since = row.since if row.last is None else row.last
    until = max(row.until, since)
    exact = row.last is not None and row.total > 0
    if readings and readings[-1].total == row.total:
        same = readings.pop()
        since, blurred = min((since, not exact), (same.since, not same.exact))
        until, exact = max(until, same.until), not blurred
    while readings and readings[-1].until >= since:
        early = readings.pop()
        if early.since < since:
            readings.append(early._replace(until=early.since))
    readings.append(Reading(since, until, row.total, exact))
