"""The column type of JSON documents that upstreams or we ourselves wrote, read and written with orjson.

In the database it is an ordinary JSON column. Documents are many and large (a character's statistics are a quarter of
a megabyte), and the standard library's JSON took most of the time of storing and reading them.
"""

from typing import Any

import orjson
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.fields.json import KeyTransform


class _Encoder:
    """What `json.dumps` is given as its encoder."""

    def __init__(self, **options: Any) -> None:
        pass

    def encode(self, document: object) -> str:
        return orjson.dumps(document).decode()


class DocumentField(models.JSONField):
    """A JSON column without numbers beyond 64 bits: what came through orjson, or was made by us."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "encoder": _Encoder})

    def deconstruct(self) -> Any:
        """Describe the column as what it is to the database, so that migrations see no difference."""
        name, _, args, options = super().deconstruct()
        options.pop("encoder", None)
        return name, "django.db.models.JSONField", args, options

    def get_placeholder(self, value: object, compiler: object, connection: BaseDatabaseWrapper) -> str:
        """Keep Django from packing a batch's documents into one array, where every quote is escaped once more."""
        return "%s"

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        """Read the column's text."""
        if value is None or (isinstance(expression, KeyTransform) and not isinstance(value, str)):
            return value
        return orjson.loads(value)
