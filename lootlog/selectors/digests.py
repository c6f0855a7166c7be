"""A ledger's tree of digests, and the hashes and entries below it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from lootlog.domain.digests import DEEPEST, Digest, buckets, digest_of
from lootlog.domain.entries import Entry
from lootlog.domain.exchange.messages import Node
from lootlog.domain.exchange.shelf import HashTable, total
from lootlog.models import LogEntry, Profile, WeekDigest
from lootlog.selectors.standings import entry_of
from lootlog.selectors.weeks import in_weeks

# Up to so many nodes their hashes are looked up one by one; beyond it, reading the weeks whole is quicker.
FEW_NODES = 64


@dataclass(frozen=True)
class LedgerDigest:
    """The digests of a profile's weeks, as they were when its newest entry stood at `position`."""

    weeks: dict[int, Digest]
    position: int

    @property
    def root(self) -> Digest:
        """The digest of all entries."""
        return total(self.weeks.values())


def ledger_digest(profile: Profile) -> LedgerDigest:
    """Add up the digests of a profile's weeks: what is stored, and the entries that came since. Two queries."""
    weeks: dict[int, Digest] = {}
    position = 0
    # One statement, so that the rows and the position up to which they count are of one moment.
    stored = WeekDigest.objects.filter(profile=profile).order_by("week")
    for week, count, text, digested in stored.values_list("week", "count", "total", "profile__digested_position"):
        weeks[week], position = Digest(count, int(text, 16)), digested
    since, newest = digests_since(profile, position)
    for week, digest in since.items():
        weeks[week] = weeks.get(week, Digest()) + digest
    return LedgerDigest(weeks, newest)


def digests_since(profile: Profile, position: int) -> tuple[dict[int, Digest], int]:
    """Return the digests by week of the entries behind a position, and the position of the last of them."""
    names = defaultdict(list)
    rows = LogEntry.objects.filter(profile=profile, position__gt=position).order_by("position")
    for week, name, place in rows.values_list("week", "hash", "position").iterator():
        names[week].append(name)
        position = place
    return {week: digest_of(found) for week, found in names.items()}, position


def hashes_in(profile: Profile, nodes: Sequence[Node]) -> HashTable:
    """Return a table that holds all hashes in these nodes, in one query."""
    table = HashTable()
    rows = LogEntry.objects.filter(_of_nodes(nodes), profile=profile).order_by()
    for week, name in rows.values_list("week", "hash").iterator():
        table.add(week, name)
    return table


def all_hashes(profile: Profile) -> HashTable:
    """Return a table of all of a profile's hashes, as if they were of the week 0."""
    table = HashTable()
    for name in LogEntry.objects.filter(profile=profile).order_by().values_list("hash", flat=True).iterator():
        table.add(0, name)
    return table


def entries_with(profile: Profile, names: Collection[str]) -> list[Entry]:
    """Return the entries that have these hashes, in the order in which they came here."""
    rows = LogEntry.objects.filter(profile=profile, hash__in=names).select_related("stream").order_by("position")
    return [entry_of(row, profile.uuid, row.stream.uuid) for row in rows]


def bucket_digests(profile: Profile, week: int, bits: int) -> dict[int, Digest]:
    """Return the digests of those buckets of a week that hold any entries."""
    return buckets(LogEntry.objects.filter(in_weeks([week]), profile=profile).values_list("hash", flat=True), bits)


def hashes_of(profile: Profile, node: Node) -> list[str]:
    """Return the hashes in a node, in their order."""
    return hashes_in(profile, [node]).within(node)


def _of_nodes(nodes: Sequence[Node]) -> Q:
    wanted = in_weeks({node.week for node in nodes})
    if len(nodes) > FEW_NODES:
        return wanted
    within = Q()
    for node in nodes:
        room = DEEPEST - node.bits
        low, high = node.bucket << room, ((node.bucket + 1) << room) - 1
        within |= Q(week=node.week, hash__gte=f"{low:04x}", hash__lt=f"{high:04x}g")
    return wanted & within
