"""A figure, its target, and the table of all of them."""

from collections.abc import Iterable
from typing import NamedTuple


class Row(NamedTuple):
    """One figure: what was measured, the target in words, the measured value in words, and whether it is reached."""

    what: str
    target: str
    measured: str
    ok: bool

    def line(self, widths: tuple[int, int, int]) -> str:
        """Return the row as one line of the table."""
        cells = (text.ljust(width) for text, width in zip(self[:3], widths, strict=True))
        return f"| {' | '.join(cells)} | {'ok' if self.ok else 'MISSED'} |"


HEAD = Row("what", "target", "measured", True)


def print_table(rows: Iterable[Row]) -> None:
    """Print rows under a head, in columns as wide as they need."""
    rows = list(rows)
    widths = tuple(max(len(row[column]) for row in (HEAD, *rows)) for column in range(3))
    print(HEAD.line(widths).replace("| ok |", "|    |"))
    print("|" + "|".join("-" * (width + 2) for width in (*widths, 4)) + "|")
    for row in rows:
        print(row.line(widths))


def at_most(what: str, limit: float, measured: float, unit: str = "", note: str = "") -> Row:
    """Make the row of a figure that must not exceed its target."""
    return Row(what, f"<= {limit:g}{unit}", f"{measured:.4g}{unit}{note}", measured <= limit)


def at_least(what: str, limit: float, measured: float, unit: str = "", note: str = "") -> Row:
    """Make the row of a figure that must reach its target."""
    return Row(what, f">= {limit:g}{unit}", f"{measured:.4g}{unit}{note}", measured >= limit)
