"""The Great Vault: what is in everybody's vault this week, and how we know.

Facts (kill sightings, count snapshots, keystone runs) are appended; entries and slots are derived from them and can be
thrown away and recomputed. Imports `characters` only.
"""
