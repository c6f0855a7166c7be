"""What undoing a change would leave behind, thought through row by row. Nothing is written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import SET_NULL, ForeignKey, Model, QuerySet

from guild_identity.models import IdentityEvent
from guild_identity.services.journal import TABLES, Image, image

# A row, by the name of its table and its id.
Key = tuple[str, Any]


@dataclass(frozen=True)
class Rewind:
    """The rows that a change touched: as it left them in `left`, as its undo would leave them in `then`.

    None stands for a row that does not exist. `changes` are the change's own, in its order, without what they name of
    accounts that are gone by now and that a row can be without.
    """

    event: IdentityEvent
    changes: list[dict[str, Any]]

    @cached_property
    def left(self) -> dict[Key, Image | None]:
        """The rows as the change left them."""
        return {(change["table"], change["key"]): change["after"] for change in self.changes}

    @cached_property
    def then(self) -> dict[Key, Image | None]:
        """The rows as the undo would leave them."""
        return {(change["table"], change["key"]): change["before"] for change in reversed(self.changes)}

    @cached_property
    def now(self) -> dict[Key, Model]:
        """The rows that exist."""
        return {
            (table, row.pk): row
            for table in TABLES
            for row in (TABLES[table]._default_manager.filter(pk__in=self.keys(table)) if self.keys(table) else ())
        }

    def keys(self, table: str) -> list[Any]:
        """Return the ids of a table's rows that the change touched."""
        return [key for name, key in self.left if name == table]

    def images(self, table: str) -> dict[Any, Image]:
        """Return by id a table's rows that would exist."""
        return {key: shown for (name, key), shown in self.then.items() if name == table and shown is not None}

    def going(self, table: str) -> list[Any]:
        """Return the ids of a table's rows that would go away."""
        return [key for name, key in self.now if name == table and self.then[name, key] is None]

    def others(self, table: str) -> QuerySet[Any]:
        """Return a table's rows that the change did not touch."""
        return TABLES[table]._default_manager.exclude(pk__in=self.keys(table))


def rewind_of(event: IdentityEvent) -> Rewind:
    """Return what undoing a change would do to each row."""
    gone = {table: _gone(model, _former(event, table)) for table, model in TABLES.items()}
    return Rewind(event, [{**change, "before": _without(gone, change)} for change in event.changes])


def is_as_left(row: Model | None, left: Image | None) -> bool:
    """Say whether a row is as a change left it; columns that came to the table since do not count."""
    if row is None or left is None:
        return row is None and left is None
    now = image(row)
    return all(now[name] == value for name, value in left.items() if name in now)


def references(model: type[Model]) -> Iterator[ForeignKey[Any, Any]]:
    """Yield a table's columns that name a row of another."""
    yield from (column for column in model._meta.concrete_fields if isinstance(column, ForeignKey))


def missing(column: ForeignKey[Any, Any], keys: Iterable[Any]) -> set[Any]:
    """Return those of a column's values that name no row any more."""
    wanted = {key for key in keys if key is not None}
    known = column.related_model._default_manager.filter(pk__in=wanted) if wanted else None
    return wanted - set(known.values_list("pk", flat=True)) if known is not None else set()


def _former(event: IdentityEvent, table: str) -> list[Image]:
    return [change["before"] for change in event.changes if change["table"] == table and change["before"] is not None]


def _gone(model: type[Model], images: list[Image]) -> dict[str, set[Any]]:
    """Return by column what is named and gone, where its going would have emptied the column."""
    emptied = [column for column in references(model) if column.remote_field.on_delete is SET_NULL]
    return {column.attname: missing(column, [shown.get(column.attname) for shown in images]) for column in emptied}


def _without(gone: dict[str, dict[str, set[Any]]], change: dict[str, Any]) -> Image | None:
    if change["before"] is None:
        return None
    emptied = {name for name, keys in gone[change["table"]].items() if change["before"].get(name) in keys}
    return {name: None if name in emptied else value for name, value in change["before"].items()}
