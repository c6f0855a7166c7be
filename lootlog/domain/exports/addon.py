"""Entries as the file in which the game keeps the loot addon's variables, for its third generation.

An officer puts it into the folder SavedVariables while the game is closed. Only points travel. The addon knows an
entry by author and count, keeps what it once knew, and only ever adds up: so entries are written in the order in which
they came here, one that was taken out stands beside the change that takes it out, and every later file begins like the
earlier one. Entries that came from the addon keep their names. The others are counted per writer, whose name gets a 0
which no name in the game has: nothing that is written in the game meanwhile can have the same name. They carry the hash
of the entry here, by which a file is known when it comes back. The addon's second generation reads the same file and
takes every change for one point.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from lootlog.domain.amounts import plain
from lootlog.domain.entries import Entry, imported_author
from lootlog.domain.exports.effects import Effects
from lootlog.domain.imports.gen2_events import HASH, STEP
from lootlog.domain.imports.spelling import spelled
from lootlog.domain.names import profile_key, split_name, target_key

VARIABLE = "SpectrumFederationDB"
_NO_MEMBERS = '\t\t\t\t["_members"] = {\n\t\t\t\t},\n\t\t\t\t["_lootLogs"] = {\n'
_SPECIAL = re.compile(r'[\\"\n\r\0]')
_ESCAPES = {"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\0": r"\0"}


@dataclass(frozen=True, slots=True)
class _Event:
    """A change of points as the addon keeps it; `mark` is empty where it came from the addon itself."""

    author: str
    counter: int
    timestamp: int
    target: str
    delta: Decimal
    reason: str
    mark: str


def addon_lines(
    profile: UUID, name: str, entries: Iterable[Entry], about: Mapping[str, Entry], *, home_realm: str = ""
) -> Iterator[str]:
    """Write the file. `entries` come in the order of arrival; `about` are those that others are about, by hash.

    Points that do not fit into the addon's steps of 0.5 are left out. Whoever wrote one is an admin of its profile.
    """
    names = _Names(home_realm)
    yield _begun(profile)
    yield f'\t\t\t\t["_profileName"] = {quoted(name)},\n\t\t\t\t["_activeProfile"] = true,\n{_NO_MEMBERS}'
    for number, event in enumerate(_events(entries, about, names), start=1):
        yield f"{_log(event)}, -- [{number}]\n"
    yield f"\t\t\t\t}},\n{_about_authors(names)}\t\t\t}},\n\t\t}},\n\t}},\n}}\n"


def is_written_here(data: bytes, profile: UUID) -> bool:
    """Tell whether a file is one of `addon_lines` for this profile. The game orders its tables otherwise, and leaves no
    profile without members."""
    return data.startswith(_begun(profile).encode()) and _NO_MEMBERS.encode() in data


def _begun(profile: UUID) -> str:
    key = quoted(profile_key(profile))
    return (
        f'\n{VARIABLE} = {{\n\t["lootHelper"] = {{\n\t\t["activeProfileId"] = {key},\n'
        f'\t\t["profiles"] = {{\n\t\t\t[{key}] = {{\n\t\t\t\t["_profileId"] = {key},\n'
    )


class _Names:
    """The names that the addon knows entries by: authors and their counts."""

    def __init__(self, home_realm: str) -> None:
        self.home_realm = home_realm
        self.given: dict[str, dict[int, None]] = defaultdict(dict)
        self.actors: dict[str, None] = {}

    def own(self, entry: Entry) -> tuple[str, int] | None:
        """Return the name under which an entry came from the addon; None where it did not, or the name is taken."""
        author = spelled(entry.actor)
        is_name = not any(letter.isdigit() for letter in split_name(author)[0])
        came = imported_author(entry.profile, f"gen2:{target_key(entry.actor, self.home_realm)}")
        if entry.author != came or entry.origin != f"{author}:{entry.sequence}" or not is_name:
            return None
        if not entry.sequence or entry.sequence in self.given[author]:
            return None
        return self._noted(entry, author, entry.sequence)

    def new(self, entry: Entry) -> tuple[str, int]:
        """Give the next name of those that the entry's writer has here."""
        name, realm = split_name(spelled(entry.actor))
        author = f"{name}0-{realm}" if realm else f"{name}0"
        return self._noted(entry, author, len(self.given[author]) + 1)

    def _noted(self, entry: Entry, author: str, counter: int) -> tuple[str, int]:
        self.given[author][counter] = None
        self.actors[spelled(entry.actor)] = self.actors[author] = None
        return author, counter


def _events(entries: Iterable[Entry], about: Mapping[str, Entry], names: _Names) -> Iterator[_Event]:
    effects = Effects(about)
    for entry in entries:
        for number, (changed, counts) in enumerate(effects.of(entry)):
            if not changed.delta or changed.delta % STEP:
                continue
            own = names.own(entry) if number == 0 else None
            author, counter = own or names.new(entry)
            yield _Event(
                author, counter, entry.timestamp, changed.target, changed.delta if counts else -changed.delta,
                entry.reason, "" if own else f"{entry.hash}-{number}" if number else entry.hash,
            )  # fmt: skip


def quoted(text: str) -> str:
    """Write a text in Lua."""
    return '"' + _SPECIAL.sub(lambda found: _ESCAPES[found[0]], text) + '"'


def _about_authors(names: _Names) -> str:
    authors = sorted(names.given)
    actors = sorted(names.actors)
    owner = quoted(next(iter(names.actors), ""))
    lists = {
        "_adminUsers": [quoted(actor) for actor in actors],
        "_authorCounters": [f"[{quoted(author)}] = {max(names.given[author])}" for author in authors],
        "_logIndex": [
            f"[{quoted(f'{author}:{count}')}] = true" for author in authors for count in sorted(names.given[author])
        ],
    }
    written = [f'\t\t\t\t["{name}"] = {{\n' + "".join(f"\t\t\t\t\t{item},\n" for item in items) + "\t\t\t\t},\n"
               for name, items in lists.items()]  # fmt: skip
    return f'\t\t\t\t["_author"] = {owner},\n\t\t\t\t["_owner"] = {owner},\n' + "".join(written)


def _log(event: _Event) -> str:
    indent = "\t" * 6
    data = {
        "member": quoted(spelled(event.target)),
        "change": quoted("INCREMENT" if event.delta > 0 else "DECREMENT"),
        "amount": plain(abs(event.delta)),
        "reason": quoted(event.reason),
        HASH: quoted(event.mark),
    }
    if abs(event.delta) == Decimal(1):
        del data["amount"]
    if not event.mark:
        del data[HASH]
    fields = {
        "_id": quoted(f"{event.author}:{event.counter}"),
        "_timestamp": str(event.timestamp),
        "_author": quoted(event.author),
        "_counter": str(event.counter),
        "_eventType": quoted("POINT_CHANGE"),
        "_data": "{ " + ", ".join(f'["{name}"] = {value}' for name, value in data.items()) + " }",
    }
    return (
        "\t\t\t\t\t{\n" + "".join(f'{indent}["{name}"] = {value},\n' for name, value in fields.items()) + "\t\t\t\t\t}"
    )
