"""What everybody would hold if entries joined a ledger."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from lootlog.domain.amounts import ZERO
from lootlog.domain.entries import Entry, Kind
from lootlog.domain.names import target_key
from lootlog.domain.replay import abouts, void_hashes
from lootlog.models import LogEntry, Profile, Target, Voided
from lootlog.selectors.standings import points_by_target

BATCH = 2_000


def forecast(profile: Profile, new: Sequence[Entry], home_realm: str) -> dict[str, Decimal]:
    """Add up, by key of the target, what the ledger says now and what entries that it lacks would change.

    Counts voids in both directions: of what is held by what is new, and of what is new by what came before it. The
    profile may be one that is yet to be made.
    """
    is_made = profile.pk is not None
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO, held_by_key(profile) if is_made else {})
    about = _about(profile) if is_made else []
    about += [(entry.hash, entry.kind, entry.reference) for entry in new if entry.reference]
    void = void_hashes(*abouts(about))
    keys: dict[str, str] = {}
    for entry in new:
        if entry.hash not in void:
            key = keys.get(entry.target) or keys.setdefault(entry.target, target_key(entry.target, home_realm))
            sums[key] += entry.delta
    if about and is_made:
        before = set(Voided.objects.filter(entry__profile=profile).values_list("entry__hash", flat=True))
        for key, delta in _deltas(profile, void - before):
            sums[key] -= delta
        for key, delta in _deltas(profile, before - void):
            sums[key] += delta
    return dict(sums)


def held_by_key(profile: Profile) -> dict[str, Decimal]:
    """Return what everybody holds now, by key of the target."""
    sums = points_by_target(profile)
    keys = dict(Target.objects.filter(profile=profile).values_list("pk", "key"))
    return {keys[target]: points for target, points in sums.items()}


def _about(profile: Profile) -> list[tuple[str, str, str]]:
    about = LogEntry.objects.filter(profile=profile).exclude(kind=Kind.POINTS.value).order_by()
    return list(about.values_list("hash", "kind", "reference"))


def void_among(profile: Profile, hashes: Iterable[str]) -> set[str]:
    """Find which of the entries the ledger holds and does not count."""
    found: set[str] = set()
    for part in _batches(hashes):
        rows = Voided.objects.filter(entry__profile=profile, entry__hash__in=part)
        found.update(rows.values_list("entry__hash", flat=True))
    return found


def _deltas(profile: Profile, hashes: set[str]) -> Iterable[tuple[str, Decimal]]:
    for part in _batches(hashes):
        rows = LogEntry.objects.filter(profile=profile, hash__in=part)
        yield from rows.values_list("target__key", "delta")


def _batches(hashes: Iterable[str]) -> Iterator[list[str]]:
    wanted = sorted(hashes)
    for start in range(0, len(wanted), BATCH):
        yield wanted[start : start + BATCH]
