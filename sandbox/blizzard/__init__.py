"""Blizzard's profile and game data API."""
