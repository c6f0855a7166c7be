"""The vault's tables: calendar, season overlays, facts, and the derived entries."""

from vault.models.calendar import Period, SeasonOverlay
from vault.models.entries import GreatVaultEntry, VaultAmendment
from vault.models.facts import CountSnapshot, KeystoneRun, KillSighting, LoggedReport

__all__ = [
    "CountSnapshot",
    "GreatVaultEntry",
    "KeystoneRun",
    "KillSighting",
    "LoggedReport",
    "Period",
    "SeasonOverlay",
    "VaultAmendment",
]
