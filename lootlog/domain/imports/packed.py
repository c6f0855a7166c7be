"""Payloads of the addon's second generation: Base64 around CBOR, often compressed in between."""

import base64
import binascii
import zlib

from characters.domain.errors import Refused
from lootlog.domain.imports.cbor import BadCbor, Value, read_cbor

PLAIN, CBOR, COMPRESSED = "NONE", "B64CBOR", "B64CBORZ"
ENCODINGS = (PLAIN, CBOR, COMPRESSED)
LARGEST = 8 * 1024 * 1024
MOST = 64 * 1024 * 1024
MOST_VALUES = 4_000_000
# What a file's payloads may unfold to besides, by its own size: logs of the addon take 15 bytes and 2 values a byte.
ROOM, VALUES_OF_ROOM = 1024 * 1024, 50_000
BYTES_PER_BYTE, VALUES_PER_BYTE = 40, 4
# Raw Deflate is what the addon means; it once passed its arguments the wrong way round, so others are tried too.
_WINDOWS = (-zlib.MAX_WBITS, zlib.MAX_WBITS | 32)


class BadPayload(Refused):
    """A payload that cannot be unpacked; the message says at which step. `unfolded` bytes were made of it before."""

    def __init__(self, message: str, unfolded: int = 0) -> None:
        super().__init__(message)
        self.unfolded = unfolded


class Unpacker:
    """Unpacks the payloads of one file, which together may not grow beyond bounds of bytes and values either."""

    def __init__(self, most: int = MOST, values: int = MOST_VALUES) -> None:
        self.left, self.values_left = most, values

    @classmethod
    def of_file(cls, size: int) -> "Unpacker":
        """Make one for a file of so many bytes: what it costs to read follows what was sent."""
        most = min(MOST, ROOM + BYTES_PER_BYTE * size)
        return cls(most, min(MOST_VALUES, VALUES_OF_ROOM + VALUES_PER_BYTE * size))

    def unpacked(self, payload: str, encoding: str) -> Value:
        """Unpack a payload. `encoding` is one of `ENCODINGS`.

        :raises BadPayload: when it cannot be unpacked.
        """
        packed = _from_base64(payload, encoding)
        if encoding == COMPRESSED:
            packed = self._inflated(packed)
        self.left = max(0, self.left - len(packed))
        if not packed:
            return {}
        try:
            value, made = read_cbor(packed, self.values_left)
            self.values_left -= made
            return value
        except BadCbor as error:
            self.values_left = max(0, self.values_left - error.made)
            raise BadPayload(f"The payload cannot be read: {error}") from None

    def _inflated(self, packed: bytes) -> bytes:
        try:
            return inflated(packed, min(LARGEST, self.left))
        except BadPayload as error:
            self.left = max(0, self.left - error.unfolded)
            raise


def inflated(packed: bytes, largest: int = LARGEST) -> bytes:
    """Undo Deflate, raw or within the wrapping of zlib or gzip.

    :raises BadPayload: when it is none, is cut off, or would grow beyond `largest` bytes.
    """
    for window in _WINDOWS:
        stream = zlib.decompressobj(window)
        try:
            data = stream.decompress(packed, largest + 1)
        except zlib.error:
            continue
        if len(data) > largest:
            raise BadPayload(f"The payload grows beyond {largest:,} bytes when it is unpacked.", len(data))
        if not stream.eof:
            raise BadPayload("The compressed payload is cut off.", len(data))
        return data
    raise BadPayload("The payload is not compressed as its encoding says.")


def _from_base64(payload: str, encoding: str) -> bytes:
    if encoding not in ENCODINGS:
        raise BadPayload(f"The encoding “{encoding:.20}” is unknown.")
    try:
        return base64.b64decode(payload, validate=True)
    except (binascii.Error, ValueError):
        raise BadPayload("The payload is no Base64; it may have been cut off.") from None
