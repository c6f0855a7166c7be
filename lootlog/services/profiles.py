"""A guild's profiles: made, renamed, chosen, archived. Nothing in them is ever lost."""

from datetime import datetime

from django.db import transaction

from characters.domain.errors import Refused
from characters.models import Guild
from lootlog.domain.rules import name_fault
from lootlog.models import Profile

FIRST_NAME = "Default"


@transaction.atomic
def active_profile(guild: Guild, *, now: datetime) -> Profile:
    """Return the guild's active profile; a guild without profiles gets its first one."""
    found = Profile.objects.filter(guild=guild, is_default=True).first()
    if found is not None:
        return found
    Guild.objects.select_for_update().get(pk=guild.pk)
    return Profile.objects.get_or_create(
        guild=guild, is_default=True, defaults={"name": FIRST_NAME, "created_at": now}
    )[0]


@transaction.atomic
def create_profile(guild: Guild, name: str, *, now: datetime) -> Profile:
    """Make a new, empty profile.

    :raises Refused: when the name cannot be one, or another profile of the guild has it.
    """
    active_profile(guild, now=now)
    return Profile.objects.create(guild=guild, name=_free_name(guild, name), created_at=now)


@transaction.atomic
def rename_profile(profile: Profile, name: str) -> Profile:
    """Give a profile another name; its entries and its uuid stay.

    :raises Refused: as `create_profile`.
    """
    profile.name = _free_name(profile.guild, name, but=profile)
    profile.save(update_fields=["name"])
    return profile


@transaction.atomic
def activate_profile(profile: Profile) -> Profile:
    """Make a profile the guild's active one.

    :raises Refused: when it is archived.
    """
    if profile.archived_at is not None:
        raise Refused(f"“{profile}” is archived. Bring it back first.")
    Profile.objects.filter(guild=profile.guild, is_default=True).update(is_default=False)
    profile.is_default = True
    profile.save(update_fields=["is_default"])
    return profile


@transaction.atomic
def archive_profile(profile: Profile, *, now: datetime) -> Profile:
    """Take a profile out of the lists. Its entries stay, and it can be brought back.

    :raises Refused: for the active profile, which includes the only one.
    """
    fresh = Profile.objects.select_for_update().get(pk=profile.pk)
    if not Profile.objects.filter(guild=fresh.guild, archived_at__isnull=True).exclude(pk=fresh.pk).exists():
        raise Refused(f"“{fresh}” is the guild's only profile and cannot be deleted.")
    if fresh.is_default:
        raise Refused(f"“{fresh}” is the active profile and cannot be deleted. Make another one active first.")
    fresh.archived_at = now
    fresh.save(update_fields=["archived_at"])
    return fresh


@transaction.atomic
def restore_profile(profile: Profile) -> Profile:
    """Bring an archived profile back.

    :raises Refused: when another profile has taken its name.
    """
    _free_name(profile.guild, profile.name, but=profile)
    profile.archived_at = None
    profile.save(update_fields=["archived_at"])
    return profile


def _free_name(guild: Guild, name: str, *, but: Profile | None = None) -> str:
    name = name.strip()
    if fault := name_fault(name, "profile's name"):
        raise Refused(fault)
    taken = Profile.objects.filter(guild=guild, name__iexact=name, archived_at__isnull=True)
    if taken.exclude(pk=but.pk if but else 0).exists():
        raise Refused(f"There is a profile “{name}” already.")
    return name
