"""Who holds how much, now or as of any moment, and why."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, Sum

from lootlog.domain.amounts import ZERO
from lootlog.domain.digests import week_of
from lootlog.domain.entries import Entry, Kind
from lootlog.domain.replay import Line, explanation
from lootlog.models import LogEntry, Profile, Target, Voided, WeekBalance


@dataclass(frozen=True)
class Standing:
    """What one holds: a target, or a person with the targets of all their characters."""

    key: str
    label: str
    points: Decimal
    targets: list[Target]


def points_by_target(profile: Profile, *, as_of: datetime | None = None) -> dict[int, Decimal]:
    """Add up what each target holds, by id: whole weeks from the balances, the week of `as_of` from its entries.

    Two queries at most, whatever the length of the history. Targets without entries by then are left out.
    """
    balances = WeekBalance.objects.filter(profile=profile)
    sums: dict[int, Decimal] = defaultdict(lambda: ZERO)
    if as_of is not None:
        week = week_of(int(as_of.timestamp()))
        balances = balances.filter(week__lt=week)
        for target, points in _part_of_week(profile, week, as_of):
            sums[target] += points
    for target, points in balances.order_by().values_list("target").annotate(points=Sum("points")):
        sums[target] += points
    return dict(sums)


def _part_of_week(profile: Profile, week: int, as_of: datetime) -> Any:
    entries = LogEntry.objects.filter(profile=profile, week=week, happened_at__lte=as_of, voided__isnull=True)
    return entries.order_by().values_list("target").annotate(points=Sum("delta"))


def standings(profile: Profile, *, as_of: datetime | None = None, by_person: bool = False) -> list[Standing]:
    """List who holds what, the most points first, then by name.

    `by_person` reads the characters of one person as one; a person is named after the character with most points.
    """
    sums = points_by_target(profile, as_of=as_of)
    targets = Target.objects.filter(profile=profile, pk__in=sums).select_related("character__character_class")
    groups: dict[str, list[Target]] = defaultdict(list)
    for target in targets.order_by("label", "pk"):
        groups[_group(target, by_person=by_person)].append(target)
    rows = [_standing(key, members, sums) for key, members in groups.items()]
    return sorted(rows, key=lambda row: (-row.points, row.label.casefold(), row.key))


def _group(target: Target, *, by_person: bool) -> str:
    person = target.character.person_key if by_person and target.character else ""
    return f"person:{person}" if person else target.key


def _standing(key: str, targets: list[Target], sums: Mapping[int, Decimal]) -> Standing:
    label = max(targets, key=lambda target: sums[target.pk]).label
    return Standing(key, label, sum((sums[target.pk] for target in targets), ZERO), targets)


def last_changes(profile: Profile) -> dict[int, datetime]:
    """Return when each target's newest entry happened, by id."""
    rows = LogEntry.objects.filter(profile=profile).order_by().values_list("target")
    return dict(rows.annotate(last=Max("happened_at")))


def explain(profile: Profile, target: Target, *, as_of: datetime | None = None) -> list[Line]:
    """Tell how a target's points came about, line by line in the order of replay."""
    found = LogEntry.objects.filter(profile=profile, target=target)
    if as_of is not None:
        found = found.filter(happened_at__lte=as_of)
    rows = found.select_related("stream").order_by("pk")
    void = set(Voided.objects.filter(entry__in=found).values_list("entry__hash", flat=True))
    return explanation([entry_of(row, profile.uuid, row.stream.uuid) for row in rows], void)


def entry_of(row: LogEntry, profile: UUID, author: UUID) -> Entry:
    """Rebuild the entry that a row stores."""
    return Entry(
        profile=profile, author=author, sequence=row.sequence, previous=row.previous,
        timestamp=int(row.happened_at.astimezone(UTC).timestamp()), actor=row.actor, target=row.target_name,
        delta=row.delta, claimed_total=row.claimed_total, reason=row.reason, kind=Kind(row.kind),
        reference=row.reference, origin=row.origin,
    )  # fmt: skip


def totals(profile: Profile) -> Mapping[str, int]:
    """Count a profile's entries, those that do not count, and its targets."""
    counts = LogEntry.objects.filter(profile=profile).aggregate(
        entries=Count("pk"), void=Count("pk", filter=Q(voided__isnull=False))
    )
    return {**counts, "targets": Target.objects.filter(profile=profile).count()}
