"""A character's weeks before, with what changed in them after they had closed."""

from django.db.models import Prefetch

from characters.models import Character
from vault.models import GreatVaultEntry, VaultAmendment


def week_history(character: Character, *, limit: int) -> list[GreatVaultEntry]:
    """Return the newest derived weeks of a character with their amendments, in two queries; without kills and runs."""
    amendments = Prefetch("amendments", VaultAmendment.objects.order_by("amended_at", "pk"))
    entries = GreatVaultEntry.objects.filter(character=character).defer("kills", "m_plus_runs", "unplaced")
    return list(entries.order_by("-period_id").prefetch_related(amendments)[:limit])
