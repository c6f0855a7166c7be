"""Roster exports: the addon's SavedVariables, JSON of the same shape, and what the companion program sends."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from characters.domain.errors import MalformedPayload
from characters.domain.file_kinds import UTF8_MARK, UnreadableFile, kind_of
from characters.domain.instants import from_iso, from_ms
from characters.domain.lua_values import items_of
from characters.domain.names import character_key, realm_key
from characters.domain.savedvariables import Limits, read_saved_variables
from guild_identity.domain.export_rows import ExportRow, Fields, RejectedRow, read_row

# The addon was renamed; both write the same.
VARIABLES = {"GuildSyncDB": "GuildSync", "PATTSyncDB": "PATTSync"}
COMPANION, PLAIN = "companion", "JSON"
# A guild has at most 1,000 members.
MOST_ROWS = 5000
LIMITS = Limits(values=500_000)
# Above this a number counts milliseconds: as seconds it would lie far beyond the game's time.
_MILLISECONDS_FROM = 10**11
_LONGEST_VERSION = 40
_LONGEST_GUILD_NAME = 60


@dataclass(frozen=True, slots=True)
class RosterExport:
    """An export: who wrote it, when and of which guild where it says so, its rows, and those that were left out."""

    addon: str
    exported_at: datetime | None
    guild_name: str
    version: str
    rows: tuple[ExportRow, ...]
    rejected: tuple[RejectedRow, ...]

    @property
    def has_officer_notes(self) -> bool:
        """Whether anybody has an officer note. Who may not read them gets empty ones from the game."""
        return any(row.officer_note for row in self.rows)


def read_export(data: bytes) -> RosterExport:
    """Read an export from the bytes of a file.

    :raises UnreadableFile: when it is empty, too large, of another kind, cut off, or holds no roster.
    """
    if not data.strip():
        raise UnreadableFile("The file is empty.")
    if kind_of(data) == "JSON":
        return _from_json(data.removeprefix(UTF8_MARK))
    return _from_variables(dict(read_saved_variables(data, LIMITS).variables))


def read_rows(values: Iterable[tuple[int, object]]) -> tuple[tuple[ExportRow, ...], tuple[RejectedRow, ...]]:
    """Read numbered rows into those that are fine and those that are not. The first of two for a character stays.

    :raises UnreadableFile: when they are more than a guild can have.
    """
    rows: dict[tuple[str, str], ExportRow] = {}
    rejected: list[RejectedRow] = []
    for count, (number, value) in enumerate(values):
        if count >= MOST_ROWS:
            raise UnreadableFile(f"The export lists more than {MOST_ROWS:,} characters; a guild has at most 1,000.")
        row = read_row(number, value)
        if isinstance(row, RejectedRow):
            rejected.append(row)
            continue
        first = rows.setdefault((character_key(row.name), realm_key(row.realm) or row.realm), row)
        if first is not row:
            rejected.append(RejectedRow(number, row.name, f"Listed twice: row {first.row} is the same character."))
    return tuple(rows.values()), tuple(rejected)


def _from_json(data: bytes) -> RosterExport:
    # Every value but the first stands behind one of these, so there are no more values than that.
    if data.count(b",") + data.count(b"[") + data.count(b"{") > LIMITS.values:
        raise UnreadableFile(f"The file holds more than {LIMITS.values:,} values; an export of a guild has far fewer.")
    try:
        document = msgspec.json.decode(data)
    except RecursionError:
        raise UnreadableFile("The file looks like JSON and cannot be read: it is nested too deeply.") from None
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise UnreadableFile(f"The file looks like JSON and cannot be read: {str(error)[:200]}.") from None
    if isinstance(document, list):
        return _export(PLAIN, {}, {"characters": document})
    if any(name in document for name in VARIABLES):
        return _from_variables(document)
    if isinstance(document.get("lastExport"), dict):
        return _export(PLAIN, document, document["lastExport"])
    return _export(COMPANION if "uploaded_by" in document else PLAIN, {}, document)


def _from_variables(variables: Mapping[str, object]) -> RosterExport:
    """Take the newer export where both of the addon's names have one."""
    found = {addon: variables[name] for name, addon in VARIABLES.items() if isinstance(variables.get(name), dict)}
    if not found:
        names = ", ".join(sorted(variables)[:5]) or "none"
        raise UnreadableFile(
            f"The file holds no roster export. It has the variables {names}; "
            f"wanted is {' or '.join(VARIABLES)}, in SavedVariables/GuildSync.lua."
        )
    made = [(addon, value) for addon, value in found.items() if isinstance(value, dict) and _last(value) is not None]
    if not made:
        raise UnreadableFile(
            "The addon has not exported yet. Run its export in the game, then log out or /reload, and send the file."
        )
    exports = [_export(addon, value, _last(value) or {}) for addon, value in made]
    return max(exports, key=lambda export: export.exported_at.timestamp() if export.exported_at else 0.0)


def _last(saved: Fields) -> Fields | None:
    last = saved.get("lastExport", saved if "characters" in saved else None)
    return last if isinstance(last, dict) else None


def _export(addon: str, saved: Fields, export: Fields) -> RosterExport:
    rows, rejected = read_rows(_numbered(export.get("characters")))
    if not rows:
        reason = f"No row could be read. The first: {rejected[0].reason}" if rejected else "The export lists nobody."
        raise UnreadableFile(reason)
    times = (
        export.get("exportTime"), export.get("exportTimeISO"), export.get("export_time"), export.get("exported_at"),
        saved.get("lastExportTime"),
    )  # fmt: skip
    return RosterExport(
        addon=addon,
        exported_at=next((moment for moment in map(_moment, times) if moment), None),
        guild_name=_word(export, _LONGEST_GUILD_NAME, "guildName", "guild_name"),
        version=_word(export, _LONGEST_VERSION, "addonVersion", "addon_version"),
        rows=rows,
        rejected=rejected,
    )


def _numbered(characters: object) -> Iterable[tuple[int, object]]:
    if isinstance(characters, list):
        return enumerate(characters, start=1)
    if isinstance(characters, dict):
        numbered = items_of(characters)
        if numbered or not characters:
            return numbered
    raise UnreadableFile("The export has no list of characters.")


def _moment(value: object) -> datetime | None:
    """Read a time in seconds, milliseconds or ISO 8601; None where it is none, since the time of receipt serves too."""
    try:
        if isinstance(value, str):
            return from_iso(value)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or not value:
            return None
        return from_ms(value if value >= _MILLISECONDS_FROM else value * 1000)
    except MalformedPayload:
        return None


def _word(fields: Fields, longest: int, *names: str) -> str:
    value = next((fields[name] for name in names if isinstance(fields.get(name), str)), "")
    return str(value).replace("\0", "").encode(errors="replace").decode().strip()[:longest]
