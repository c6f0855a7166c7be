"""Deriving a vault week from facts: the one function everything else in this package serves."""

from datetime import datetime

from vault.domain.coverage import Coverage
from vault.domain.facts import Facts
from vault.domain.weeks import Week


def derive_week(week: Week, rules: "SeasonRules | None", facts: Facts, coverage: Coverage, now: datetime) -> "VaultWeek":
    """This function will derive one character's Great Vault in one week. (being written; the signature stands)"""
    raise NotImplementedError
