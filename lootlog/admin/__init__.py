"""Ledgers in the admin: to be read by the officers of their guilds. Nothing in a ledger is typed into or deleted."""

from lootlog.admin import arrivals, conflicts, entries, holders, profiles

__all__ = ["arrivals", "conflicts", "entries", "holders", "profiles"]
