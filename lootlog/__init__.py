"""Loot points that can be proven: an append-only ledger per profile. Imports `characters` only."""
