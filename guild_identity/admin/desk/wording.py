"""What things are called at the desk."""

from guild_identity.domain.rules import RULES

SOURCES = {
    "matching": "found by matching",
    "admin": "by an officer",
    "api": "through the API",
    "login": "proven by a login",
    "undo": "an undo",
}
RUN_SOURCES = {
    "timetable": "the timetable",
    "upload": "an upload",
    "admin": "an officer",
    "api": "the API",
    "command": "a command",
}
STEP_MEANINGS = {
    "refresh": "roster and achievements",
    "discord": "members and their roles",
    "notes": "exports from the game",
    "match": "whose characters are whose",
    "check": "what does not add up",
    "report": "news for the officers",
}
RULE_NAMES = {rule.name: rule.yields for rule in RULES}
