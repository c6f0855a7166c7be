"""Who holds how much, now or as of any moment, and why."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from lootlog.domain.amounts import ZERO
from lootlog.domain.digests import week_of
from lootlog.domain.entries import Entry, Kind
from lootlog.domain.names import target_key
from lootlog.domain.replay import Line, explanation
from lootlog.models import LogEntry, Profile, Target, Voided, WeekBalance
from lootlog.selectors.weeks import begin_of


class Holder(NamedTuple):
    """A target, and what the pages tell of its character where that is known."""

    pk: int
    key: str
    label: str
    character_id: int | None
    character_name: str | None
    realm_slug: str | None
    realm_name: str | None
    person: str | None
    class_name: str | None
    class_color: str | None

    @property
    def is_present_name(self) -> bool:
        """Whether the character bears this name today."""
        return target_key(self.character_name or "", self.realm_slug or "") == self.key


COLUMNS = (
    "pk", "key", "label", "character_id", "character__name", "character__realm__slug", "character__realm__name",
    "character__person_key", "character__character_class__name", "character__character_class__color_hex",
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """What one holds: a character with the targets of all its names, or a person with those of all their characters.

    `main` is the target that it is named after.
    """

    key: str
    label: str
    points: Decimal
    targets: list[Holder]
    main: Holder


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
    moments = Q(happened_at__gte=begin_of(week), happened_at__lte=as_of)
    entries = LogEntry.objects.filter(moments, profile=profile, voided__isnull=True)
    return entries.order_by().values_list("target").annotate(points=Sum("delta"))


def standings(profile: Profile, *, as_of: datetime | None = None, by_person: bool = False) -> list[Standing]:
    """List who holds what, the most points first, then by name.

    A character that was renamed is one, under its present name, as the ledger writes that where it does. `by_person`
    reads all the characters of one person as one, under the name of the character with most points.
    """
    sums = points_by_target(profile, as_of=as_of)
    groups: dict[str, list[Holder]] = defaultdict(list)
    for row in Target.objects.filter(profile=profile).order_by().values_list(*COLUMNS):
        holder = Holder(*row)
        if holder.pk in sums:
            groups[group_of(holder.key, holder.character_id, holder.person, by_person=by_person)].append(holder)
    rows = [_standing(key, members, sums) for key, members in groups.items()]
    return sorted(rows, key=lambda row: (-row.points, row.label.casefold(), row.key))


def targets_of(profile: Profile) -> QuerySet[Target]:
    """Return the profile's targets with their characters."""
    found = Target.objects.filter(profile=profile).select_related("character__character_class", "character__realm")
    return found.order_by("label", "pk")


def group_of(key: str, character: int | None, person: str | None, *, by_person: bool) -> str:
    """Return the key under which a target's points are added up with those of other targets."""
    if character is None:
        return key
    return f"person:{person}" if by_person and person else f"character:{character}"


def _standing(key: str, holders: list[Holder], sums: Mapping[int, Decimal]) -> Standing:
    if len(holders) == 1:
        [main] = holders
        return Standing(key, _label(main), sums[main.pk], holders, main)
    is_person = key.startswith("person:")
    holders.sort(key=lambda holder: (holder.label, holder.pk))
    main = max(holders, key=lambda holder: (not is_person and holder.is_present_name, sums[holder.pk]))
    return Standing(key, _label(main), sum((sums[holder.pk] for holder in holders), ZERO), holders, main)


def _label(main: Holder) -> str:
    if main.character_id is None or main.is_present_name:
        return main.label
    return f"{main.character_name}-{main.realm_name}"


def last_changes(profile: Profile, *, as_of: datetime | None = None) -> dict[int, datetime]:
    """Return when each target's newest entry happened, by id: one look into an index per target."""
    entries = LogEntry.objects.filter(target=OuterRef("pk")).order_by("-happened_at")
    if as_of is not None:
        entries = entries.filter(happened_at__lte=as_of)
    newest = Target.objects.filter(profile=profile).annotate(last=Subquery(entries.values("happened_at")[:1]))
    return {pk: last for pk, last in newest.order_by().values_list("pk", "last") if last is not None}


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
