"""How fresh a guild's characters are, section by section, and what keeps them from being fresher, by cause."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from characters.models import Guild, Payload, SyncRun, SyncStep
from characters.selectors.freshness import SHOWN_SECTIONS, is_failure
from characters.selectors.tracking import tracked_members

AN_HOUR, A_DAY = timedelta(hours=1, minutes=15), timedelta(days=1)
NAMES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class SectionHealth:
    """One section over all synced characters of a guild: how many were fetched when, and how many fail now."""

    section: str
    within_the_hour: int
    within_the_day: int
    older: int
    never: int
    failing: int


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause of failures in one section: how many characters it concerns, some of their names, and an example."""

    section: str
    error_kind: str
    count: int
    names: tuple[str, ...]
    example: str


def section_health(guild: Guild, *, now: datetime) -> list[SectionHealth]:
    """Count the sections of a guild's synced characters by age, in two queries."""
    total = tracked_members(guild).count()
    fetched = Q(fetched_at__isnull=False)
    rows = (
        _payloads(guild)
        .values("section")
        .order_by("section")
        .annotate(
            known=Count("pk", filter=fetched),
            hour=Count("pk", filter=Q(fetched_at__gte=now - AN_HOUR)),
            day=Count("pk", filter=Q(fetched_at__gte=now - A_DAY)),
            failing=Count("pk", filter=~Q(error_kind="")),
        )
    )
    found: dict[str, Mapping[str, Any]] = {row["section"]: row for row in rows}
    return [_health(section.value, found.get(section.value, {}), total) for section in SHOWN_SECTIONS]


def _health(section: str, row: Mapping[str, Any], total: int) -> SectionHealth:
    known, hour, day = row.get("known", 0), row.get("hour", 0), row.get("day", 0)
    return SectionHealth(
        section=section,
        within_the_hour=hour,
        within_the_day=day - hour,
        older=known - day,
        never=total - known,
        failing=row.get("failing", 0),
    )


def failure_causes(guild: Guild) -> list[Cause]:
    """Group the present failures of a guild's characters by section and kind, the most frequent first, in one query."""
    failing = _payloads(guild).exclude(error_kind="").order_by("section", "error_kind", "character__name", "pk")
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for section, kind, name, error in failing.values_list("section", "error_kind", "character__name", "error"):
        if is_failure(section, kind):
            groups.setdefault((section, kind), []).append((name, error))
    causes = [_cause(section, kind, members) for (section, kind), members in groups.items()]
    return sorted(causes, key=lambda cause: (-cause.count, cause.section, cause.error_kind))


def _cause(section: str, kind: str, members: list[tuple[str, str]]) -> Cause:
    names = tuple(name for name, _ in members[:NAMES_SHOWN])
    return Cause(section, kind, len(members), names, members[0][1])


def failed_steps(run: SyncRun, limit: int = 50) -> Iterable[SyncStep]:
    """Return the steps of a run that no worker could do, each with its character."""
    steps = SyncStep.objects.filter(run=run, status=SyncStep.Status.FAILED).select_related("character__realm")
    return steps.order_by("-finished_at", "-pk")[:limit]


def _payloads(guild: Guild) -> QuerySet[Payload]:
    members = tracked_members(guild).order_by().values("character_id")
    return Payload.objects.filter(character__in=members, section__in=SHOWN_SECTIONS)
