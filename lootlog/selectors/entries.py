"""Entries of a profile as lists: what is new since a position, and what people look for."""

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from lootlog.domain.moments import moment
from lootlog.models import LogEntry, Profile
from lootlog.selectors.entry_filters import LARGEST, condition_of, whole_number
from lootlog.selectors.void import with_void

COUNTED_AT_MOST = 10_000
# What stands beside an entry when it is written as a row.
PARTS = ("stream", "delivery__by")


def entries_of(profile: Profile, wanted: Mapping[str, str]) -> QuerySet[LogEntry]:
    """Return the profile's entries that `wanted` asks for, with `is_void`; unknown names in it are not looked at.

    Keys: target (id, or part of a name), actor (part of a name), kind, from, to (dates or moments), search (part of
    the reason), counting (yes: what makes up the sums; no: what was taken out).
    :raises Refused: for a value that is none of those.
    """
    found = with_void(LogEntry.objects.filter(condition_of(profile, wanted), profile=profile))
    return found.select_related(*PARTS)


def arrived_after(entries: QuerySet[LogEntry], position: int) -> QuerySet[LogEntry]:
    """Return the entries behind a position, in the order in which they came."""
    return entries.filter(position__gt=position).order_by("position")


def newest_first(entries: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
    """Return entries by the time at which they happened, newest first."""
    return entries.order_by("-happened_at", "-position")


def older_than(entries: QuerySet[LogEntry], place: str) -> QuerySet[LogEntry]:
    """Return what follows a place in a list that is newest first; `place` is what `place_of` gave.

    :raises Refused: when it is no such place.
    """
    moment_part, _, position = place.partition("_")
    at = moment(moment_part, "before", ends_day=False)
    number = whole_number(position, "before")
    # The first condition alone says where the index begins; the second leaves out who shares the second.
    return newest_first(entries).filter(happened_at__lte=at).exclude(happened_at=at, position__gte=number)


def place_of(entry: LogEntry) -> str:
    """Name an entry's place in a list that is newest first."""
    return f"{entry.happened_at:%Y-%m-%dT%H:%M:%SZ}_{entry.position}"


def bounded_count(profile: Profile, entries: QuerySet[LogEntry], *, is_filtered: bool) -> int | None:
    """Count entries as far as that is cheap: None beyond ten thousand that had to be looked for."""
    if not is_filtered:
        return profile.last_position
    count = entries.order_by()[: COUNTED_AT_MOST + 1].count()
    return count if count <= COUNTED_AT_MOST else None


def find_entry(profile: Profile, name: str) -> LogEntry | None:
    """Return the entry with an id or a hash, None when the profile has none."""
    found = with_void(LogEntry.objects.filter(profile=profile)).select_related(*PARTS)
    if len(name) == 64:
        return found.filter(hash=name.lower()).first()
    if name.isascii() and name.isdigit() and int(name) <= LARGEST:
        return found.filter(pk=int(name)).first()
    return None


def with_parts(profile: Profile, ids: Iterable[int]) -> list[LogEntry]:
    """Return entries by their ids as `entry_rows` needs them, in the order in which they came."""
    found = with_void(LogEntry.objects.filter(profile=profile, pk__in=list(ids)))
    return list(found.select_related(*PARTS).order_by("position"))


def about_entry(profile: Profile, entry: LogEntry) -> list[LogEntry]:
    """Return the voids and amendments about an entry, in the order in which they came."""
    return list(LogEntry.objects.filter(profile=profile, reference=entry.hash).order_by("position"))
