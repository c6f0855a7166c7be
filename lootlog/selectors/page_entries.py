"""What pages tell of entries beyond their rows: why one does not count, and what came along with it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, QuerySet

from lootlog.domain.entries import Kind
from lootlog.models import Delivery, LogEntry, Profile
from lootlog.selectors.entries import PARTS
from lootlog.selectors.entry_rows import Row, brief_row
from lootlog.selectors.void import with_void


def with_causes(profile: Profile, rows: Sequence[Row]) -> list[Row]:
    """Add to entries' rows the voids or else the amendments that hold against each: {..., causes: rows}.

    An amendment falls with the entry in whose place it stood, whose voids are its causes then. One query, and two more
    for each such step.
    """
    causes: dict[str, list[Row]] = {}
    looked_at = {row["hash"]: row["hash"] for row in rows if row["is_void"]}
    while looked_at:
        holding = _holding(profile, set(looked_at.values()))
        taken_out = {name: voids for name, at in looked_at.items() if (voids := holding[Kind.VOID, at])}
        causes |= {name: holding[Kind.AMEND, name] for name, at in looked_at.items() if name == at} | taken_out
        rest = {name: at for name, at in looked_at.items() if name not in taken_out}
        amended = LogEntry.objects.filter(profile=profile, hash__in=rest.values(), kind=Kind.AMEND.value)
        above = dict(amended.values_list("hash", "reference")) if rest else {}
        looked_at = {name: above[at] for name, at in rest.items() if at in above}
    return [{**row, "causes": causes.get(row["hash"], [])} for row in rows]


def _holding(profile: Profile, names: Iterable[str]) -> dict[tuple[str, str], list[Row]]:
    """Return the voids and amendments that hold against entries, by kind and by the hash of the entry."""
    voids = LogEntry.objects.filter(profile=profile, kind=Kind.VOID.value, voided__isnull=True)
    is_taken_out = Exists(voids.filter(reference=OuterRef("hash")))
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for entry in _about(profile, names).exclude(is_taken_out):
        found[entry.kind, entry.reference].append(brief_row(entry))
    return found


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
