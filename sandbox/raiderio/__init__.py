"""Raider.IO's public API."""
