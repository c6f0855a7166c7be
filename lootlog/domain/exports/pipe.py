"""Entries as the addon's text lines, for reading and for programs that know the first generation's format.

Only what counts is written, and the total after each entry is worked out anew: a program that adds up the deltas and
one that believes the last total come to the same points, ours.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal

from lootlog.domain.amounts import ZERO, plain
from lootlog.domain.drafts import HASH_BEGINS
from lootlog.domain.entries import Entry, Kind
from lootlog.domain.imports.pipe import HEADER, escaped
from lootlog.domain.names import target_key


def pipe_lines(name: str, entries: Iterable[Entry], void: Collection[str], *, home_realm: str = "") -> Iterator[str]:
    """Write a header and a line an entry. `name` is the profile's; `entries` come in the order of replay."""
    yield f"{HEADER}\n"
    totals: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for entry in entries:
        if entry.hash in void or entry.kind is Kind.VOID:
            continue
        key = target_key(entry.target, home_realm)
        totals[key] += entry.delta
        yield f"{pipe_line(entry, name, totals[key])}\n"


def pipe_line(entry: Entry, name: str, total: Decimal) -> str:
    """Write the line of an entry. Its id is the beginning of its hash as a number, the same in every export.

    Ids are numbers in that format, and exact ones in Lua up to 53 bits.
    """
    texts = (entry.actor, entry.target, plain(entry.delta), plain(total), entry.reason, name)
    number = int(entry.hash[:HASH_BEGINS], 16) or 1
    return "|".join((str(number), str(entry.timestamp), *map(escaped, texts)))
