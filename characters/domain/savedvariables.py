"""Reading the files in which the game keeps addons' variables. They are parsed and never executed."""

from dataclasses import dataclass
from enum import Enum
from typing import NoReturn

from characters.domain.file_kinds import UTF8_MARK, UnreadableFile, kind_of
from characters.domain.lua_tokens import (
    FIELD_PARTS,
    KEY,
    MOST_FIELDS,
    NUMBER,
    PIECE,
    RAW_FIELD_PARTS,
    RESERVED,
    TEXT,
    WORDS,
    number,
    unquoted,
)
from characters.domain.lua_values import Key, Table, Truth, Value

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be: bytes of the file and of one text, tables within tables, values in all."""

    file: int = 20 * MEGABYTE
    text: int = MEGABYTE
    depth: int = 64
    values: int = 1_500_000


@dataclass(frozen=True, slots=True)
class SavedVariables:
    """A file's variables by name. `damaged_lines` are those of texts that are not UTF-8: U+FFFD stands in for bytes.

    Tables are dicts; the items of a list have the keys 1, 2, 3 …, and `items_of` gives them in order.
    """

    variables: dict[str, Value]
    damaged_lines: tuple[int, ...]


def read_saved_variables(data: bytes, limits: Limits = Limits()) -> SavedVariables:  # noqa: B008
    """Read a file of saved variables.

    :raises UnreadableFile: when it is none, is cut off, holds code, or exceeds a limit; names the line.
    """
    if not data.strip():
        raise UnreadableFile("The file is empty.")
    if len(data) > limits.file:
        raise UnreadableFile(f"The file has {len(data):,} bytes; {limits.file:,} are the most.")
    if kind := kind_of(data):
        raise UnreadableFile(
            f"The file is {kind}, not one of the files that the game keeps in its folder SavedVariables."
        )
    return _Reader(data.removeprefix(UTF8_MARK), limits).read()


class _Expected(Enum):
    """What must come next."""

    VARIABLE = "the name of a variable"
    FIELD = "a value, a key or a closing brace"
    VALUE = "a value"
    SEPARATOR = "a comma or a closing brace"


VARIABLE, FIELD, VALUE, SEPARATOR = _Expected


class _Reader:
    """Goes through the pieces of a file once, with the open tables on a stack of its own."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.data, self.limits = data, limits
        self.variables: Table = {}
        self.table = self.variables
        self.key: Key = ""
        self.position = 0
        self.expected = self.resting = VARIABLE
        self.open: list[tuple[Table, int, _Expected, int]] = []
        self.values_left = limits.values
        self.keys: dict[str, str] = {}
        self.damaged: dict[int, None] = {}
        self.counted_to, self.line = 0, 1
        self.begin = 0

    def read(self) -> SavedVariables:
        """Read the file."""
        handlers = (
            self.on_nonsense, self.on_fields, self.on_plain_key, self.on_text, self.on_separator, self.on_open,
            self.on_close, self.on_key, self.on_name, self.on_number, self.on_word, self.on_quoted, self.on_long_text,
            self.on_long_text, self.on_long_text, self.on_end, self.on_nonsense,
        )  # fmt: skip
        for piece in PIECE.finditer(self.data):
            index = piece.lastindex or 0
            self.begin = piece.start(index)
            handlers[index](piece[index])
        names = {str(name): value for name, value in self.variables.items()}
        return SavedVariables(names, tuple(self.damaged))

    def on_fields(self, raw: bytes) -> None:
        """Take fields `["key"] = value,` with texts or numbers: all in one go, which most of a file allows."""
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            text = ""
        if not text or self.expected is not FIELD or self.values_left < MOST_FIELDS or len(raw) > self.limits.text:
            self.on_each_field(raw)
            return
        kept, table = self.keys.setdefault, self.table
        found = FIELD_PARTS.findall(text)
        for key, value, digits in found:
            table[kept(key, key)] = int(digits) if digits else value
        self.values_left -= len(found)

    def on_each_field(self, raw: bytes) -> None:
        """Take fields one by one, so that whatever is wrong is told of its line."""
        for field in RAW_FIELD_PARTS.finditer(self.data, self.begin, self.begin + len(raw)):
            self.begin = field.start(KEY)
            self.on_plain_key(field[KEY])
            index = NUMBER if field[NUMBER] else TEXT
            self.begin = field.start(index)
            self.put(int(field[NUMBER]) if index == NUMBER else self.text(field[TEXT]))
            self.on_separator(b",")

    def on_plain_key(self, raw: bytes) -> None:
        """Take `["key"] =`."""
        if self.expected is not FIELD:
            self.misplaced(raw)
        self.key, self.expected = self.name(raw), VALUE

    def on_key(self, raw: bytes) -> None:
        """Take `[…] =` around a number, a truth value, or a text with escapes."""
        if self.expected is not FIELD:
            self.misplaced(raw)
        if raw in (b"true", b"false"):
            key: Key = Truth(raw == b"true")
        else:
            key = self.text(self.without_quotes(raw)) if raw[:1] in b"\"'" else self.number(raw)
        if key != key:
            self.fail("“nan” cannot be a key.")
        self.key, self.expected = int(key) if isinstance(key, float) and key.is_integer() else key, VALUE

    def on_name(self, raw: bytes) -> None:
        """Take `name =`, of a variable or of a field."""
        if self.expected is not VARIABLE and self.expected is not FIELD:
            self.misplaced(raw)
        if raw in RESERVED:
            self.code(raw)
        self.key, self.expected = self.name(raw), VALUE

    def on_text(self, raw: bytes) -> None:
        """Take a text without escapes."""
        self.put(self.text(raw))

    def on_quoted(self, raw: bytes) -> None:
        """Take a text with escapes."""
        self.put(self.text(self.without_quotes(raw)))

    def on_long_text(self, raw: bytes) -> None:
        """Take a text in long brackets; a line break at its beginning does not belong to it."""
        self.put(self.text(raw.removeprefix(b"\r").removeprefix(b"\n")))

    def on_number(self, raw: bytes) -> None:
        """Take a number."""
        self.put(int(raw) if len(raw) < 19 and raw.isdigit() else self.number(raw))

    def on_word(self, raw: bytes) -> None:
        """Take nil, true or false; every other word is code."""
        if raw not in WORDS:
            self.code(raw)
        self.put(WORDS[raw])

    def on_separator(self, raw: bytes) -> None:
        """Take a comma or semicolon."""
        if self.expected is SEPARATOR:
            self.expected = FIELD
        elif self.expected is not VARIABLE or raw != b";":
            self.misplaced(raw)

    def on_open(self, raw: bytes) -> None:
        """Begin a table."""
        if len(self.open) >= self.limits.depth:
            self.fail(f"tables lie within tables more than {self.limits.depth} deep.")
        table: Table = {}
        self.put(table)
        self.open.append((self.table, self.position, self.resting, self.begin))
        self.table, self.position, self.expected, self.resting = table, 0, FIELD, SEPARATOR

    def on_close(self, raw: bytes) -> None:
        """End a table."""
        if self.expected is VALUE or not self.open:
            self.misplaced(raw)
        self.table, self.position, self.resting, _ = self.open.pop()
        self.expected = self.resting

    def on_end(self, raw: bytes) -> None:
        """See that nothing is left open."""
        if self.open:
            line = self.line_of(self.open[-1][3])
            raise UnreadableFile(f"The file is cut off: the table that begins in line {line} has no end.")
        if self.expected is VALUE:
            raise UnreadableFile(f"The file is cut off: “{self.key}” has no value.")

    def on_nonsense(self, raw: bytes) -> None:
        """Tell what is wrong where nothing fits."""
        rest = self.data[self.begin : self.begin + 3]
        if rest.startswith((b'"', b"'", b"[[", b"[=")):
            self.fail("a text does not end in its line. The file may be cut off.")
        if rest.startswith(b"--["):
            self.fail("a comment has no end. The file may be cut off.")
        self.code(raw)

    def put(self, value: Value) -> None:
        """Store a value where it belongs: under its key, or as the next item."""
        if self.expected is VALUE:
            key = self.key
        elif self.expected is FIELD:
            self.position += 1
            key = self.position
        else:
            self.misplaced(self.data[self.begin : self.begin + 20])
        self.values_left -= 1
        if self.values_left < 0:
            self.fail(f"the file holds more than {self.limits.values:,} values.")
        if value is not None or self.table is self.variables:
            self.table[key] = value
        self.expected = self.resting

    def name(self, raw: bytes) -> str:
        """Return a key as text. The same few come again and again, so each is kept once."""
        key = self.text(raw)
        return self.keys.setdefault(key, key)

    def text(self, raw: bytes) -> str:
        """Return a text; bytes that are no UTF-8 are replaced, and the line is remembered."""
        if len(raw) > self.limits.text:
            self.fail(f"a text has {len(raw):,} bytes; {self.limits.text:,} are the most.")
        try:
            return raw.decode()
        except UnicodeDecodeError:
            self.damaged[self.line_of(self.begin)] = None
            return raw.decode(errors="replace")

    def number(self, raw: bytes) -> int | float:
        """Return a number."""
        try:
            return number(raw)
        except ValueError as error:
            self.fail(f"{error}.")

    def without_quotes(self, raw: bytes) -> bytes:
        """Return what a quoted text says."""
        try:
            return unquoted(raw)
        except ValueError:
            self.fail("an escape names a byte above 255.")

    def line_of(self, offset: int) -> int:
        """Count lines up to a place, from the last place that was asked for where that lies before."""
        if offset < self.counted_to:
            return self.data.count(b"\n", 0, offset) + 1
        self.line += self.data.count(b"\n", self.counted_to, offset)
        self.counted_to = offset
        return self.line

    def fail(self, what: str) -> NoReturn:
        """Refuse the file, with the line."""
        raise UnreadableFile(f"Line {self.line_of(self.begin)}: {what}")

    def misplaced(self, raw: bytes) -> NoReturn:
        """Refuse something that is fine in itself and stands where something else must."""
        self.fail(f"{self.expected.value} was expected, not “{_shown(raw)}”.")

    def code(self, raw: bytes) -> NoReturn:
        """Refuse code. What stands in the last line, with tables still open, is the beginning of what was cut off."""
        rest = self.data[self.begin :].rstrip()
        if self.open and b"\n" not in rest and b"}" not in rest:
            self.fail(f"the file is cut off after “{_shown(rest)}”.")
        self.fail(f"“{_shown(raw)}” is no value. Such files hold values only; code in them is refused and never run.")


def _shown(raw: bytes) -> str:
    text = raw[:20].decode(errors="replace").splitlines() or [""]
    return "".join(letter if letter.isprintable() else "�" for letter in text[0])
