"""The one door for files: what they are is seen by what they hold, whatever they are called."""

import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from characters.domain.file_kinds import UTF8_MARK, UnreadableFile
from characters.domain.savedvariables import Limits, read_saved_variables
from lootlog.domain.drafts import Reading
from lootlog.domain.imports import gen1, gen2, monolith, own, pipe, rclootcouncil, wire
from lootlog.domain.imports.harvest import Harvest
from lootlog.domain.imports.letters import mended
from lootlog.domain.imports.notices import lines_named
from lootlog.domain.imports.packed import Unpacker
from lootlog.domain.imports.recognising import TAKEN, FileKind, recognised

MEGABYTE = 1024 * 1024
LARGEST = 64 * MEGABYTE
# A hundred thousand entries have about a million values.
MOST_VALUES = 4_000_000
MOST_PROFILES = 200
VARIABLE = "SpectrumFederationDB"


@dataclass(frozen=True)
class Options:
    """What the reader of a file may be told: the realm of names that stand without one, prices by response of
    RCLootCouncil, and the bytes that a file may have."""

    home_realm: str = ""
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    largest: int = LARGEST


def read_file(
    data: bytes,
    *,
    file_name: str = "",
    home_realm: str = "",
    prices: Mapping[str, Decimal] | None = None,
    largest: int = LARGEST,
) -> Reading:
    """Read a file of any known kind into drafts, or into sealed entries where it is one of our own.

    `home_realm` stands in where names come without a realm. `prices` gives the points of RCLootCouncil's responses.
    `largest` bounds the bytes of the file.

    :raises UnreadableFile: when it is none of them, is cut off or too large; says what it is and what to do. A single
        bad row is in `rejected` instead.
    """
    try:
        return _read(data, Options(home_realm, prices or {}, largest))
    except UnreadableFile as error:
        raise UnreadableFile(f"{file_name}: {error}" if file_name else str(error)) from None


def _read(data: bytes, options: Options) -> Reading:
    if len(data) > options.largest:
        raise UnreadableFile(f"The file has {len(data):,} bytes; {options.largest:,} are the most.")
    if not data.strip():
        raise UnreadableFile("The file is empty.")
    data = data.removeprefix(UTF8_MARK)
    kind = recognised(data)
    if kind in (FileKind.OWN_JSON, FileKind.AWARDS_JSON) and data.count(b",") > MOST_VALUES:
        raise UnreadableFile(f"The file holds more than {MOST_VALUES:,} values. Send it in parts.")
    data, damaged = mended(data)
    reading = _READERS[kind](data, options)
    if len(reading.profiles) > MOST_PROFILES:
        raise UnreadableFile(f"The file holds {len(reading.profiles):,} profiles; {MOST_PROFILES} are the most.")
    if damaged:
        reading.notices.append(
            f"The file is not UTF-8 throughout. Read as Windows text (CP-1252), names to be looked at: "
            f"{lines_named(damaged)}."
        )
    return reading


def _variables(data: bytes, options: Options) -> Reading:
    limits = Limits(file=max(options.largest, 2 * len(data)), values=MOST_VALUES)
    saved = read_saved_variables(data, limits)
    harvest, name = Harvest(), ""
    variables = saved.variables
    ours = variables.get(VARIABLE)
    if isinstance(ours, dict):
        helper = ours.get("lootHelper")
        if ours.get("tiers") is not None or ours.get("profiles") is not None:
            name = gen1.FORMAT
            gen1.read_gen1(ours, harvest, options.home_realm)
        if isinstance(helper, dict):
            name = gen2.FORMAT
            gen2.read_gen2(helper, harvest, options.home_realm, Unpacker.of_file(len(data)))
    for prefix, program in monolith.VARIABLES.items():
        if f"{prefix}_DKPTable" in variables or f"{prefix}_DKPHistory" in variables:
            name = program
            monolith.read_monolith(variables, prefix, harvest, options.home_realm)
    if not name:
        found = ", ".join(sorted(variables)[:5]) or "none"
        raise UnreadableFile(f"The file holds no points. Its variables are: {found}. {TAKEN}")
    if saved.damaged_lines:
        harvest.notices.append(f"Letters in {lines_named(list(saved.damaged_lines))} could not be read.")
    return harvest.reading(name)


def _wire(data: bytes, options: Options) -> Reading:
    harvest = Harvest()
    wire.read_wire(_lines(data), harvest, options.home_realm, Unpacker.of_file(len(data)))
    return harvest.reading(wire.FORMAT)


def _pipe(data: bytes, options: Options) -> Reading:
    harvest = Harvest()
    pipe.read_pipe(_lines(data), harvest, options.home_realm)
    return harvest.reading(pipe.FORMAT)


def _rclootcouncil_table(data: bytes, options: Options) -> Reading:
    harvest = Harvest()
    rclootcouncil.read_table(_lines(data), harvest, options.prices)
    return harvest.reading(rclootcouncil.FORMAT)


def _rclootcouncil_json(data: bytes, options: Options) -> Reading:
    harvest = Harvest()
    rclootcouncil.read_json(data, harvest, options.prices)
    return harvest.reading(rclootcouncil.FORMAT)


def _own_json(data: bytes, options: Options) -> Reading:
    return own.read_json(data)


def _own_csv(data: bytes, options: Options) -> Reading:
    return own.read_csv(_lines(data, ""))


def _bundle(data: bytes, options: Options) -> Reading:
    return own.read_bundle(io.BytesIO(data))


def _lines(data: bytes, ending: str = "\n") -> Iterable[str]:
    """Give the lines of a text one at a time: all at once they would take several times its size."""
    return io.TextIOWrapper(io.BytesIO(data), "utf-8", newline=ending)


_READERS: dict[FileKind, Callable[[bytes, Options], Reading]] = {
    FileKind.VARIABLES: _variables,
    FileKind.MESSAGES: _wire,
    FileKind.LINES: _pipe,
    FileKind.AWARDS_TABLE: _rclootcouncil_table,
    FileKind.AWARDS_JSON: _rclootcouncil_json,
    FileKind.OWN_JSON: _own_json,
    FileKind.OWN_TABLE: _own_csv,
    FileKind.BUNDLE: _bundle,
}
