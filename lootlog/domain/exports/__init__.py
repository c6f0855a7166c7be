"""Entries written out, a piece at a time: for people, for spreadsheets, for the addon, and for proof."""
