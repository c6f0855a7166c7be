"""What can be asked of a board: filters and order, as fields of a form and as parts of an address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from characters.domain.reference import CLASSES

NAMES = ("search", "rank", "class", "role", "state", "sort")
ROLES = {"tank": "Tank", "healer": "Healer", "melee": "Melee DPS", "ranged": "Ranged DPS"}
STATES = {"fresh": "fresh", "stale": "stale", "pending": "not read yet"}
ORDERS = {
    "rank": "guild rank",
    "name": "name",
    "class": "class",
    "item_level": "item level",
    "raid": "raid slots",
    "dungeons": "dungeon slots",
    "world": "world slots",
}
# Columns of the board by which it can be ordered.
COLUMNS = {"name": "Character", "raid": "Raid", "dungeons": "Dungeons", "world": "World"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a field."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form; without `any_label` something is always chosen."""

    name: str
    label: str
    any_label: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column, with the address that orders by it."""

    label: str
    address: str
    direction: str


def asked(query: Mapping[str, str]) -> dict[str, str]:
    """Return what an address asks for; what it does not ask for is left out."""
    return {name: text for name in NAMES if (text := query.get(name, "").strip())}


def address_of(wanted: Mapping[str, str], **changes: object) -> str:
    """Write the part of an address that asks for `wanted`, with changes; None leaves a part out."""
    parts = {**wanted, **{name: str(value) if value is not None else "" for name, value in changes.items()}}
    return f"?{urlencode({name: value for name, value in parts.items() if value})}"


def fields_of(rank_names: Mapping[int, str], wanted: Mapping[str, str]) -> list[Field]:
    """Return the form's fields with what is chosen; a value that only an address can hold becomes an option."""
    classes = sorted((facts.slug, facts.name) for facts in CLASSES)
    named = [(str(index), name) for index, name in rank_names.items()]
    fields = (
        ("rank", "Rank", "all ranks", named),
        ("class", "Class", "all classes", classes),
        ("role", "Role", "all roles", ROLES.items()),
        ("state", "Data", "fresh or not", STATES.items()),
        ("sort", "Order", "", _orders(wanted.get("sort", ""))),
    )
    return [
        Field(name, label, any_label, _choices(options, wanted.get(name, "")))
        for name, label, any_label, options in fields
    ]


def columns_of(wanted: Mapping[str, str], period: str) -> dict[str, Column]:
    """Return the heads of the columns by which the board can be ordered."""
    order = wanted.get("sort", "rank")
    return {name: _column(name, label, order, wanted, period) for name, label in COLUMNS.items()}


def _column(name: str, label: str, order: str, wanted: Mapping[str, str], period: str) -> Column:
    is_ordered, is_turned = order.removeprefix("-") == name, order.startswith("-")
    rises = (name == "name") != is_turned
    direction = ("ascending" if rises else "descending") if is_ordered else ""
    turned = f"-{name}" if is_ordered and not is_turned else name
    return Column(label, address_of({"period": period, **wanted}, sort=turned), direction)


def _orders(chosen: str) -> list[tuple[str, str]]:
    orders = list(ORDERS.items())
    name = chosen.removeprefix("-")
    if chosen.startswith("-") and name in ORDERS:
        orders.append((chosen, f"{ORDERS[name]}, turned round"))
    return orders


def _choices(options: Iterable[tuple[str, str]], chosen: str) -> list[Choice]:
    word = chosen.casefold()
    choices = [Choice(value, label, word in (value.casefold(), label.casefold())) for value, label in options]
    if chosen and not any(choice.is_chosen for choice in choices):
        choices.append(Choice(chosen, chosen, True))
    return choices
