"""Reading files of saved variables: seconds for a large one, and how the time of hostile ones grows with their size."""

import statistics
import time
from contextlib import suppress

from characters.domain.file_kinds import UnreadableFile
from characters.domain.savedvariables import read_saved_variables
from tests.benchmarks.table import Row, at_least, at_most

PERSONS, ITEMS, ROUNDS = 1_300, 40, 3
ITEM = '{\n["id"] = 18805,\n["link"] = "|cffa335ee|Hitem:18805|h[\\"Core Hound\\" Tooth]|h|r",\n["level"] = 1.5,\n},\n'
SIZE, TIMES = 50_000, 4
# Time that grows with the square of the size would be 16 times as long; two measurements differ by some.
GROWTH = 6
# What takes less is not measured with certainty.
SHORTEST_S = 0.005
HOSTILE: tuple[tuple[bytes, bytes, bytes], ...] = (
    (b"x = {", b"a ", b""),
    (b"x = {", b'["a"] ', b""),
    (b"x = {", b"[", b""),
    (b"x = ", b"-", b""),
    (b"x = ", b"--[[ ", b""),
    (b'x = "', b"\\", b""),
    (b"x = {", b"'", b""),
    (b"x = ", b"[=", b""),
    (b"x = {", b"1 -- c\n", b""),
    (b"x = ", b" ", b"="),
    (b"x = {", b'"\xff",', b""),
)


def measure() -> list[Row]:
    """Read a large file, and hostile ones of two sizes."""
    person = '["Hero%d-Realm"] = {\n' + ITEM * ITEMS + "},\n"
    large = ("\nDB = {\n" + "".join(person % number for number in range(PERSONS)) + "}\n").encode()
    seconds = _seconds(large)
    growths = {parts: _growth(*parts) for parts in HOSTILE}
    worst = max(growths, key=lambda parts: growths[parts])
    slowest = max(_seconds(_hostile(*parts, SIZE * TIMES)) for parts in HOSTILE)
    note = f" ({worst[0] + worst[1]!r} again and again)"
    return [
        at_most(f"reading {len(large) / 1e6:.1f} MB of saved variables", 2, seconds, " s"),
        at_most(f"time of hostile files, {TIMES} times as long against once", GROWTH, growths[worst], "", note),
        at_most(f"the slowest of {len(HOSTILE)} hostile files of {SIZE * TIMES:,} repetitions", 1, slowest, " s"),
        at_least("persons read from the large file", PERSONS, _persons(large)),
    ]


def _growth(start: bytes, again: bytes, end: bytes) -> float:
    once = _seconds(_hostile(start, again, end, SIZE))
    return _seconds(_hostile(start, again, end, SIZE * TIMES)) / max(once, SHORTEST_S)


def _hostile(start: bytes, again: bytes, end: bytes, count: int) -> bytes:
    return start + again * count + end


def _persons(data: bytes) -> int:
    return len(read_saved_variables(data).variables["DB"])  # type: ignore[arg-type]


def _seconds(data: bytes) -> float:
    """Return the median of the seconds of processor that reading or refusing takes."""
    return statistics.median(_once(data) for _ in range(ROUNDS))


def _once(data: bytes) -> float:
    began = time.process_time()
    with suppress(UnreadableFile):
        read_saved_variables(data)
    return time.process_time() - began
