"""Exports as large as uploads may be, made to cost more than they hold: they are refused at once, in bounded memory."""

import tracemalloc

import pytest

from characters.domain.file_kinds import UnreadableFile
from guild_identity.domain.exports import LIMITS, MOST_ROWS, read_export

LARGEST = LIMITS.file
# Of one byte of a file at most so many of memory.
WORTH = 6


def filled(start, piece, end, size=LARGEST):
    """Make JSON of a size out of a piece that stands in it again and again."""
    return start + piece * ((size - len(start) - len(end)) // len(piece)) + end


HUGE = {
    "empty rows": filled(b'{"characters":[{}', b",{}", b"]}"),
    "rows that are numbers": filled(b"[0", b",0", b"]"),
    "rows of lists": filled(b'{"characters":[[]', b",[]", b"]}"),
    "rows by number": filled(b'{"characters":{"1":{}', b',"1":{}', b"}}"),
    "as many values as are read": filled(b"[{}", b',{"' + b"k" * 80 + b'":0}', b"]"),
    "besides the roster": filled(b'{"characters":[{"name":"Trogmoon"}],"x":[0', b",0", b"]}"),
    "one row": filled(b'{"characters":[{"name":"Trogmoon","x":[0', b",0", b"]}]}"),
    "depth": b'{"characters":' + b"[" * (LARGEST // 2),
    "depth that ends": b'{"characters":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
}


@pytest.mark.parametrize("data", HUGE.values(), ids=HUGE)
def test_json_costs_little_more_memory_than_it_is_large(data):
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableFile):
            read_export(data)
        assert tracemalloc.get_traced_memory()[1] < WORTH * len(data) + 2**20
    finally:
        tracemalloc.stop()


def test_a_large_guild_with_all_that_it_may_say_is_read():
    row = b',{"name":"Trog%d","note":"' + "ü,[{".encode() * 50 + b'","officerNote":"' + b"x," * 100 + b'","rank":3}'
    rows = b"".join(row % number for number in range(1000))
    assert len(read_export(b'{"characters":[' + rows[1:] + b"]}").rows) == 1000


def test_one_row_too_many_is_said_in_words():
    data = b'{"characters":[' + b",".join(b'{"name":"T%d"}' % number for number in range(MOST_ROWS + 1)) + b"]}"
    with pytest.raises(UnreadableFile, match="more than 5,000 characters"):
        read_export(data)
