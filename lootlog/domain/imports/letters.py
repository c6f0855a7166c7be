"""Files that were saved as Windows text although they say nothing of it."""

import codecs

_PIECE = 1024 * 1024


def mended(data: bytes) -> tuple[bytes, list[int]]:
    """Make UTF-8 of lines that are not, as if they were Windows text, and say which."""
    if _is_utf8(data):
        return data, []
    lines, damaged = data.split(b"\n"), []
    for number, line in enumerate(lines):
        if not _is_utf8(line):
            lines[number] = line.decode("cp1252", errors="replace").encode()
            damaged.append(number + 1)
    return b"\n".join(lines), damaged


def _is_utf8(data: bytes) -> bool:
    """Tell whether bytes are UTF-8, a piece at a time: as text, a large file would take four times its size."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _PIECE):
            decoder.decode(data[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
