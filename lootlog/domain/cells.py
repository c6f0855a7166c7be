"""Cells of tables that spreadsheets open: no text in them can run as a formula, and every text comes back."""

# Spreadsheets take a cell that begins so for a formula and run it.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
GUARD = "'"


def guarded(cell: object) -> object:
    """Keep a text from being run as a formula: an apostrophe comes before it.

    So it does before a text that begins with an apostrophe itself, hence `unguarded` always gives the text back.
    """
    return GUARD + cell if isinstance(cell, str) and cell.startswith((*RISKY, GUARD)) else cell


def unguarded(cell: str) -> str:
    """Take off the apostrophe that `guarded` put before a text."""
    return cell[1:] if cell.startswith(GUARD) and cell[1:].startswith((*RISKY, GUARD)) else cell
