"""Raider.IO's API: a character's keystone runs, and the reset weeks of every region."""

from django.conf import settings

from characters.clients.answers import Answer, Rejected
from characters.clients.http import get_json
from characters.domain.errors import ErrorKind, UpstreamError
from characters.domain.regions import Region

FIELDS = (
    "mythic_plus_recent_runs",
    "mythic_plus_weekly_highest_level_runs",
    "mythic_plus_previous_weekly_highest_level_runs",
    "mythic_plus_highest_level_runs",
    "mythic_plus_scores_by_season:current",
)
_UNKNOWN = ("could not find requested character", "failed to find realm")


def get_character(region: Region, realm_slug: str, name: str) -> Answer:
    """Fetch a character's run lists; read them with raiderio_profiles.parse_raiderio_profile.

    Raises UpstreamError: not_found for an unknown character or realm, which Raider.IO answers with 400, and
    rate_limited for its 403. Source: /api/v1/characters/profile.
    """
    params = {"region": region.value, "realm": realm_slug, "name": name, "fields": ",".join(FIELDS)}
    return _get("/api/v1/characters/profile", params)


def get_periods() -> Answer:
    """Fetch the reset weeks of every region; read them with periods.parse_raiderio_periods.

    Raises UpstreamError. Source: /api/v1/periods, which needs no key.
    """
    return _get("/api/v1/periods", {})


def _get(path: str, params: dict[str, str]) -> Answer:
    key = {"access_key": settings.RAIDERIO_ACCESS_KEY} if settings.RAIDERIO_ACCESS_KEY else {}
    try:
        return get_json("raiderio", settings.RAIDERIO_API_URL.rstrip("/") + path, params={**params, **key})
    except Rejected as refusal:
        kind = _kind(refusal)
        raise UpstreamError(kind, refusal.message, refusal.retry_after) from None


def _kind(refusal: Rejected) -> ErrorKind:
    if refusal.status == 400 and refusal.reason.lower().startswith(_UNKNOWN):
        return ErrorKind.NOT_FOUND
    # Whoever is unknown is answered with 400; nothing is forbidden to anybody: a 403 from the gate says "too often".
    gate = {ErrorKind.NOT_FOUND: ErrorKind.UNREADABLE, ErrorKind.FORBIDDEN: ErrorKind.RATE_LIMITED}
    return gate.get(refusal.kind, refusal.kind)
