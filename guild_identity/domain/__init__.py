"""Who is who: guild characters, Discord users and the people behind them, in plain Python."""

from guild_identity.domain.names import normalize_name
from guild_identity.domain.notes import extract_discord_hints_from_note
from guild_identity.domain.similarity import fuzzy_match_score

__all__ = ["extract_discord_hints_from_note", "fuzzy_match_score", "normalize_name"]
