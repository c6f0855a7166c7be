"""A guild's profiles: made, renamed, chosen, archived. Nothing in them is ever lost."""

from datetime import datetime
from typing import TypedDict

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from characters.domain.errors import Refused
from characters.models import Guild
from lootlog.domain.rules import name_fault
from lootlog.models import Profile

FIRST_NAME = "Default"


class ProfileChanges(TypedDict, total=False):
    """What is to be changed about a profile."""

    name: str
    is_active: bool
    is_archived: bool


@transaction.atomic
def active_profile(guild: Guild, *, now: datetime) -> Profile:
    """Return the guild's active profile; a guild without profiles gets its first one."""
    found = Profile.objects.filter(guild=guild, is_default=True).first()
    if found is not None:
        return found
    _locked(guild)
    return Profile.objects.get_or_create(
        guild=guild, is_default=True, defaults={"name": FIRST_NAME, "created_at": now}
    )[0]


def ensure_profiles(guilds: QuerySet[Guild], *, now: datetime) -> None:
    """Give those of the guilds that have no profile their first one; one query where all have."""
    for guild in guilds.filter(~Exists(Profile.objects.filter(guild=OuterRef("pk"), is_default=True))):
        active_profile(guild, now=now)


@transaction.atomic
def create_profile(guild: Guild, name: str, *, now: datetime) -> Profile:
    """Make a new, empty profile.

    :raises Refused: when the name cannot be one, or another profile of the guild has it.
    """
    active_profile(guild, now=now)
    _locked(guild)
    return Profile.objects.create(guild=guild, name=_free_name(guild, name), created_at=now)


@transaction.atomic
def change_profile(profile: Profile, changes: ProfileChanges, *, now: datetime) -> Profile:
    """Change what is named, all or nothing; what is not named stays.

    :raises Refused: as the single changes; also for making the active profile inactive, which takes another one.
    """
    if changes.get("is_archived") is False:
        profile = restore_profile(profile)
    if "name" in changes:
        profile = rename_profile(profile, changes["name"])
    if changes.get("is_active"):
        profile = activate_profile(profile)
    elif changes.get("is_active") is False and _fresh(profile).is_default:
        raise Refused("A guild always has an active profile. Make another one active instead.")
    return archive_profile(profile, now=now) if changes.get("is_archived") else profile


@transaction.atomic
def rename_profile(profile: Profile, name: str) -> Profile:
    """Give a profile another name; its entries and its uuid stay.

    :raises Refused: as `create_profile`, and when it is archived.
    """
    fresh = _fresh(profile)
    if fresh.archived_at is not None:
        raise Refused(f"“{fresh}” is archived. Bring it back first.")
    fresh.name = _free_name(fresh.guild, name, but=fresh)
    fresh.save(update_fields=["name"])
    return fresh


@transaction.atomic
def activate_profile(profile: Profile) -> Profile:
    """Make a profile the guild's active one.

    :raises Refused: when it is archived.
    """
    fresh = _fresh(profile)
    if fresh.archived_at is not None:
        raise Refused(f"“{fresh}” is archived. Bring it back first.")
    Profile.objects.filter(guild=fresh.guild, is_default=True).update(is_default=False)
    fresh.is_default = True
    fresh.save(update_fields=["is_default"])
    return fresh


@transaction.atomic
def archive_profile(profile: Profile, *, now: datetime) -> Profile:
    """Take a profile out of the lists. Its entries stay, and it can be brought back. Safe to repeat.

    :raises Refused: for the active profile, which includes the only one.
    """
    fresh = _fresh(profile)
    if fresh.archived_at is not None:
        return fresh
    if not Profile.objects.filter(guild=fresh.guild, archived_at__isnull=True).exclude(pk=fresh.pk).exists():
        raise Refused(f"“{fresh}” is the guild's only profile and cannot be deleted.")
    if fresh.is_default:
        raise Refused(f"“{fresh}” is the active profile and cannot be deleted. Make another one active first.")
    fresh.archived_at = now
    fresh.save(update_fields=["archived_at"])
    return fresh


@transaction.atomic
def restore_profile(profile: Profile) -> Profile:
    """Bring an archived profile back. Safe to repeat.

    :raises Refused: when another profile has taken its name.
    """
    fresh = _fresh(profile)
    _free_name(fresh.guild, fresh.name, but=fresh)
    fresh.archived_at = None
    fresh.save(update_fields=["archived_at"])
    return fresh


def _locked(guild: Guild) -> None:
    """Let nobody else change the guild's profiles until the transaction ends: names and the active one stay unique."""
    Guild.objects.select_for_update(no_key=True).get(pk=guild.pk)


def _fresh(profile: Profile) -> Profile:
    """Return the profile as it is now, with its guild locked."""
    _locked(profile.guild)
    return Profile.objects.select_related("guild__realm").get(pk=profile.pk)


def _free_name(guild: Guild, name: str, *, but: Profile | None = None) -> str:
    name = name.strip()
    if fault := name_fault(name, "profile's name"):
        raise Refused(fault)
    taken = Profile.objects.filter(guild=guild, name__iexact=name, archived_at__isnull=True)
    if taken.exclude(pk=but.pk if but else 0).exists():
        raise Refused(f"There is a profile “{name}” already.")
    return name
