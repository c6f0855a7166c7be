"""The peers of a profile, for pages and programs."""

from typing import Any

from django.db.models import F, QuerySet

from lootlog.models import Peer, Profile


def peers_of(profile: Profile) -> QuerySet[Peer]:
    """Return a profile's peers: those in line by their place, then those last heard of first."""
    found = Peer.objects.filter(profile=profile).select_related("owner")
    return found.order_by(F("queue_place").asc(nulls_last=True), "-last_seen_at", "pk")


def peer_row(peer: Peer) -> dict[str, Any]:
    """Return a peer as plain values.

    `lacks` are the entries that it missed and `has_more` those that it had more when it was last heard; `queue_place`
    is 0 while it is being served, and null when it is not in line.
    """
    return {
        "uuid": str(peer.uuid),
        "name": peer.label,
        "owner": peer.owner.get_username() if peer.owner else None,
        "first_seen_at": peer.first_seen_at,
        "last_seen_at": peer.last_seen_at,
        "in_sync_at": peer.in_sync_at,
        "digest": peer.digest or None,
        "lacks": peer.lacks,
        "has_more": peer.has_more,
        "queue_place": peer.queue_place,
        "error": peer.error,
    }


def line_of(profile: Profile) -> QuerySet[Peer]:
    """Return those who are being served or wait, in the order of their turns."""
    return Peer.objects.filter(profile=profile, queue_place__isnull=False).order_by("queue_place", "pk")
