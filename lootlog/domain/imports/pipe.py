r"""The addon's text format: an entry a line, `id|timestamp|actor|target|delta|newTotal|reason|profile`.

The first generation writes `|` in a reason as `\p` and escapes nothing else, so `\p` is ambiguous there and other
backslashes are themselves. Our own exports begin with a header line; below it every text has `\\`, `\p`, `\n`, `\r`,
`\t` and `\0`, and nothing is ambiguous.
"""

from collections.abc import Iterable

from characters.domain.errors import Refused
from lootlog.domain.drafts import HASH_BEGINS, Draft, SourceProfile, exported_from
from lootlog.domain.imports.gen1 import draft_of, source_of
from lootlog.domain.imports.harvest import Harvest
from lootlog.domain.imports.rows import BadRow, Fields
from lootlog.domain.names import kept, target_key
from lootlog.domain.protocol.escaping import unescape

FORMAT = "pipe"
HEADER = "#vaultkeeper-pipe-1"
FIELDS = ("id", "timestamp", "actor", "target", "delta", "newTotal", "reason", "profile")
LONGEST_LINE = 2000
_ESCAPES = str.maketrans(
    {"\\": r"\\", "|": r"\p", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\0": r"\0"}
)  # fmt: skip


def read_pipe(lines: Iterable[str], harvest: Harvest, home_realm: str) -> None:
    """Read lines of the format; empty ones do not count."""
    book = PipeBook(harvest, home_realm)
    ours = False
    for number, line in enumerate(lines, start=1):
        if number == 1 and line.strip() == HEADER:
            ours = True
            harvest.notices.append(
                "These lines were exported for reading. The ledger that they are of knows them by their ids; in "
                "another one they are new entries, without the hashes of the old ones. To move a ledger, use the "
                "bundle, JSON or CSV."
            )
        elif line.strip():
            book.take(line, f"line {number}", ours=ours)
    book.close()


class PipeBook:
    """Lines of the format on their way into drafts."""

    def __init__(self, harvest: Harvest, home_realm: str) -> None:
        self.harvest, self.home_realm = harvest, home_realm
        self.names: dict[str, None] = {}

    def take(self, line: str, place: str, *, ours: bool = False) -> Draft | None:
        """Read one line."""
        try:
            fields = entry_fields(line.rstrip("\r\n"), ours=ours)
            draft = self.draft(fields, place, ours=ours)
        except Refused as error:
            self.harvest.reject(place, str(error), line)
            return None
        self.names[draft.profile] = None
        self.harvest.add(draft)
        return draft

    def draft(self, fields: Fields, place: str, *, ours: bool) -> Draft:
        """Make a draft of a line's fields. Ids of ours are made of hashes and count nothing."""
        actor, profile = str(fields["actor"]), kept(str(fields["profile"]).strip())
        if not profile:
            raise BadRow("The line names no profile.")
        made = draft_of(fields, place=place, profile=profile, source=source_of(actor, self.home_realm))
        if not ours:
            return made
        source = f"pipe:{target_key(actor, self.home_realm)}"
        return Draft(
            place, profile, source, 0, made.timestamp, made.actor, made.target, made.delta, made.claimed_total,
            made.reason, made.kind, made.origin, exported_from=exported_from(f"{made.sequence:0{HASH_BEGINS}x}"),
        )  # fmt: skip

    def close(self) -> None:
        """Note the profiles that occurred."""
        known = {profile.key for profile in self.harvest.profiles}
        self.harvest.profiles += [SourceProfile(name, name) for name in self.names if name not in known]


def entry_fields(line: str, *, ours: bool = False) -> dict[str, object]:
    """Take a line apart. With seven fields it is one whose reason was empty.

    :raises BadRow: when it is too long or has another number of fields.
    """
    if len(line) > LONGEST_LINE:
        raise BadRow(f"The line has {len(line):,} characters; {LONGEST_LINE:,} are the most.")
    parts = line.split("|")
    if len(parts) == len(FIELDS) - 1:
        parts.insert(-1, "")
    if len(parts) != len(FIELDS):
        raise BadRow(
            f"The line has {len(parts)} fields, not {len(FIELDS)}: it was cut off, or a name in it holds a “|”, which "
            "the addon does not escape."
        )
    fields: dict[str, object] = dict(zip(FIELDS, parts, strict=True))
    for name in ("actor", "target", "reason", "profile") if ours else ("reason",):
        fields[name] = unescape(str(fields[name])) if ours else str(fields[name]).replace(r"\p", "|")
    return fields


def escaped(text: str) -> str:
    """Write a text so that it holds no separator."""
    return text.translate(_ESCAPES)
