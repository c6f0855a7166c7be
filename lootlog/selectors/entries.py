"""Entries of a profile as lists: what is new since a position, and what people look for."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from characters.domain.errors import Refused
from lootlog.domain.amounts import plain
from lootlog.domain.entries import Kind
from lootlog.domain.moments import moment
from lootlog.domain.names import target_key
from lootlog.models import LogEntry, Profile, Stream
from lootlog.selectors.void import with_void

Row = dict[str, Any]
FILTERS = ("target", "actor", "kind", "from", "to", "search", "counting")
COLUMNS = (
    "id", "position", "happened_at", "target", "delta", "reason", "actor", "kind", "is_void", "claimed_total", "hash",
    "author", "author_label", "author_source", "sequence", "previous", "reference", "origin", "target_id",
    "delivery_channel", "delivery_by", "delivery_received_at", "delivery_upload", "delivery_note",
)  # fmt: skip
POINTS = ("delta", "claimed_total", "running", "points")
LARGEST = 2**63 - 1
COUNTED_AT_MOST = 10_000
A_DEVICE = "a device"
PARTS = ("stream", "delivery__by")


def entries_of(profile: Profile, wanted: Mapping[str, str]) -> QuerySet[LogEntry]:
    """Return the profile's entries that `wanted` asks for, with `is_void`; unknown names in it are not looked at.

    Keys: target (id, or part of a name), actor (part of a name), kind, from, to (dates or moments), search (part of
    the reason), counting (yes: what makes up the sums; no: what was taken out).
    :raises Refused: for a value that is none of those.
    """
    found = with_void(LogEntry.objects.filter(_condition(profile, wanted), profile=profile))
    return found.select_related(*PARTS)


def asked_for(wanted: Mapping[str, str]) -> bool:
    """Tell whether `wanted` leaves any entry out."""
    return any(_text(wanted, name) for name in FILTERS)


def _condition(profile: Profile, wanted: Mapping[str, str]) -> Q:
    condition = Q()
    if target := _text(wanted, "target"):
        condition &= _about(profile, target)
    if actor := _text(wanted, "actor"):
        condition &= Q(actor__icontains=actor)
    if kind := _text(wanted, "kind"):
        condition &= Q(kind=_one_of("kind", kind, [kind.value for kind in Kind]))
    if start := _text(wanted, "from"):
        condition &= Q(happened_at__gte=moment(start, "from", ends_day=False))
    if end := _text(wanted, "to"):
        condition &= Q(happened_at__lte=moment(end, "to", ends_day=True))
    if search := _text(wanted, "search"):
        condition &= Q(reason__icontains=search)
    if counting := _text(wanted, "counting"):
        counts = _one_of("counting", counting, ["yes", "no"]) == "yes"
        condition &= Q(voided__isnull=True) & ~Q(kind=Kind.VOID.value) if counts else Q(voided__isnull=False)
    return condition


def _about(profile: Profile, target: str) -> Q:
    if target.isascii() and target.isdigit():
        return Q(target=whole_number(target, "target"))
    key = target_key(target, profile.guild.realm.slug)
    return Q(target__in=profile.targets.filter(Q(key=key) | Q(label__icontains=target)).values("pk"))


def whole_number(text: str, what: str, *, most: int = LARGEST) -> int:
    """Read a whole number from 0 to `most`.

    :raises Refused: when it is none.
    """
    if text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST)) and int(text) <= most:
        return int(text)
    raise Refused(f"{what}: “{text:.40}” is no whole number from 0 to {most}.")


def _one_of(what: str, word: str, known: Iterable[str]) -> str:
    if word.lower() in known:
        return word.lower()
    raise Refused(f"{what}: there is no “{word:.40}”. Use one of: {', '.join(known)}.")


def _text(wanted: Mapping[str, str], name: str) -> str:
    return str(wanted.get(name) or "").replace("\0", "").strip()


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


def entry_rows(profile: Profile, entries: Iterable[LogEntry], *, names_people: bool) -> list[Row]:
    """Write entries as plain values, with what they are about, in one query more.

    `names_people` says whether the accounts, devices and files that brought them are named.
    """
    rows = list(entries)
    about = {row.reference for row in rows if row.reference}
    found = LogEntry.objects.filter(profile=profile, hash__in=about) if about else LogEntry.objects.none()
    known = {entry.hash: entry for entry in found}
    return [entry_row(row, known.get(row.reference), names_people=names_people) for row in rows]


def entry_row(entry: LogEntry, about: LogEntry | None, *, names_people: bool) -> Row:
    """Write an entry as plain values; stream, delivery and `is_void` come with it."""
    return {
        **brief_row(entry),
        "target_id": entry.target_id,
        "claimed_total": None if entry.claimed_total is None else plain(entry.claimed_total),
        "is_void": entry.is_void,  # type: ignore[attr-defined]
        "author": str(entry.stream.uuid),
        "author_label": _author_label(entry, names_people=names_people),
        "author_source": entry.stream.source,
        "sequence": entry.sequence,
        "previous": entry.previous,
        "reference": entry.reference,
        "origin": entry.origin,
        "refers_to": brief_row(about) if about is not None else None,
        "delivery": _delivery_row(entry, names_people=names_people),
    }


def _author_label(entry: LogEntry, *, names_people: bool) -> str:
    """Name an author's stream; a device has the name that its owner gave it."""
    return entry.stream.label if names_people or entry.stream.source != Stream.Source.PEER else A_DEVICE


def brief_row(entry: LogEntry) -> Row:
    """Write what an entry says, without whence it comes."""
    return {
        "id": entry.pk,
        "position": entry.position,
        "hash": entry.hash,
        "kind": entry.kind,
        "happened_at": entry.happened_at,
        "target": entry.target_name,
        "delta": plain(entry.delta),
        "reason": entry.reason,
        "actor": entry.actor,
    }


def _delivery_row(entry: LogEntry, *, names_people: bool) -> Row:
    delivery = entry.delivery
    by = delivery.by.get_username() if names_people and delivery.by else None
    return {
        "id": delivery.pk, "channel": delivery.channel, "by": by, "received_at": delivery.received_at,
        "upload": delivery.upload_id, "note": delivery.note if names_people else "",
    }  # fmt: skip


def flat_row(row: Row) -> Row:
    """Write an entry's row for a table, points as numbers."""
    delivery = row["delivery"]
    more = {f"delivery_{name}": delivery[name] for name in ("channel", "by", "received_at", "upload", "note")}
    flat = {name: value for name, value in with_numbers(row).items() if name not in ("delivery", "refers_to")}
    return {**flat, **more}


def with_numbers(row: Row) -> Row:
    """Turn the points of a row into numbers, which a table may hold without taking a minus for a formula."""
    return {name: Decimal(value) if name in POINTS and value is not None else value for name, value in row.items()}
