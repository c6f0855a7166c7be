"""What a file is that should have been text from the game, and the refusal of one that cannot be read."""

from characters.domain.errors import Refused

_BEGINNINGS = (
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "compressed with gzip"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"%PDF-", "a PDF document"),
    (b"SQLite format 3", "a database"),
)
UTF8_MARK = b"\xef\xbb\xbf"
_LOOKED_AT = 512


class UnreadableFile(Refused):
    """A file that cannot be read; the message says what it is, or what is wrong in which line."""


def kind_of(data: bytes) -> str | None:
    """Tell what a file is when it is certainly no text from the game: "a ZIP archive", "a web page", "JSON".

    Looks at its beginning only. None means that it may be one of the game's files.
    """
    for beginning, kind in _BEGINNINGS:
        if data.startswith(beginning):
            return kind
    start = data[:_LOOKED_AT].removeprefix(UTF8_MARK).lstrip()
    if start.startswith(b"<"):
        return "a web page"
    if start.startswith((b"{", b"[")):
        return "JSON"
    # One zero byte may stand in a text; in UTF-16 without a mark it is every second one.
    return "text in UTF-16, or no text at all" if start.count(b"\0") * 4 > len(start) else None
