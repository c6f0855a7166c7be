"""The registry of rules. A further way to tell who is who is one more entry."""

from guild_identity.domain import alt_list_rules, group_rules, name_rules, note_rules
from guild_identity.domain.claims import Rule

RULES: tuple[Rule, ...] = (
    *group_rules.LOGIN_RULES,
    *name_rules.RULES,
    *note_rules.RULES,
    *alt_list_rules.RULES,
    *group_rules.RULES,
)
