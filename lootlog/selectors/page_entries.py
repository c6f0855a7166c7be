"""What pages tell of entries beyond their rows: why one does not count, and what came along with it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from lootlog.domain.entries import Kind
from lootlog.models import Delivery, LogEntry, Profile
from lootlog.selectors.entries import PARTS
from lootlog.selectors.entry_rows import Row, brief_row
from lootlog.selectors.void import with_void


def with_causes(profile: Profile, rows: Sequence[Row]) -> list[Row]:
    """Add to entries' rows the voids and amendments that count against each: {..., causes: rows}; one query."""
    void = [row["hash"] for row in rows if row["is_void"]]
    causes: dict[str, list[Row]] = defaultdict(list)
    for entry in _about(profile, void).filter(voided__isnull=True) if void else ():
        causes[entry.reference].append(brief_row(entry))
    return [{**row, "causes": causes[row["hash"]]} for row in rows]


def referring(profile: Profile, name: str) -> list[Row]:
    """List the voids and amendments about an entry, whether they count or not, in the order in which they came."""
    found = with_void(_about(profile, [name])).order_by("position")
    return [{**brief_row(entry), "is_void": entry.is_void} for entry in found]  # type: ignore[attr-defined]


def _about(profile: Profile, names: Iterable[str]) -> QuerySet[LogEntry]:
    about = LogEntry.objects.filter(profile=profile, reference__in=list(names))
    return about.exclude(kind=Kind.POINTS.value).order_by("position")


def delivery_of(profile: Profile, pk: int) -> Delivery | None:
    """Return one arrival of entries in the profile, None where it has none of this id."""
    return profile.deliveries.select_related("by", "upload").filter(pk=pk).first()


def delivered(delivery: Delivery) -> QuerySet[LogEntry]:
    """Return the entries that arrived together, in the order in which they came."""
    return with_void(delivery.entries.order_by("position")).select_related(*PARTS)


def still_counting(delivery: Delivery) -> QuerySet[LogEntry]:
    """Return those of the entries that arrived together that count, in the order in which they came."""
    return delivery.entries.filter(voided__isnull=True).order_by("position")


def neighbours(entry: LogEntry) -> tuple[str, str]:
    """Return the hashes of its author's entries before and after it, "" where there is none here."""
    if not entry.sequence:
        return "", ""
    own = LogEntry.objects.filter(stream=entry.stream)
    before = own.filter(hash=entry.previous).values_list("hash", flat=True).first() if entry.previous else None
    after = own.filter(previous=entry.hash).order_by("pk").values_list("hash", flat=True).first()
    return before or "", after or ""
