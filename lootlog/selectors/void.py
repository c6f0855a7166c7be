"""Which entries count."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from lootlog.models import LogEntry, Profile, Voided


def with_void(entries: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
    """Annotate entries with `is_void`."""
    return entries.annotate(is_void=Exists(Voided.objects.filter(entry=OuterRef("pk"))))


def counting(profile: Profile, ids: Collection[int]) -> list[int]:
    """Return the ids of those entries that count."""
    rows = LogEntry.objects.filter(profile=profile, pk__in=ids, voided__isnull=True)
    return list(rows.order_by("pk").values_list("pk", flat=True))
