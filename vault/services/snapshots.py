"""Appending count snapshots: a new row where a counter moved, a longer validity where none did."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import OuterRef, Subquery

from characters.domain.instants import EARLIEST
from characters.services.applying import Applied
from vault.models import CountSnapshot

Counts = dict[str, tuple[int, int | None]]


def add_snapshots(counted: Iterable[tuple[Applied, dict[str, Counts]]], *, now: datetime) -> None:
    """Append the counters of a batch, by document. Counts that did not move prolong their snapshot.

    A snapshot is confirmed by every summary that still showed its logout, so the last such time is noted when the
    next one is made.
    """
    rows = [(result, source, counts) for result, sources in counted for source, counts in sources.items()]
    newest = _newest({result.character.pk for result, _, _ in rows})
    new, prolonged, confirmed = [], [], []
    for result, source, counts in rows:
        last = newest.get((result.character.pk, source))
        if last is not None and _same(last.counts, counts):
            _prolong(last, result, now)
            prolonged.append(last)
            continue
        if last is not None and _confirm(last, result):
            confirmed.append(last)
        new.append(_snapshot(result, source, counts, last, now))
    CountSnapshot.objects.bulk_create(new, ignore_conflicts=True)
    CountSnapshot.objects.bulk_create(
        [*prolonged, *confirmed],
        update_conflicts=True,
        unique_fields=["character", "source", "observed_at"],
        update_fields=["as_of_until", "confirmed_at"],
    )


def _newest(character_ids: set[int]) -> dict[tuple[int, str], CountSnapshot]:
    latest = CountSnapshot.objects.filter(character=OuterRef("character"), source=OuterRef("source"))
    rows = CountSnapshot.objects.filter(
        character_id__in=character_ids, pk=Subquery(latest.order_by("-observed_at", "-pk").values("pk")[:1])
    )
    return {(row.character_id, row.source): row for row in rows}


def _same(stored: dict[str, list[int | None]], counts: Counts) -> bool:
    return {key: tuple(value) for key, value in stored.items()} == counts


def _prolong(last: CountSnapshot, result: Applied, now: datetime) -> None:
    last.confirmed_at = max(last.confirmed_at, now)
    if result.login is not None:
        last.as_of_until = max(last.as_of_until, result.login)


def _confirm(last: CountSnapshot, result: Applied) -> bool:
    """Note how long the summary went on showing the logout of the snapshot that is now replaced."""
    seen_at, login = result.previous_seen_at, result.previous_login
    if seen_at is None or login is None or last.as_of_until < login or seen_at <= last.confirmed_at:
        return False
    last.confirmed_at = seen_at
    return True


def _snapshot(result: Applied, source: str, counts: Counts, last: CountSnapshot | None, now: datetime) -> CountSnapshot:
    # Without a summary the logout is unknown: no earlier than the last known one, if any, and no later than now.
    earliest = result.login or result.previous_login or (last.as_of_until if last else None)
    return CountSnapshot(
        character_id=result.character.pk,
        source=source,
        as_of_from=result.login or now,
        as_of_until=earliest or EARLIEST,
        confirmed_at=now,
        observed_at=now,
        counts={key: list(value) for key, value in counts.items()},
    )
