"""What targets hold week by week, kept equal to the entries that count."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, models
from django.db.models import QuerySet
from django.db.models.functions import Cast

from lootlog.domain.amounts import ZERO
from lootlog.domain.replay import abouts, void_hashes
from lootlog.models import LogEntry, Profile, Voided, WeekBalance
from lootlog.models.points import UNITS, PointsField

Sums = Mapping[tuple[int, int], Decimal]
# The hash of a void or an amendment, its kind, and the hash that it is about.
About = tuple[str, str, str]
# The id of a line, its target, its week and its points in units.
Line = tuple[int, int, int, int]
AS_UNITS = Cast("delta", models.BigIntegerField())
ABOUT = ("hash", "kind", "reference")
BATCH = 1_000
# For more than so many, reading the whole ledger once is quicker than asking for each.
MANY = 5_000


class Counted(NamedTuple):
    """What of a line the balances need."""

    target_id: int
    week: int
    delta: Decimal
    hash: str
    reference: str


def count_in(profile: Profile, rows: Sequence[Counted], *, may_be_referenced: bool = True) -> None:
    """Add new entries to the balances, and set right what they void or restore."""
    sums: dict[tuple[int, int], Decimal] = defaultdict(lambda: ZERO)
    for row in rows:
        sums[row.target_id, row.week] += row.delta
    if begun := _concerned(profile, rows, may_be_referenced=may_be_referenced):
        for place, units in _changes_of_voids(profile, begun).items():
            sums[place] += units / UNITS
    _add(profile, {place: points for place, points in sums.items() if points})


def recount(profile: Profile) -> None:
    """Throw the balances away and make them again from the entries; safe to repeat."""
    Voided.objects.filter(entry__profile=profile).delete()
    WeekBalance.objects.filter(profile=profile).delete()
    lines = LogEntry.objects.filter(profile=profile).order_by("position").values_list(*Counted._fields)
    count_in(profile, [Counted(*line) for line in lines])


def wrongly_stored(profile: Profile) -> tuple[set[str], set[str]]:
    """Return the hashes of entries that ought to be stored as void and are not, and of those that are and ought not."""
    everything = list(_abouts(profile).values_list(*ABOUT))
    void = void_hashes(*abouts(everything))
    stored = set(Voided.objects.filter(entry__profile=profile).values_list("entry__hash", flat=True))
    missing = sorted(void - stored)
    held = (LogEntry.objects.filter(profile=profile, hash__in=part) for part in _parts(missing))
    return {name for rows in held for name in rows.values_list("hash", flat=True)}, stored - void


def _concerned(profile: Profile, rows: Sequence[Counted], *, may_be_referenced: bool) -> set[str]:
    """Return the hashes of the new entries that void or amend, and of those that are voided or amended."""
    begun = {name for row in rows if row.reference for name in (row.hash, row.reference)}
    if may_be_referenced and _abouts(profile).exists():
        names = [row.hash for row in rows]
        for part in _parts(names):
            begun.update(_abouts(profile).filter(reference__in=part).values_list("reference", flat=True))
    return begun


def _references(profile: Profile, begun: set[str]) -> tuple[set[About], set[str]]:
    """Return what is about what among all entries that are connected with some, and the hashes of all of them.

    Who is void hangs on these only: the cost of a few follows the length of such chains and not that of the ledger.
    """
    if len(begun) > MANY:
        everything = set(_abouts(profile).values_list(*ABOUT))
        return everything, begun.union(*(row[::2] for row in everything))
    found = set[About]()
    seen, coming = set[str](), begun
    while coming:
        seen |= coming
        for part in _parts(sorted(coming)):
            found.update(_abouts(profile).filter(reference__in=part).values_list(*ABOUT))
            # Not through `_abouts`: its index would be gone through as a whole for each part.
            named = LogEntry.objects.filter(profile=profile, hash__in=part).values_list(*ABOUT)
            found.update(row for row in named if row[-1])
        coming = {name for row in found for name in row[::2]} - seen
    return found, seen


def _abouts(profile: Profile) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(profile=profile).exclude(reference="").order_by()


def _parts(names: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (names[start : start + BATCH] for start in range(0, len(names), BATCH))


def _changes_of_voids(profile: Profile, begun: set[str]) -> Mapping[tuple[int, int], int]:
    """Bring `Voided` up to date, and return by how many units that changes the balances, by target and week."""
    found, seen = _references(profile, begun)
    void = void_hashes(*abouts(found))
    stored = _stored(profile, seen)
    changes: dict[tuple[int, int], int] = defaultdict(int)
    gone, back = list[int](), list[int]()
    for pk, target, week, units in _lines(profile, void - stored):
        gone.append(pk)
        changes[target, week] -= units
    for pk, target, week, units in _lines(profile, stored - void):
        back.append(pk)
        changes[target, week] += units
    _note_void(gone)
    for part in _parts(back):
        Voided.objects.filter(entry__in=part).delete()
    return changes


def _note_void(entries: Sequence[int]) -> None:
    """Store entries as void; model instances would take many times as long."""
    with connection.cursor() as cursor:
        for part in _parts(entries):
            values = ", ".join(["(%s)"] * len(part))
            cursor.execute(f"INSERT INTO {Voided._meta.db_table} (entry_id) VALUES {values}", part)


def _stored(profile: Profile, hashes: set[str]) -> set[str]:
    """Return those of the hashes whose entries are stored as void."""
    voided = Voided.objects.filter(entry__profile=profile)
    if len(hashes) > MANY:
        return hashes.intersection(voided.values_list("entry__hash", flat=True))
    parts = (voided.filter(entry__hash__in=part) for part in _parts(sorted(hashes)))
    return {name for rows in parts for name in rows.values_list("entry__hash", flat=True)}


def _lines(profile: Profile, hashes: set[str]) -> Iterable[Line]:
    """Return id, target, week and units of points of lines that came to count or ceased to."""
    lines = LogEntry.objects.filter(profile=profile).order_by()
    if len(hashes) > MANY:
        everything = lines.values_list("hash", "pk", "target_id", "week", AS_UNITS).iterator()
        yield from (row[1:] for row in everything if row[0] in hashes)
        return
    for part in _parts(sorted(hashes)):
        yield from lines.filter(hash__in=part).values_list("pk", "target_id", "week", AS_UNITS)


def _add(profile: Profile, sums: Sums) -> None:
    """Add to the balances in place, which the ORM's upsert cannot: it only replaces."""
    units = PointsField().get_prep_value
    rows = [(profile.pk, target, week, units(points)) for (target, week), points in sorted(sums.items())]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            values = ", ".join(["(%s, %s, %s, %s)"] * len(part))
            cursor.execute(
                f"INSERT INTO {WeekBalance._meta.db_table} (profile_id, target_id, week, points) VALUES {values} "
                "ON CONFLICT (target_id, week) DO UPDATE "
                f"SET points = {WeekBalance._meta.db_table}.points + excluded.points",
                [value for row in part for value in row],
            )
