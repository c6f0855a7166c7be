"""Peers of a ledger: who they are, how far they are, and whose turn it is."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from characters.domain.errors import Refused
from lootlog.domain.digests import Digest
from lootlog.domain.exchange.messages import Device
from lootlog.domain.turns import InLine, lined_up, moved_up
from lootlog.models import Peer, Profile

MOST_DEVICES = 20


@transaction.atomic
def meet(profile: Profile, device: Device, user: User, *, now: datetime) -> Peer:
    """Return the row of a device that spoke, which is made for a new one. The twenty last heard of somebody are kept.

    :raises Refused: when the device is somebody else's.
    """
    peer, is_new = Peer.objects.get_or_create(
        profile=profile, uuid=device.uuid,
        defaults={"label": _label(device, user), "owner": user, "first_seen_at": now, "last_seen_at": now},
    )  # fmt: skip
    if peer.owner_id not in (None, user.pk):
        raise Refused("This device belongs to somebody else. Delete its file of identity to begin as a new one.")
    if is_new:
        own = Peer.objects.filter(profile=profile, owner=user).order_by("-last_seen_at", "-pk")
        Peer.objects.filter(pk__in=list(own.values_list("pk", flat=True)[MOST_DEVICES:])).delete()
    peer.label, peer.owner, peer.last_seen_at = _label(device, user), user, now
    peer.save(update_fields=["label", "owner", "last_seen_at"])
    return peer


@transaction.atomic
def queue_up(peer: Peer, *, now: datetime) -> int:
    """Return how many are before a peer, which is put at the end of the line unless it stands there; 0: its turn."""
    peers = _profiles_peers(peer)
    line = lined_up(_line(peers), peer.pk, now)
    _store(line, peers, peer)
    return [place.key for place in line].index(peer.pk)


@transaction.atomic
def leave(peer: Peer, *, now: datetime) -> None:
    """End a peer's turn; the next one is served."""
    peers = _profiles_peers(peer)
    _store(moved_up(_line(peers), peer.pk, now), peers, peer)


def note_difference(peer: Peer, digest: Digest, *, lacks: int, has_more: int) -> None:
    """Keep what a peer holds and how much the two still miss of one another."""
    peer.digest, peer.lacks, peer.has_more = str(digest), max(0, lacks), max(0, has_more)
    peer.save(update_fields=["digest", "lacks", "has_more"])


def note_equal(peer: Peer, digest: Digest, *, now: datetime) -> None:
    """Keep that a peer holds what we hold, and end its turn."""
    peer.in_sync_at = now
    peer.save(update_fields=["in_sync_at"])
    note_difference(peer, digest, lacks=0, has_more=0)
    leave(peer, now=now)


def note_error(peer: Peer, error: str) -> None:
    """Keep why a peer's last message came to nothing, "" when it did not."""
    if peer.error != error[:300]:
        peer.error = error[:300]
        peer.save(update_fields=["error"])


def _label(device: Device, user: User) -> str:
    shown = "".join(letter for letter in device.label if letter.isprintable()).strip()
    return (shown or user.get_username())[:120]


def _profiles_peers(peer: Peer) -> list[Peer]:
    # All of them are locked, also those outside of the line: two who join at once must see one another.
    return list(Peer.objects.select_for_update().filter(profile=peer.profile_id).order_by("pk"))


def _line(peers: Sequence[Peer]) -> list[InLine]:
    waiting = sorted((peer.queue_place, peer.pk, peer) for peer in peers if peer.queue_place is not None)
    return [InLine(peer.pk, peer.last_seen_at, peer.turn_since) for _, _, peer in waiting]


def _store(line: Sequence[InLine], peers: Sequence[Peer], peer: Peer) -> None:
    places = {place.key: (number, place.turn_since) for number, place in enumerate(line)}
    changed = []
    for other in peers:
        place, since = places.get(other.pk, (None, None))
        if (other.queue_place, other.turn_since) != (place, since):
            other.queue_place, other.turn_since = place, since
            changed.append(other)
    Peer.objects.bulk_update(changed, ["queue_place", "turn_since"])
    peer.queue_place, peer.turn_since = places.get(peer.pk, (None, None))
