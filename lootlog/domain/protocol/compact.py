"""Identifiers and numbers in few characters: bytes as base64url without padding, one way of writing each."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from lootlog.domain.digests import Digest
from lootlog.domain.protocol.escaping import BadFrame

HASH_BYTES = 32
LONGEST_NUMBER = 15
_NUMBER = re.compile(rf"-?[0-9]{{1,{LONGEST_NUMBER}}}")


def packed(data: bytes) -> str:
    """Write bytes: four characters for three of them."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def unpacked(text: str, length: int | None = None) -> bytes:
    """Read what `packed` wrote.

    :raises BadFrame: for other text, and for other than `length` bytes where that is given.
    """
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise BadFrame(f"“{text:.40}” is not base64.") from None
    if packed(data) != text or length not in (None, len(data)):
        raise BadFrame(f"“{text:.40}” is not {length or 'any'} bytes in base64.")
    return data


def packed_uuid(value: UUID) -> str:
    """Write a UUID in 22 characters."""
    return packed(value.bytes)


def unpacked_uuid(text: str) -> UUID:
    """Read what `packed_uuid` wrote.

    :raises BadFrame: for other text.
    """
    return UUID(bytes=unpacked(text, 16))


def packed_hash(name: str) -> str:
    """Write an entry's hash in 43 characters."""
    return packed(bytes.fromhex(name))


def unpacked_hash(text: str) -> str:
    """Read what `packed_hash` wrote.

    :raises BadFrame: for other text.
    """
    return unpacked(text, HASH_BYTES).hex()


def packed_digest(digest: Digest) -> str:
    """Write a digest: how many entries, a colon, 43 characters."""
    return f"{digest.count}:{packed(digest.total.to_bytes(HASH_BYTES))}"


def unpacked_digest(text: str) -> Digest:
    """Read what `packed_digest` wrote.

    :raises BadFrame: for other text.
    """
    count, _, total = text.partition(":")
    return Digest(number(count), int.from_bytes(unpacked(total, HASH_BYTES)))


def number(text: str, largest: int = 10**LONGEST_NUMBER, smallest: int = 0) -> int:
    """Read a whole number between `smallest` and `largest`, in the digits 0 to 9.

    :raises BadFrame: for anything else.
    """
    if not _NUMBER.fullmatch(text) or not smallest <= int(text) <= largest:
        raise BadFrame(f"“{text:.40}” is no whole number from {smallest} to {largest}.")
    return int(text)
