"""Rendering: JSON by orjson, and CSV that no spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer, JSONRenderer

from characters.selectors.writing import to_json

# Spreadsheets read a cell that begins with one of these as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class FastJsonRenderer(JSONRenderer):
    """JSON in UTF-8, without the encoder in Python."""

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """Render a body; nothing at all where there is none."""
        return b"" if data is None else to_json(data)


class CsvRenderer(BaseRenderer):
    """A list of flat objects as CSV in UTF-8; the view may name its columns in `csv_columns`."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """Render the rows under a line of column names."""
        rows: Sequence[Mapping[str, Any]] = data or []
        view = (renderer_context or {}).get("view")
        columns = getattr(view, "csv_columns", None) or (list(rows[0]) if rows else [])
        return to_csv(columns, rows).encode()


def to_csv(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    """Write rows as CSV, with a quote in front of whatever a spreadsheet would run."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    if value is None or isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | datetime):
        text = value if isinstance(value, str) else orjson.loads(to_json(value))
    else:
        text = to_json(value).decode()
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
