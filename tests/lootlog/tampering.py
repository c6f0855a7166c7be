"""The ledger's tables changed behind its back, as only the database's owner can."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from django.db import connection

append_only = import_module("lootlog.migrations.0002_append_only")


@contextmanager
def unguarded() -> Iterator[Any]:
    """Give a cursor to which the database refuses nothing; afterwards the ledger is append-only again."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # No trigger can be dropped while checks of the rows' other tables are still to be done.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in append_only.DROP[connection.vendor]:
            cursor.execute(statement)
        yield cursor
        for statement in append_only.MAKE[connection.vendor]:
            cursor.execute(statement)
