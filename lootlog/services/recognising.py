"""Finding in a ledger what a file says was exported from it."""

from collections.abc import Sequence, Set

from lootlog.domain.drafts import HASH_BEGINS, Draft
from lootlog.domain.returning import Recognised, Told, beginnings, recognised
from lootlog.models import LogEntry, Profile

CHUNK = 2_000


def recognise_exported(profile: Profile | None, drafts: Sequence[Draft]) -> Recognised:
    """Find the drafts that were exported from the profile; one query, and none where no draft says that it was."""
    wanted = beginnings(drafts)
    if profile is None or not wanted:
        return Recognised(others=list(drafts))
    return recognised(profile.uuid, drafts, _held(profile, wanted), profile.guild.realm.slug)


def _held(profile: Profile, wanted: Set[str]) -> dict[str, Told]:
    """Return the profile's entries by the beginnings of their hashes, those that are asked for."""
    rows = LogEntry.objects.filter(profile=profile).order_by()
    columns = rows.values_list("hash", "happened_at", "target__key", "delta").iterator(chunk_size=CHUNK)
    return {
        name[:HASH_BEGINS]: Told(name, int(at.timestamp()), target, delta)
        for name, at, target, delta in columns
        if name[:HASH_BEGINS] in wanted
    }
