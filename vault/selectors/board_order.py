"""Picking and ordering the rows of a board."""

from collections.abc import Callable, Iterable
from typing import Any

from characters.selectors.freshness import State
from characters.selectors.member_filters import one_of
from vault.selectors.board_row import BoardRow

Key = Callable[[BoardRow], Any]


def of_state(rows: Iterable[BoardRow], word: str | None) -> list[BoardRow]:
    """Keep the rows of a state, all of them where none is asked for.

    :raises Refused: for a state that does not exist.
    """
    if not (word or "").strip():
        return list(rows)
    state = one_of("state", word or "", State)
    return [row for row in rows if row.state == state]


def in_order(rows: list[BoardRow], word: str | None) -> list[BoardRow]:
    """Order rows by what is asked for, then by name and id; by rank where nothing is.

    Names, ranks and classes rise; item levels and vault rows begin with the best. A minus in front turns it round.

    :raises Refused: for an order that does not exist.
    """
    wanted = (word or "").strip() or "rank"
    key, is_falling = ORDERS[one_of("order", wanted.removeprefix("-"), ORDERS)]
    rows = sorted(rows, key=_by_name)
    return sorted(rows, key=key, reverse=is_falling != wanted.startswith("-"))


def _by_name(row: BoardRow) -> tuple[str, int]:
    return row.search_key, row.character_id


def _row_of_vault(name: str) -> Key:
    def reward(row: BoardRow) -> list[tuple[int, int]]:
        slots = [slot for slot in row.slot_list() if slot["row"] == name]
        return [(slot["item_level"] or 0, slot["progress"]) for slot in slots]

    return reward


ORDERS: dict[str, tuple[Key, bool]] = {
    "name": (_by_name, False),
    "rank": (lambda row: row.rank, False),
    "class": (lambda row: row.class_name or "~", False),
    "item_level": (lambda row: row.item_level or 0, True),
    "raid": (_row_of_vault("raid"), True),
    "dungeons": (_row_of_vault("dungeon"), True),
    "world": (_row_of_vault("world"), True),
}
