"""The stored digests of weeks follow the entries."""

from django.db import transaction

from lootlog.domain.digests import Digest
from lootlog.models import Profile, WeekDigest
from lootlog.selectors.digests import digests_since
from lootlog.services.placing import locked

# Whoever asks adds up so many entries quicker than it would fold them.
FOLD_FROM = 500


def fold(profile: Profile, *, at_least: int = 1) -> int:
    """Add the entries that came since the last time to the digests of their weeks; safe to repeat.

    Does nothing when fewer than `at_least` came. Returns how many were added. Five queries, whatever their number.
    """
    behind = Profile.objects.get(pk=profile.pk)
    if behind.last_position - behind.digested_position < max(1, at_least):
        return 0
    with transaction.atomic():
        return _add(locked(profile))


@transaction.atomic
def recompute(profile: Profile) -> int:
    """Throw a profile's digests away and make them again from its entries. Returns how many entries there are."""
    fresh = locked(profile)
    WeekDigest.objects.filter(profile=fresh).delete()
    fresh.digested_position = 0
    return _add(fresh)


def _add(profile: Profile) -> int:
    since, position = digests_since(profile, profile.digested_position)
    stored = WeekDigest.objects.filter(profile=profile, week__in=since)
    known = {row.week: Digest(row.count, int(row.total, 16)) for row in stored}
    sums = {week: known.get(week, Digest()) + digest for week, digest in since.items()}
    rows = [
        WeekDigest(profile=profile, week=week, count=digest.count, total=f"{digest.total:064x}")
        for week, digest in sorted(sums.items())
    ]
    WeekDigest.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["profile", "week"], update_fields=["count", "total"]
    )
    count, profile.digested_position = position - profile.digested_position, position
    profile.save(update_fields=["digested_position"])
    return count
