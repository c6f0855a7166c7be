"""How what somebody holds came about: every line of the sum, with the points after it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Sum, Value, When, Window

from lootlog.domain.amounts import ZERO
from lootlog.models import LogEntry, Profile, Target
from lootlog.models.points import PointsField
from lootlog.selectors.entries import PARTS
from lootlog.selectors.entry_rows import Row, entry_rows
from lootlog.selectors.listed import plain_sum
from lootlog.selectors.standings import targets_of

# Everybody's order of replay.
REPLAY = ("happened_at", "stream__uuid", "sequence", "hash")


def same_holder(profile: Profile, target: Target, *, by_person: bool) -> list[Target]:
    """Return the targets whose points are added up with those of `target`, itself among them."""
    if target.character is None:
        return [target]
    person = target.character.person_key
    same = Q(character__person_key=person) if by_person and person else Q(character=target.character_id)
    return list(targets_of(profile).filter(same))


def explained(targets: Iterable[Target], *, as_of: datetime | None = None) -> QuerySet[LogEntry]:
    """Return the entries about targets in the order of replay, with `is_void` and the points `running` up to each."""
    found = LogEntry.objects.filter(target__in=list(targets))
    if as_of is not None:
        found = found.filter(happened_at__lte=as_of)
    counted = Case(
        When(voided__isnull=False, then=Value(ZERO, PointsField())), default=F("delta"), output_field=PointsField()
    )
    running = Window(Sum(counted, output_field=PointsField()), order_by=[F(name).asc() for name in REPLAY])
    return found.annotate(is_void=Q(voided__isnull=False), running=running).select_related(*PARTS).order_by(*REPLAY)


def explained_rows(profile: Profile, lines: Iterable[LogEntry], *, names_people: bool) -> list[Row]:
    """Write explained entries as plain values, with a notice where their author saw another total."""
    entries = list(lines)
    rows = entry_rows(profile, entries, names_people=names_people)
    return [{**row, **_sum_row(entry)} for row, entry in zip(rows, entries, strict=True)]


def _sum_row(entry: Any) -> Row:
    differs = entry.claimed_total is not None and not entry.is_void and entry.claimed_total != entry.running
    notice = None
    if differs:
        notice = (
            f"{entry.actor} saw {plain_sum(entry.claimed_total)} points after this entry; all that is known "
            f"adds up to {plain_sum(entry.running)}."
        )
    return {"running": plain_sum(entry.running), "contradiction": notice}
