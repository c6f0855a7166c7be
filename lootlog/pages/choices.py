"""What can be asked of the ledger's lists: parts of an address, and heads of columns by which a list is ordered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column, with the address that orders by it."""

    label: str
    address: str
    direction: str
    css: str = ""


def asked(query: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """Return what an address asks for by these names; what it does not ask for is left out."""
    return {name: text for name in names if (text := query.get(name, "").replace("\0", "").strip())}


def address_of(wanted: Mapping[str, str], **changes: object) -> str:
    """Write the part of an address that asks for `wanted`, with changes; None leaves a part out."""
    parts = {**wanted, **{name: "" if value is None else str(value) for name, value in changes.items()}}
    return f"?{urlencode({name: value for name, value in parts.items() if value})}"


def open_address(wanted: Mapping[str, str]) -> str:
    """Write the part of an address that asks for `wanted`, ready for one more part."""
    return f"{address_of(wanted)}&" if wanted else "?"
