"""The words that pages use for what the vault knows: short ones in cells, sentences where there is room."""

from vault.domain.reasons import Reason

ROWS = {"raid": "Raid", "dungeon": "Dungeons", "world": "World"}
DIFFICULTIES = {"lfr": "LFR", "normal": "Normal", "heroic": "Heroic", "mythic": "Mythic"}
DEEDS = {"raid": "bosses", "dungeon": "runs", "world": "activities"}
SOURCES = {
    "blizzard": "Blizzard",
    "statistics": "statistics",
    "warcraftlogs": "Warcraft Logs",
    "raiderio": "Raider.IO",
}
SECTIONS = {
    "summary": "Profile",
    "raids": "Raids",
    "statistics": "Statistics",
    "keystones": "Keystones",
    "raiderio": "Raider.IO",
    "equipment": "Equipment",
    "professions": "Professions",
    "season": "Season's keystones",
    "guild": "Guild profile",
    "roster": "Roster",
    "reports": "Warcraft Logs",
}
KINDS = {
    "not_found": "does not know the character",
    "forbidden": "refuses to show it",
    "unauthorized": "refuses our credentials",
    "rate_limited": "asked us to slow down",
    "unavailable": "out of order",
    "timeout": "too slow",
    "unreadable": "unreadable answer",
    "too_large": "answer too large",
    "circuit_open": "out of order, left alone for a while",
    "budget_spent": "our budget of requests is spent",
    "misconfigured": "credentials missing",
    "replaced": "another character bears the name",
}
CONFIDENCES = {
    "confirmed": "two or more sources say so",
    "single": "one source says so",
    "inferred": "a counter rose between two logouts of this week",
    "unplaced": "a counter rose over a reset: it may belong to another week, so it is not counted",
}
SHORT_REASONS = {
    Reason.NEVER_SYNCED: "not read yet",
    Reason.NOT_LOGGED_IN: "no logout yet",
    Reason.NO_BASELINE: "read too late",
    Reason.UNPLACED: "which week?",
    Reason.PROFILE_NOT_FOUND: "no profile",
    Reason.PROFILE_FORBIDDEN: "hidden",
    Reason.UPSTREAM_DOWN: "no answer",
    Reason.NO_RAIDERIO: "half seen",
    Reason.NO_SEASON: "no rules",
    Reason.NO_VAULT: "no vault",
}


def short_reason(reason: str | None) -> str:
    """Say in two words why a slot is unknown or can never be earned."""
    return SHORT_REASONS.get(Reason(reason), "unknown") if reason in set(Reason) else "unknown"


def reason_sentence(reason: str | None) -> str:
    """Say in a sentence why a slot is unknown or can never be earned."""
    return Reason(reason).sentence if reason in set(Reason) else "Nothing that was read says so."


def source_names(sources: list[str]) -> str:
    """List sources by the names people know."""
    return ", ".join(SOURCES.get(source, source) for source in sources)
