"""Drafts become entries of a profile: their authors get streams, what refers to another entry gets its hash."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from lootlog.domain.drafts import Draft, Rejected
from lootlog.domain.entries import Entry, imported_author

Sealed = tuple[Draft, Entry]


def seal(profile: UUID, drafts: Sequence[Draft], known: Mapping[str, str]) -> tuple[list[Sealed], list[Rejected]]:
    """Turn the drafts of one profile into entries, in their order.

    The same drafts give the same entries in every import. `known` maps the origins of entries that the ledger holds to
    their hashes, for those that refer to entries of earlier files; `wanted_origins` tells which. A draft that refers to
    nothing known, or in a circle, is rejected.
    """
    authors = {source: imported_author(profile, source) for source in {draft.source for draft in drafts}}
    if not any(draft.refers_to for draft in drafts):
        return [(draft, _entry(profile, authors[draft.source], draft, "")) for draft in drafts], []
    waiting: dict[str, list[int]] = defaultdict(list)
    ready: deque[tuple[int, str]] = deque()
    for number, draft in enumerate(drafts):
        if draft.refers_to:
            waiting[draft.refers_to].append(number)
        else:
            ready.append((number, ""))
    for origin in known.keys() - {draft.origin for draft in drafts}:
        ready.extend((number, known[origin]) for number in waiting.pop(origin, ()))
    entries: dict[int, Entry] = {}
    while ready:
        number, reference = ready.popleft()
        draft = drafts[number]
        entries[number] = _entry(profile, authors[draft.source], draft, reference)
        ready.extend((follower, entries[number].hash) for follower in waiting.pop(draft.origin, ()))
    rejected = [_unknown(drafts[number]) for number in sorted(number for left in waiting.values() for number in left)]
    return [(drafts[number], entries[number]) for number in sorted(entries)], rejected


def wanted_origins(drafts: Iterable[Draft]) -> set[str]:
    """Return the origins that drafts refer to and that are not among them."""
    drafts = list(drafts)
    wanted = {draft.refers_to for draft in drafts if draft.refers_to}
    return wanted - {draft.origin for draft in drafts} if wanted else wanted


def _entry(profile: UUID, author: UUID, draft: Draft, reference: str) -> Entry:
    return Entry(
        profile, author, draft.sequence, "", draft.timestamp, draft.actor, draft.target, draft.delta,
        draft.claimed_total, draft.reason, draft.kind, reference, draft.origin,
    )  # fmt: skip


def _unknown(draft: Draft) -> Rejected:
    missing = f"It is about the entry “{draft.refers_to}”, which is neither in this file nor in the ledger."
    return Rejected(draft.place, missing, repr(draft))
