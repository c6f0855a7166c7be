"""Freezing weeks that have ended, and letting go of snapshots that no derivation needs any more."""

from datetime import datetime, timedelta

from vault.models import CountSnapshot, GreatVaultEntry
from vault.services.fill import fill_weeks

SNAPSHOTS_LAST = timedelta(days=182)
SHARE = 500


def close_weeks(*, now: datetime) -> int:
    """Derive and freeze entries of weeks that have ended, a share at a time. Return how many were still open."""
    open_entries = GreatVaultEntry.objects.filter(closed_at__isnull=True, week_end__lte=now).order_by("pk")
    ids = list(open_entries.values_list("character_id", flat=True)[:SHARE])
    fill_weeks(ids, now=now)
    # A week older than the last two is frozen as it was derived last.
    stale = GreatVaultEntry.objects.filter(closed_at__isnull=True, week_end__lte=now - timedelta(days=8))
    stale.update(closed_at=now)
    prune_snapshots(now=now)
    return len(ids)


def prune_snapshots(*, now: datetime) -> int:
    """Delete snapshots of more than half a year ago: the weeks they decided are frozen. Return how many went."""
    return CountSnapshot.objects.filter(as_of_until__lt=now - SNAPSHOTS_LAST).delete()[0]
