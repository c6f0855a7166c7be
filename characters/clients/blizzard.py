"""Blizzard's game data and profile API: one function per endpoint, bodies as they come."""

import unicodedata
from urllib.parse import quote

from django.conf import settings

from characters.clients.answers import Answer
from characters.clients.http import get_json
from characters.clients.oauth import BLIZZARD
from characters.domain.errors import ErrorKind, UpstreamError
from characters.domain.regions import Region


def get_summary(region: Region, realm_slug: str, name: str, last_modified: str | None = None) -> Answer:
    """Fetch a character's profile summary; read it with profiles.parse_summary.

    Raises UpstreamError. Source: /profile/wow/character/{realm}/{name}.
    """
    return _character(region, realm_slug, name, "", last_modified)


def get_status(region: Region, realm_slug: str, name: str) -> Answer:
    """Fetch whether a profile is still valid; read it with profiles.parse_status.

    Raises UpstreamError. Source: …/status.
    """
    return _character(region, realm_slug, name, "/status")


def get_raids(region: Region, realm_slug: str, name: str, last_modified: str | None = None) -> Answer:
    """Fetch a character's raid kills; read them with raids.parse_raids.

    Raises UpstreamError. Source: …/encounters/raids.
    """
    return _character(region, realm_slug, name, "/encounters/raids", last_modified)


def get_statistics(region: Region, realm_slug: str, name: str, last_modified: str | None = None) -> Answer:
    """Fetch a character's lifetime statistics; read them with statistics.parse_statistics.

    Raises UpstreamError. Source: …/achievements/statistics.
    """
    return _character(region, realm_slug, name, "/achievements/statistics", last_modified)


def get_keystone_profile(region: Region, realm_slug: str, name: str, last_modified: str | None = None) -> Answer:
    """Fetch a character's keystone profile; read it with keystones.parse_keystone_profile.

    Raises UpstreamError. Source: …/mythic-keystone-profile.
    """
    return _character(region, realm_slug, name, "/mythic-keystone-profile", last_modified)


def get_keystone_season(
    region: Region, realm_slug: str, name: str, season_id: int, last_modified: str | None = None
) -> Answer:
    """Fetch a character's best runs of a season; read them with keystones.parse_keystone_season.

    Raises UpstreamError, not_found when the character has no run in that season.
    Source: …/mythic-keystone-profile/season/{id}.
    """
    return _character(region, realm_slug, name, f"/mythic-keystone-profile/season/{season_id}", last_modified)


def get_equipment(region: Region, realm_slug: str, name: str, last_modified: str | None = None) -> Answer:
    """Fetch what a character wears. Raises UpstreamError. Source: …/equipment."""
    return _character(region, realm_slug, name, "/equipment", last_modified)


def get_professions(region: Region, realm_slug: str, name: str, last_modified: str | None = None) -> Answer:
    """Fetch a character's professions. Raises UpstreamError. Source: …/professions."""
    return _character(region, realm_slug, name, "/professions", last_modified)


def get_character_achievements(region: Region, realm_slug: str, name: str) -> Answer:
    """Fetch a character's achievements, a document of megabytes; read it with achievements.parse_achievements.

    Raises UpstreamError. Source: …/achievements.
    """
    return _character(region, realm_slug, name, "/achievements")


def get_account_profile(region: Region, user_token: str) -> Answer:
    """Fetch the characters of the account that a user token was given for; read them with parse_account_profile.

    Raises UpstreamError: not_found where the account never played in the region, unauthorized when the token has run
    out, forbidden when its owner does not share the list. Source: /profile/user/wow.
    """
    return _send(region, "/profile/user/wow", "profile", {"Authorization": f"Bearer {user_token}"})


def get_guild(region: Region, realm_slug: str, guild_slug: str, last_modified: str | None = None) -> Answer:
    """Fetch a guild; its slug is names.guild_slug of its name.

    Raises UpstreamError. Source: /data/wow/guild/{realm}/{guild}, which lives in the profile namespace.
    """
    return _guild(region, realm_slug, guild_slug, "", last_modified)


def get_guild_roster(region: Region, realm_slug: str, guild_slug: str, last_modified: str | None = None) -> Answer:
    """Fetch a guild's roster; read it with rosters.parse_roster.

    Raises UpstreamError. Source: /data/wow/guild/{realm}/{guild}/roster.
    """
    return _guild(region, realm_slug, guild_slug, "/roster", last_modified)


def get_period_index(region: Region) -> Answer:
    """Fetch the current keystone period's id; read it with periods.parse_period_index.

    Raises UpstreamError. Source: /data/wow/mythic-keystone/period/index.
    """
    return _get(region, "/data/wow/mythic-keystone/period/index", "dynamic")


def get_period(region: Region, period_id: int) -> Answer:
    """Fetch the window of a keystone period; read it with periods.parse_period.

    Raises UpstreamError. Source: /data/wow/mythic-keystone/period/{id}.
    """
    return _get(region, f"/data/wow/mythic-keystone/period/{period_id}", "dynamic")


def get_realm_index(region: Region) -> Answer:
    """Fetch the names and slugs of a region's realms.

    Raises UpstreamError. Source: /data/wow/realm/index.
    """
    return _get(region, "/data/wow/realm/index", "dynamic")


def _character(region: Region, realm_slug: str, name: str, section: str, last_modified: str | None = None) -> Answer:
    # Paths want the name in lower case by Unicode's rules, with its accents.
    lowered = unicodedata.normalize("NFC", name).lower()
    path = f"/profile/wow/character/{_part(realm_slug)}/{_part(lowered)}{section}"
    return _get(region, path, "profile", last_modified)


def _guild(region: Region, realm_slug: str, guild_slug: str, section: str, last_modified: str | None) -> Answer:
    path = f"/data/wow/guild/{_part(realm_slug)}/{_part(guild_slug)}{section}"
    return _get(region, path, "profile", last_modified)


def _part(text: str) -> str:
    # A part that is empty or only dots would silently make the path mean something else.
    if not text.strip("."):
        raise UpstreamError(ErrorKind.NOT_FOUND, f"Blizzard knows no realm, character or guild called “{text}”")
    return quote(text, safe="")


def _get(region: Region, path: str, namespace: str, last_modified: str | None = None) -> Answer:
    return BLIZZARD.authorized(lambda headers: _send(region, path, namespace, headers, last_modified))


def _send(
    region: Region, path: str, namespace: str, headers: dict[str, str], last_modified: str | None = None
) -> Answer:
    url = settings.BLIZZARD_API_URL.replace("{region}", region).rstrip("/") + path
    params = {"namespace": f"{namespace}-{region}", "locale": region.locale}
    return get_json("blizzard", url, params=params, headers=headers, last_modified=last_modified)
