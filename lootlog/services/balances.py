"""What targets hold week by week, kept equal to the entries that count."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db import connection

from lootlog.domain.amounts import ZERO
from lootlog.domain.entries import Kind
from lootlog.domain.replay import void_hashes
from lootlog.models import LogEntry, Profile, Voided, WeekBalance
from lootlog.models.points import PointsField

Sums = Mapping[tuple[int, int], Decimal]
BATCH = 1_000


def count_in(profile: Profile, rows: Sequence[LogEntry], *, may_be_referenced: bool = True) -> None:
    """Add new entries to the balances, and set right what they void or restore."""
    sums: dict[tuple[int, int], Decimal] = defaultdict(lambda: ZERO)
    for row in rows:
        sums[row.target_id, row.week] += row.delta
    if _concerns_voids(profile, rows, may_be_referenced=may_be_referenced):
        for row, factor in _changes_of_voids(profile):
            sums[row.target_id, row.week] += factor * row.delta
    _add(profile, {place: points for place, points in sums.items() if points})


def recount(profile: Profile) -> None:
    """Throw the balances away and make them again from the entries; safe to repeat."""
    Voided.objects.filter(entry__profile=profile).delete()
    WeekBalance.objects.filter(profile=profile).delete()
    count_in(profile, list(LogEntry.objects.filter(profile=profile).order_by("position")))


def _concerns_voids(profile: Profile, rows: Sequence[LogEntry], *, may_be_referenced: bool) -> bool:
    if any(row.reference for row in rows):
        return True
    if not may_be_referenced:
        return False
    about = LogEntry.objects.filter(profile=profile).exclude(reference="")
    return about.filter(reference__in=[row.hash for row in rows]).exists()


def _changes_of_voids(profile: Profile) -> Iterable[tuple[LogEntry, int]]:
    """Bring `Voided` up to date, and return the entries that changed with -1 for those that no longer count."""
    about = LogEntry.objects.filter(profile=profile).exclude(kind=Kind.POINTS.value)
    void = void_hashes(dict(about.values_list("hash", "reference")))
    stored = dict(Voided.objects.filter(entry__profile=profile).values_list("entry__hash", "entry_id"))
    gone = list(_rows(profile, void - set(stored)))
    back = list(_rows(profile, set(stored) - void))
    Voided.objects.bulk_create([Voided(entry=row) for row in gone], batch_size=BATCH)
    Voided.objects.filter(entry__in=back).delete()
    return [(row, -1) for row in gone] + [(row, 1) for row in back]


def _rows(profile: Profile, hashes: set[str]) -> Iterable[LogEntry]:
    wanted = sorted(hashes)
    for start in range(0, len(wanted), BATCH):
        yield from LogEntry.objects.filter(profile=profile, hash__in=wanted[start : start + BATCH])


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
