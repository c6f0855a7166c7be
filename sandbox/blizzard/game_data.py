"""Keystone periods and seasons, and the realms of a region."""

from typing import Any

from sandbox.blizzard import links
from sandbox.world.calendar import SECOND, period_at, period_end, period_start
from sandbox.world.realms import REALMS
from sandbox.world.seasons import SEASONS, season_of

_FIRST_KNOWN_PERIOD = 641
_FIRST_SEASON = 1
_BASE = "/data/wow/mythic-keystone"


def _reference(region: str, kind: str, identifier: int) -> dict[str, Any]:
    return {**links.key(region, f"{_BASE}/{kind}/{identifier}", "dynamic"), "id": identifier}


def period_index(region: str, now: int) -> dict[str, Any]:
    """List some periods and say which one runs."""
    current = period_at(region, now)
    return {
        "_links": links.self_link(region, f"{_BASE}/period/", "dynamic"),
        "periods": [_reference(region, "period", period) for period in range(current - 40, current + 1)],
        "current_period": _reference(region, "period", current),
    }


def period_document(region: str, period: int, now: int) -> dict[str, Any] | None:
    """Write the window of a period; its end is the last second inside. None when there is no such period yet."""
    if not _FIRST_KNOWN_PERIOD <= period <= period_at(region, now):
        return None
    return {
        "_links": links.self_link(region, f"{_BASE}/period/{period}", "dynamic"),
        "id": period,
        "start_timestamp": period_start(region, period),
        "end_timestamp": period_end(region, period) - SECOND,
    }


def season_index(region: str, now: int) -> dict[str, Any]:
    """List the seasons and say which one runs."""
    current = season_of(period_at(region, now)).id
    known = [number for number in range(_FIRST_SEASON, current + 1) if number != 16]
    return {
        "_links": links.self_link(region, f"{_BASE}/season/", "dynamic"),
        "seasons": [_reference(region, "season", number) for number in known],
        "current_season": _reference(region, "season", current),
    }


def season_document(region: str, season_id: int, now: int) -> dict[str, Any] | None:
    """Write a season; None for those the sandbox does not know."""
    season = next((season for season in SEASONS if season.id == season_id), None)
    current = period_at(region, now)
    if season is None or season.first > current:
        return None
    later = next((other for other in SEASONS if other.first > season.first and other.first <= current), None)
    last = later.first - 1 if later else current
    ended = {"end_timestamp": period_end(region, last)} if later else {}
    return {
        "_links": links.self_link(region, f"{_BASE}/season/{season_id}", "dynamic"),
        "id": season_id,
        "start_timestamp": period_start(region, season.first),
        **ended,
        "periods": [_reference(region, "period", period) for period in range(season.first, last + 1)],
        "season_name": None,
    }


def realm_index(region: str) -> dict[str, Any]:
    """List the realms of a region."""
    return {
        "_links": links.self_link(region, "/data/wow/realm/", "dynamic"),
        "realms": [
            {
                **links.key(region, f"/data/wow/realm/{realm.id}", "dynamic"),
                "name": realm.name,
                "id": realm.id,
                "slug": realm.slug,
            }
            for realm in REALMS
            if realm.region == region
        ],
    }


def realm_document(region: str, slug: str) -> dict[str, Any] | None:
    """Write a realm with the link to its connected realm; None when there is none of that slug."""
    realm = next((realm for realm in REALMS if (realm.region, realm.slug) == (region, slug)), None)
    if realm is None:
        return None
    return {
        "_links": links.self_link(region, f"/data/wow/realm/{slug}", "dynamic"),
        "id": realm.id,
        "region": {**links.key(region, "/data/wow/region/1", "dynamic"), "name": region.upper(), "id": 1},
        "connected_realm": links.href(region, f"/data/wow/connected-realm/{realm.group}", "dynamic"),
        "name": realm.name,
        "category": region.upper(),
        "locale": "enUS",
        "timezone": "America/Chicago",
        "type": {"type": "NORMAL", "name": "Normal"},
        "is_tournament": False,
        "slug": realm.slug,
    }
