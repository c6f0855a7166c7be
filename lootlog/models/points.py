"""The column type of points: exact, also where the database's own decimals are not."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models

from lootlog.domain.amounts import PLACES, amount

UNITS = Decimal(10) ** PLACES


if TYPE_CHECKING:
    Column = models.Field[Any, Any]
else:
    Column = models.Field


class PointsField(Column):
    """Points as a Decimal of four places, stored as a whole number of ten-thousandths.

    SQLite keeps decimals as binary fractions; whole numbers add up exactly everywhere.
    """

    def get_internal_type(self) -> str:
        """Name the column's type in the database."""
        return "BigIntegerField"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        """Turn units into points; sums arrive as whole decimals."""
        return None if value is None else (Decimal(value) / UNITS).normalize() + 0

    def to_python(self, value: Any) -> Decimal | None:
        """Read a number of points from text or number."""
        return None if value is None else amount(value)

    def get_prep_value(self, value: Any) -> int | None:
        """Turn points into units."""
        return None if value is None else int(Decimal(value) * UNITS)

    def formfield(self, **options: Any) -> Any:
        """Ask for a decimal number."""
        return forms.DecimalField(**{"decimal_places": PLACES, "required": not self.blank, **options})
