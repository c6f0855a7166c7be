"""Reading a decoded JSON document into a strict shape, and the plain types that shapes are made of."""

import re
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from characters.domain.errors import MalformedPayload

Shape = TypeVar("Shape")

# Databases store neither the NUL character nor half of a surrogate pair.
_STORABLE = r"^[^\x00\ud800-\udfff]*$"

Identifier = Annotated[int, Meta(ge=0, le=2**63 - 1)]
SmallIdentifier = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Level = Annotated[int, Meta(ge=0, le=2**15 - 1)]
Text = Annotated[str, Meta(max_length=255, pattern=_STORABLE)]
Address = Annotated[str, Meta(max_length=2000, pattern=_STORABLE)]
# Bounds that no real value reaches; they also refuse NaN and infinity.
Number = Annotated[float, Meta(ge=0, le=1e15)]


def read(body: object, shape: type[Shape], document: str) -> Shape:
    """Read decoded JSON into a msgspec shape, without converting any type into another.

    Unknown fields are skipped. Raises MalformedPayload with the document's name and the path of the first
    wrong value, such as "raids: expected int, got str at $.expansions[0].instances[2].instance.id".
    """
    try:
        return msgspec.convert(body, shape)
    except msgspec.ValidationError as error:
        raise MalformedPayload(f"{document}: {_readable(str(error))}") from None
    except (UnicodeError, RecursionError) as error:
        raise MalformedPayload(f"{document}: the text cannot be read ({type(error).__name__})") from None


def _readable(reason: str) -> str:
    reason = re.sub(r"matching regex .*? - at", "of storable characters - at", reason)
    reason = reason.replace("`", "").replace(" - at ", " at ")
    return reason[:1].lower() + reason[1:]
