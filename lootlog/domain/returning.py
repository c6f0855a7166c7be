"""What was exported from a ledger and comes back: known already, however the format had to write it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from lootlog.domain.drafts import HASH_BEGINS, Draft, Rejected
from lootlog.domain.imports.rows import raw_of
from lootlog.domain.merging import Incoming
from lootlog.domain.names import profile_key, target_key
from lootlog.domain.sealing import seal

CHANGED = "It was exported from this ledger and was changed afterwards. Amend the entry here instead."
# Taken from the file it would be another entry, and both would count once the one that it was made of came.
MISSING = (
    "It was exported from a copy of this ledger, and its entry has not come here. Sync the device that holds it, or "
    "import a bundle of that copy."
)


class Told(NamedTuple):
    """What a file may tell of an entry that the ledger holds."""

    hash: str
    at: int
    target: str
    delta: Decimal


@dataclass
class Recognised:
    """Drafts that came back known, those that may not, and those that are none of the ledger's."""

    others: list[Draft] = field(default_factory=list)
    known: list[Incoming] = field(default_factory=list)
    refused: list[Rejected] = field(default_factory=list)


def beginnings(drafts: Iterable[Draft]) -> set[str]:
    """Return how the hashes begin of which drafts say that they were exported from them."""
    return {draft.exported_from[:HASH_BEGINS] for draft in drafts} - {""}


def recognised(profile: UUID, drafts: Sequence[Draft], held: Mapping[str, Told], home_realm: str) -> Recognised:
    """Sort drafts by whether the ledger knows them. `held` has its entries by the beginnings of their hashes."""
    found, ours = Recognised(), profile_key(profile)
    for draft in drafts:
        name, _, part = draft.exported_from.partition("-")
        entry = held.get(name[:HASH_BEGINS]) if name else None
        if entry is None or not entry.hash.startswith(name):
            if name and draft.profile == ours:
                found.refused.append(Rejected(draft.place, MISSING, raw_of(repr(draft))))
            else:
                found.others.append(draft)
        elif part or (draft.timestamp, target_key(draft.target, home_realm), draft.delta) == entry[1:]:
            found.known.append(_known(profile, draft, entry.hash))
        else:
            found.refused.append(Rejected(draft.place, CHANGED, raw_of(repr(draft))))
    return found


def _known(profile: UUID, draft: Draft, name: str) -> Incoming:
    """Show a draft as the entry that the ledger holds."""
    [(_, entry)] = seal(profile, [draft], {})[0]
    entry.__dict__["hash"] = name
    return Incoming(draft.place, entry)
