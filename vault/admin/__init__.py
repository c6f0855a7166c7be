"""The officers' desk of the vault: facts and figures to read, season rules to correct."""

from vault.admin import amendments, entries, facts, periods, seasons

__all__ = ["amendments", "entries", "facts", "periods", "seasons"]
