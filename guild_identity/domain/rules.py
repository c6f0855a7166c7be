"""The registry of rules. A further way to tell who is who is one more entry."""

from guild_identity.domain import group_rules, name_rules, note_rules
from guild_identity.domain.claims import Rule

RULES: tuple[Rule, ...] = (*group_rules.LOGIN_RULES, *name_rules.RULES, *note_rules.RULES, *group_rules.RULES)
