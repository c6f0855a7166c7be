"""The state of a profile in a line: how many entries, their digest, and how many devices hold the same."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Count, Min

from lootlog.domain.digests import WEEK_S
from lootlog.models import Delivery, LogEntry, Peer, Profile, WeekBalance
from lootlog.selectors.digests import ledger_digest
from lootlog.selectors.peers import peers_of


@dataclass(frozen=True)
class SyncState:
    """How many entries a profile has, the sum of their hashes, and how many of its peers held just those.

    Equal digests mean equal entries: a peer is equal only while its last digest is today's.
    """

    entries: int
    digest: str
    peers: int
    equal: int


def sync_state(profile: Profile) -> SyncState:
    """Return the state of a profile, in three queries; entries that nobody has folded yet are added up."""
    root = ledger_digest(profile).root
    held = list(Peer.objects.filter(profile=profile).values_list("digest", flat=True))
    return SyncState(root.count, f"{root.total:064x}", len(held), held.count(str(root)))


@dataclass(frozen=True)
class Device:
    """A peer, and whether what it held when last heard is what is held here now."""

    peer: Peer
    is_equal: bool


def devices(profile: Profile, state: SyncState) -> list[Device]:
    """List a profile's peers: those in line by their place, then those last heard of first."""
    held = f"{state.entries}:{state.digest}"
    return [Device(peer, peer.digest == held) for peer in peers_of(profile)]


def recent_deliveries(profile: Profile, count: int) -> list[tuple[Delivery, int]]:
    """List the newest arrivals of entries from anywhere, each with how many are new here; two queries."""
    newest = list(profile.deliveries.select_related("by", "upload").order_by("-received_at", "-pk")[:count])
    entries = LogEntry.objects.filter(delivery__in=newest).order_by().values_list("delivery")
    counts = dict(entries.annotate(number=Count("pk")))
    return [(delivery, counts.get(delivery.pk, 0)) for delivery in newest]


def first_day(profile: Profile) -> date | None:
    """Return the day on which the profile's first week with points begins, None for an empty profile."""
    week = WeekBalance.objects.filter(profile=profile).aggregate(first=Min("week"))["first"]
    return None if week is None else datetime.fromtimestamp(week * WEEK_S, UTC).date()
