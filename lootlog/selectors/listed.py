"""Profiles, standings and checkpoints as plain values."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from characters.models import Guild
from lootlog.models import Checkpoint, Profile
from lootlog.selectors.standings import Standing, last_changes, standings

Row = dict[str, Any]
STATES = ("present", "archived", "all")


def profiles_of(guilds: QuerySet[Guild], state: str = "present") -> QuerySet[Profile]:
    """Return the profiles of guilds: by guild, the active one first, then by name."""
    found = Profile.objects.filter(guild__in=guilds.order_by().values("pk")).select_related("guild__realm")
    if state != "all":
        found = found.filter(archived_at__isnull=state == "present")
    return found.order_by("guild__name", "guild_id", "-is_default", "name", "pk")


def profile_row(profile: Profile) -> Row:
    """Write a profile as plain values."""
    return {
        "id": profile.pk,
        "uuid": str(profile.uuid),
        "guild": profile.guild_id,
        "guild_name": profile.guild.name,
        "name": profile.name,
        "is_active": profile.is_default,
        "entries": profile.last_position,
        "created_at": profile.created_at,
        "archived_at": profile.archived_at,
    }


def standing_rows(profile: Profile, *, as_of: datetime | None, by_person: bool) -> list[Row]:
    """List who holds what as plain values, the most points first; equal points share a rank."""
    found = standings(profile, as_of=as_of, by_person=by_person)
    changes = last_changes(profile, as_of=as_of)
    rows: list[Row] = []
    for number, standing in enumerate(found, start=1):
        shares = rows and found[number - 2].points == standing.points
        rows.append({"rank": rows[-1]["rank"] if shares else number, **_standing_row(standing, changes)})
    return rows


def _standing_row(standing: Standing, changes: Mapping[int, datetime]) -> Row:
    main = standing.main
    return {
        "key": standing.key,
        "label": standing.label,
        "points": plain_sum(standing.points),
        "last_change": max((changes[target.pk] for target in standing.targets if target.pk in changes), default=None),
        "class": main.class_name,
        "color": main.class_color,
        "character": main.character_id,
        "target": main.pk,
        "targets": [{"id": target.pk, "label": target.label} for target in standing.targets],
    }


def plain_sum(points: Any) -> str:
    """Write a sum of points, which may be larger than one entry's."""
    return format(points.normalize() + 0, "f")


def checkpoints_of(profile: Profile) -> QuerySet[Checkpoint]:
    """Return a profile's checkpoints, newest first."""
    return Checkpoint.objects.filter(profile=profile).order_by("-position", "pk")


def checkpoint_rows(checkpoints: Iterable[Checkpoint]) -> list[Row]:
    """Write checkpoints as plain values."""
    return [
        {
            "id": one.pk, "position": one.position, "digest": one.digest, "taken_at": one.taken_at,
            "standings": one.standings,
        }
        for one in checkpoints
    ]  # fmt: skip
