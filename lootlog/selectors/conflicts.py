"""What waits for an officer's word: what was set aside, and places with two histories."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from lootlog.domain.sealed import can_be_held
from lootlog.models import Fork, LogEntry, Profile, Quarantined
from lootlog.selectors.entries import with_parts
from lootlog.selectors.entry_rows import entry_rows

Row = dict[str, Any]
Place = tuple[int, int, str]
MOST_GROUPS = 20


def quarantined_of(profile: Profile, *, state: str = Quarantined.State.OPEN) -> QuerySet[Quarantined]:
    """Return what was set aside, in one state, the newest first."""
    rows = Quarantined.objects.filter(profile=profile, state=state)
    return rows.select_related("delivery__by", "decided_by").order_by("-pk")


def waiting_for(profile: Profile, cause: str) -> QuerySet[Quarantined]:
    """Return what was set aside for one reason and nobody has decided about."""
    return Quarantined.objects.filter(profile=profile, state=Quarantined.State.OPEN, reason=cause)


def waiting_groups(profile: Profile) -> list[Row]:
    """Count what waits by the reason for which it was set aside, the most first: {reason, count, entries}.

    `entries` counts those that are entries, which could be let in.
    """
    waiting = Quarantined.objects.filter(profile=profile, state=Quarantined.State.OPEN).order_by()
    groups = waiting.values("reason").annotate(count=Count("pk"), entries=Count("pk", filter=Q(entry__isnull=False)))
    return [dict(group) for group in groups.order_by("-count", "reason")[:MOST_GROUPS]]


def quarantined_rows(items: Iterable[Quarantined]) -> list[Row]:
    """Return what was set aside as plain values."""
    return [quarantined_row(item) for item in items]


def quarantined_row(item: Quarantined) -> Row:
    """Return one thing that was set aside as plain values."""
    delivery = item.delivery
    return {
        "id": item.pk, "place": item.place, "reason": item.reason, "state": item.state,
        "can_be_accepted": bool(item.entry and can_be_held(item.entry)), "entry": item.entry, "raw": item.raw,
        "received_at": delivery.received_at, "delivered_by": _name(delivery.by), "upload": delivery.upload_id,
        "decided_by": _name(item.decided_by), "decided_at": item.decided_at, "decision": item.decision,
    }  # fmt: skip


def forks_of(profile: Profile, *, is_open: bool = True) -> QuerySet[Fork]:
    """Return a ledger's forks, open or settled, the newest first."""
    forks = Fork.objects.filter(stream__profile=profile, resolved_at__isnull=is_open)
    return forks.select_related("stream", "resolved_by").order_by("-pk")


def fork_rows(profile: Profile, forks: Iterable[Fork]) -> list[Row]:
    """Return forks as plain values, each with its entries side by side; as many queries for one as for all."""
    forks = list(forks)
    wanted = {_place(fork) for fork in forks}
    found = _at(forks).order_by("position").values_list("pk", "stream_id", "sequence", "origin")
    places = {pk: (stream, sequence, "" if sequence else origin) for pk, stream, sequence, origin in found}
    entries: dict[Place, list[Row]] = defaultdict(list)
    shown = with_parts(profile, [pk for pk, place in places.items() if place in wanted])
    for row in entry_rows(profile, shown, names_people=True):
        entries[places[row["id"]]].append(row)
    return [_fork_row(fork, entries[_place(fork)]) for fork in forks]


def _place(fork: Fork) -> Place:
    return fork.stream_id, fork.sequence, fork.origin


def _at(forks: Iterable[Fork]) -> QuerySet[LogEntry]:
    """Return the entries at the places of forks, and at some others."""
    counted = Q(sequence__in={fork.sequence for fork in forks if fork.sequence})
    named = Q(sequence=0, origin__in={fork.origin for fork in forks if not fork.sequence})
    return LogEntry.objects.filter(counted | named, stream__in={fork.stream_id for fork in forks})


def _fork_row(fork: Fork, entries: list[Row]) -> Row:
    return {
        "id": fork.pk, "author": fork.stream.uuid, "author_label": fork.stream.label, "sequence": fork.sequence,
        "origin": fork.origin,
        "found_at": fork.found_at, "entries": entries, "resolved_at": fork.resolved_at,
        "resolved_by": _name(fork.resolved_by), "resolution": fork.resolution,
    }  # fmt: skip


def _name(user: Any) -> str | None:
    return user.get_username() if user else None
