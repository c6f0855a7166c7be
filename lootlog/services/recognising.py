"""What was exported from a ledger and comes back: known already, however the format had to write it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from lootlog.domain.drafts import HASH_BEGINS, Draft, Rejected
from lootlog.domain.imports.rows import raw_of
from lootlog.domain.merging import Incoming
from lootlog.domain.names import target_key
from lootlog.domain.sealing import seal
from lootlog.models import LogEntry, Profile

CHUNK = 2_000
CHANGED = "It was exported from this ledger and was changed afterwards. Amend the entry here instead."


@dataclass
class Recognised:
    """Drafts that came back known or changed, and those that are none of the ledger's."""

    others: list[Draft] = field(default_factory=list)
    known: list[Incoming] = field(default_factory=list)
    changed: list[Rejected] = field(default_factory=list)


class _Held(NamedTuple):
    """What of an entry a file may tell."""

    hash: str
    at: int
    target: str
    delta: Decimal


def recognise_exported(profile: Profile | None, drafts: Sequence[Draft]) -> Recognised:
    """Find the drafts that were exported from the profile; one query, and none where no draft says that it was."""
    held = _held(profile, {draft.exported_from[:HASH_BEGINS] for draft in drafts} - {""}) if profile else {}
    if profile is None or not held:
        return Recognised(others=list(drafts))
    found, home = Recognised(), profile.guild.realm.slug
    for draft in drafts:
        name, _, part = draft.exported_from.partition("-")
        entry = held.get(name[:HASH_BEGINS]) if name else None
        if entry is None or not entry.hash.startswith(name):
            found.others.append(draft)
        elif part or (draft.timestamp, target_key(draft.target, home), draft.delta) == entry[1:]:
            found.known.append(_known(profile, draft, entry.hash))
        else:
            found.changed.append(Rejected(draft.place, CHANGED, raw_of(repr(draft))))
    return found


def _known(profile: Profile, draft: Draft, name: str) -> Incoming:
    """Show a draft as the entry that the ledger holds."""
    [(_, entry)] = seal(profile.uuid, [draft], {})[0]
    entry.__dict__["hash"] = name
    return Incoming(draft.place, entry)


def _held(profile: Profile, beginnings: Iterable[str]) -> dict[str, _Held]:
    """Return the profile's entries by the beginnings of their hashes, those that are asked for."""
    wanted = set(beginnings)
    if not wanted:
        return {}
    rows = LogEntry.objects.filter(profile=profile).order_by()
    columns = rows.values_list("hash", "happened_at", "target__key", "delta").iterator(chunk_size=CHUNK)
    return {
        name[:HASH_BEGINS]: _Held(name, int(at.timestamp()), target, delta)
        for name, at, target, delta in columns
        if name[:HASH_BEGINS] in wanted
    }
