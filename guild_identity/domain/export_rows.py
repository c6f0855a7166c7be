"""One row of a roster export: what it may hold, under which names, and what is wrong with one that is refused."""

from collections.abc import Mapping
from dataclasses import dataclass

UNKNOWN_RANK = 99
HIGHEST_RANK = 9
LONGEST_NAME, LONGEST_REALM, LONGEST_NOTE, LONGEST_RANK_NAME, LONGEST_WORD = 40, 60, 200, 40, 60
HIGHEST_LEVEL = 1000
# Stands where a file had bytes that are no text.
DAMAGE = "\ufffd"

Fields = Mapping[object, object]


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One character of an export; `row` counts from 1.

    `realm` is "" for the guild's home realm. `class_token` is in the client's spelling, such as DEATHKNIGHT, "" where
    none was given. Notes are None where the export does not have them, and "" where they are empty.
    """

    row: int
    name: str
    realm: str = ""
    class_token: str = ""
    level: int | None = None
    rank_index: int | None = None
    rank_name: str = ""
    note: str | None = None
    officer_note: str | None = None
    last_online: str = ""

    @property
    def is_damaged(self) -> bool:
        """Whether a part of its texts could not be read."""
        texts = (self.name, self.realm, self.note or "", self.officer_note or "")
        return any(DAMAGE in text for text in texts)


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was left out; the reason never quotes a note."""

    row: int
    name: str
    reason: str


def read_row(number: int, value: object) -> ExportRow | RejectedRow:
    """Read one row, strict about types and tolerant about what is missing; it must have a name."""
    if not isinstance(value, Mapping):
        return RejectedRow(number, "", "This is not a character.")
    fields: Fields = value
    try:
        return _row(number, fields)
    except ValueError as error:
        return RejectedRow(number, _shown_name(fields), str(error))


def split_name(full: str) -> tuple[str, str]:
    """Split "Name-Realm" at the first hyphen: realms may have more of them, names have none."""
    name, _, realm = full.partition("-")
    return name.strip(), realm.strip()


def class_token(text: str) -> str:
    """Spell a class as the client's code does: "Death Knight" → "DEATHKNIGHT"."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def _row(number: int, fields: Fields) -> ExportRow:
    name, realm = split_name(_text(fields, LONGEST_NAME + LONGEST_REALM, "name", "character_name") or "")
    if not name:
        raise ValueError("The name is missing.")
    if len(name) > LONGEST_NAME:
        raise ValueError(f"The name is longer than {LONGEST_NAME} letters.")
    return ExportRow(
        row=number,
        name=name,
        realm=realm or (_text(fields, LONGEST_REALM, "realm", "realm_name", "realm_slug") or "").strip(),
        class_token=class_token(
            _text(fields, LONGEST_WORD, "classFile", "class_file", "class", "class_name", "className") or ""
        ),
        level=_whole(fields, HIGHEST_LEVEL, "level"),
        rank_index=_rank(fields),
        rank_name=(_text(fields, LONGEST_RANK_NAME, "rankName", "rank_name") or "").strip(),
        note=_text(fields, LONGEST_NOTE, "note", "guild_note", "guildNote", "publicNote"),
        officer_note=_text(fields, LONGEST_NOTE, "officerNote", "officer_note"),
        last_online=_text(fields, LONGEST_WORD, "lastOnline", "last_online") or "",
    )


def _rank(fields: Fields) -> int | None:
    index = _whole(fields, UNKNOWN_RANK, "rank", "rankIndex", "rank_index")
    if index is None or index == UNKNOWN_RANK:
        return None
    if index > HIGHEST_RANK:
        raise ValueError(f"The rank is {index}; a guild's ranks are 0 to {HIGHEST_RANK}.")
    return index


def _given(fields: Fields, names: tuple[str, ...]) -> tuple[str, object]:
    """Return the first of the names that has a value, with it."""
    return next(((name, fields[name]) for name in names if fields.get(name) is not None), (names[0], None))


def _text(fields: Fields, longest: int, *names: str) -> str | None:
    name, value = _given(fields, names)
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError(f"“{name}” is {_kind(value)} and must be text.")
    # Databases store neither zero bytes nor halves of letters.
    text = value.replace("\0", "").encode(errors="replace").decode()
    if len(text) > longest:
        raise ValueError(f"“{name}” has {len(text)} letters; {longest} are the most.")
    return text


def _whole(fields: Fields, highest: int, *names: str) -> int | None:
    name, value = _given(fields, names)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        raise ValueError(f"“{name}” is {_kind(value)} and must be a whole number.")
    if not 0 <= value <= highest:
        raise ValueError(f"“{name}” is not between 0 and {highest}.")
    return int(value)


def _kind(value: object) -> str:
    kinds: tuple[tuple[type, str], ...] = (
        (bool, "true or false"), (str, "text"), (int | float, "a number"), (Mapping, "a table"), (list, "a list"),
    )  # type: ignore[assignment]  # fmt: skip
    return next((word for kind, word in kinds if isinstance(value, kind)), "something else")


def _shown_name(fields: Fields) -> str:
    _, value = _given(fields, ("name", "character_name"))
    return value.replace("\0", "").encode(errors="replace").decode()[:LONGEST_NAME] if isinstance(value, str) else ""
