"""What things are called at the desk."""

from guild_identity.domain.rules import RULES

SOURCES = {
    "matching": "found by matching",
    "admin": "by an officer",
    "api": "through the API",
    "login": "proven by a login",
    "undo": "an undo",
}
RULE_NAMES = {rule.name: rule.yields for rule in RULES}
