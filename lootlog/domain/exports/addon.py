"""Entries as the file in which the game keeps the loot addon's variables, for its third generation.

An officer puts it into the folder SavedVariables while the game is closed. Only points travel: what is void stays out,
and an amend counts as the entry that it is. The addon knows an entry by author and count and takes each author's
counts to be without a gap, so they are given anew, per writer, in the order of replay. Its second generation reads the
same file and takes every change for one point.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from uuid import UUID

from characters.domain.errors import Refused
from lootlog.domain.amounts import plain
from lootlog.domain.entries import Entry, Kind
from lootlog.domain.imports.gen2_events import STEP
from lootlog.domain.imports.spelling import spelled

VARIABLE = "SpectrumFederationDB"
_SPECIAL = re.compile(r'[\\"\n\r\0]')
_ESCAPES = {"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\0": r"\0"}


def addon_lines(profile: UUID, name: str, entries: Iterable[Entry], void: Collection[str]) -> Iterator[str]:
    """Write the file. `entries` come in the order of replay. Whoever wrote one is an admin of the addon's profile.

    :raises Refused: for points that the addon cannot hold: it counts in steps of 0.5.
    """
    key = profile_key(profile)
    counters: Counter[str] = Counter()
    yield f'\n{VARIABLE} = {{\n\t["lootHelper"] = {{\n\t\t["activeProfileId"] = {quoted(key)},\n'
    yield f'\t\t["profiles"] = {{\n\t\t\t[{quoted(key)}] = {{\n\t\t\t\t["_profileId"] = {quoted(key)},\n'
    yield f'\t\t\t\t["_profileName"] = {quoted(name)},\n\t\t\t\t["_activeProfile"] = true,\n'
    yield '\t\t\t\t["_members"] = {\n\t\t\t\t},\n\t\t\t\t["_lootLogs"] = {\n'
    number = 0
    for entry in entries:
        if entry.hash not in void and entry.kind is not Kind.VOID and entry.delta:
            number += 1
            author = spelled(entry.actor)
            counters[author] += 1
            yield f"{_log(entry, author, counters[author])}, -- [{number}]\n"
    yield f"\t\t\t\t}},\n{_about_authors(counters)}\t\t\t}},\n\t\t}},\n\t}},\n}}\n"


def profile_key(profile: UUID) -> str:
    """Name a profile as the addon does: "p_" and 24 hexadecimal digits."""
    return f"p_{profile.hex[:24]}"


def quoted(text: str) -> str:
    """Write a text in Lua."""
    return '"' + _SPECIAL.sub(lambda found: _ESCAPES[found[0]], text) + '"'


def _about_authors(counters: Counter[str]) -> str:
    authors = sorted(counters)
    owner = quoted(authors[0] if authors else "")
    lists = {
        "_adminUsers": [quoted(author) for author in authors],
        "_authorCounters": [f"[{quoted(author)}] = {counters[author]}" for author in authors],
        "_logIndex": [
            f"[{quoted(f'{author}:{count}')}] = true" for author in authors for count in range(1, counters[author] + 1)
        ],
    }
    written = [f'\t\t\t\t["{name}"] = {{\n' + "".join(f"\t\t\t\t\t{item},\n" for item in items) + "\t\t\t\t},\n"
               for name, items in lists.items()]  # fmt: skip
    return f'\t\t\t\t["_author"] = {owner},\n\t\t\t\t["_owner"] = {owner},\n' + "".join(written)


def _log(entry: Entry, author: str, counter: int) -> str:
    if entry.delta % STEP:
        raise Refused(
            f"The addon counts in steps of 0.5; an entry of {plain(entry.delta)} points does not fit into it."
        )
    indent = "\t" * 6
    data = {
        "member": quoted(spelled(entry.target)),
        "change": quoted("INCREMENT" if entry.delta > 0 else "DECREMENT"),
        "amount": plain(abs(entry.delta)),
        "reason": quoted(entry.reason),
    }
    if abs(entry.delta) == Decimal(1):
        del data["amount"]
    fields = {
        "_id": quoted(f"{author}:{counter}"),
        "_timestamp": str(entry.timestamp),
        "_author": quoted(author),
        "_counter": str(counter),
        "_eventType": quoted("POINT_CHANGE"),
        "_data": "{ " + ", ".join(f'["{name}"] = {value}' for name, value in data.items()) + " }",
    }
    return (
        "\t\t\t\t\t{\n" + "".join(f'{indent}["{name}"] = {value},\n' for name, value in fields.items()) + "\t\t\t\t\t}"
    )
