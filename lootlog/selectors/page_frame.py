"""What stands above every page about a profile."""

from characters.models import Guild
from lootlog.models import Fork, Profile, Quarantined


def switchable(profile: Profile) -> list[Profile]:
    """List the guild's profiles in use, the active one first, and the shown one even where it is archived."""
    found = Profile.objects.filter(guild=profile.guild).order_by("-is_default", "name", "pk")
    return [one for one in found if one.archived_at is None or one.pk == profile.pk]


def open_conflicts(profile: Profile) -> int:
    """Count what waits for an officer's decision: forks and entries in quarantine."""
    forks = Fork.objects.filter(stream__profile=profile, resolved_at__isnull=True).count()
    return forks + Quarantined.objects.filter(profile=profile, state=Quarantined.State.OPEN).count()


def present_profiles(guild: Guild) -> list[Profile]:
    """List the profiles into which a file can go, the active one first."""
    found = Profile.objects.filter(guild=guild, archived_at__isnull=True)
    return list(found.order_by("-is_default", "name", "pk"))
