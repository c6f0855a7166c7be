"""All that is known about one character's week, told for people: who says what, since when, and what changed later."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.conf import settings

from characters.models import Character
from characters.selectors.freshness import character_sections
from vault.domain.reasons import Reason
from vault.domain.weeks import Week
from vault.models import CountSnapshot, GreatVaultEntry, KeystoneRun, KillSighting, VaultAmendment
from vault.selectors.naming import Names, names_of
from vault.selectors.seasons import season_book

Row = dict[str, Any]
ENTRY = (
    "season", "week_number", "raid_lfr", "raid_normal", "raid_heroic", "raid_mythic", "m_plus_runs", "slots", "kills",
    "unplaced", "computed_at", "closed_at",
)  # fmt: skip
# A logout long after the reset may bring what was done before it.
AFTERMATH = timedelta(days=14)
SNAPSHOTS_AROUND = 120


def week_evidence(character: Character, week: Week, *, now: datetime) -> Row:
    """Return the facts behind a week in a constant number of queries.

    Shape: {"period", "week_start", "week_end", "is_closed", "entry": the derived week or null, "sightings": who saw
    which kill when, "counters": which lifetime counters moved between which logouts, "runs": each source's keystone
    runs, "amendments": what changed after the week had closed, "sections": how old each source is and why, "reasons":
    the sentence for each reason in the slots}.
    """
    names = names_of(season_book())
    entry = GreatVaultEntry.objects.filter(character=character, period_id=week.period_id).values("pk", *ENTRY).first()
    pk = entry.pop("pk") if entry else None
    return {
        "period": week.period_id,
        "week_start": week.start,
        "week_end": week.end,
        "is_closed": week.is_closed(now),
        "entry": entry,
        "sightings": [_sighting(values, names) for values in _sightings(character, week)],
        "counters": list(_moved_counters(character, week, names)),
        "runs": [_run(values, names) for values in _runs(character, week)],
        "amendments": _amendments(pk),
        "sections": [asdict(section) for section in character_sections(character, now=now)],
        "reasons": {reason.value: reason.sentence for reason in _reasons(entry)},
    }


def _sightings(character: Character, week: Week) -> Iterable[Row]:
    seen = KillSighting.objects.filter(character=character, killed_at__gte=week.start, killed_at__lt=week.end)
    fields = ("encounter", "difficulty", "source", "killed_at", "observed_at", "evidence", "parse")
    return seen.order_by("killed_at", "encounter", "difficulty", "source", "pk").values(*fields)


def _sighting(values: Row, names: Names) -> Row:
    return {**values, "name": names.boss(values["encounter"]), "url": _log_url(values["source"], values["evidence"])}


def _log_url(source: str, evidence: str) -> str | None:
    code, separator, fight = evidence.partition("#")
    if source != "warcraftlogs" or not separator:
        return None
    return f"{settings.WARCRAFTLOGS_URL}/reports/{code}#fight={fight}"


def _runs(character: Character, week: Week) -> Iterable[Row]:
    runs = KeystoneRun.objects.filter(character=character, completed_at__gte=week.start, completed_at__lt=week.end)
    fields = ("dungeon", "level", "completed_at", "timed", "duration_ms", "source", "url", "observed_at")
    return runs.order_by("completed_at", "dungeon", "source", "pk").values(*fields)


def _run(values: Row, names: Names) -> Row:
    return {**values, "name": names.dungeon(values["dungeon"]), "url": values["url"] or None}


def _amendments(entry_id: int | None) -> list[Row]:
    amendments = VaultAmendment.objects.filter(entry_id=entry_id).order_by("amended_at", "pk")
    return [dict(row) for row in amendments.values("amended_at", "summary", "before", "after")]


def _moved_counters(character: Character, week: Week, names: Names) -> Iterator[Row]:
    """Tell the counters of each document that moved between two readings of which one lies in the week or beyond it."""
    near = CountSnapshot.objects.filter(character=character, as_of_from__lt=week.end + AFTERMATH)
    newest = near.order_by("-as_of_until", "-observed_at", "-pk")[:SNAPSHOTS_AROUND]
    snapshots = sorted(newest, key=lambda snapshot: (snapshot.source, snapshot.as_of_until, snapshot.observed_at))
    for earlier, later in pairwise(snapshots):
        is_one_document = earlier.source == later.source
        if is_one_document and later.as_of_from >= week.start and earlier.as_of_until < week.end:
            yield from _differences(earlier, later, names)


def _differences(earlier: CountSnapshot, later: CountSnapshot, names: Names) -> Iterator[Row]:
    for key in sorted(later.counts):
        before = earlier.counts.get(key, [0, None])[0]
        after = later.counts[key][0]
        if before != after:
            yield {
                "source": later.source,
                "counter": key,
                "name": names.counter(key),
                "before": before,
                "after": after,
                "after_logout": earlier.as_of_until,
                "until_logout": later.as_of_from,
                "observed_at": later.observed_at,
            }


def _reasons(entry: Row | None) -> Iterator[Reason]:
    slots = entry["slots"] if entry else [{"reason": Reason.NEVER_SYNCED}]
    for word in sorted({slot["reason"] for slot in slots if slot.get("reason")}):
        if word in set(Reason):
            yield Reason(word)
