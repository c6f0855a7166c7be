"""System checks: what `manage.py check` says about a deployment, each with an id and a hint."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
ORIGINS = (
    "BLIZZARD_API_URL",
    "BLIZZARD_OAUTH_URL",
    "RAIDERIO_API_URL",
    "WARCRAFTLOGS_URL",
    "DISCORD_API_URL",
)


@register
def check_credentials(**kwargs: Any) -> list[CheckMessage]:
    """Warn when Blizzard cannot be asked at all."""
    if settings.BLIZZARD_CLIENT_ID and settings.BLIZZARD_CLIENT_SECRET:
        return []
    return [
        Warning(
            "Blizzard's client id or secret is missing: nothing can be synced from Blizzard.",
            hint="Make one at https://develop.battle.net; set BLIZZARD_CLIENT_ID and BLIZZARD_CLIENT_SECRET.",
            id="characters.W001",
        )
    ]


@register(deploy=True)
def check_broker(**kwargs: Any) -> list[CheckMessage]:
    """Warn when no broker is set."""
    if settings.REDIS_URL:
        return []
    return [
        Warning(
            "REDIS_URL is not set: background work has no broker, and budgets are counted per process.",
            hint="Set REDIS_URL to a Redis or Valkey server, or use `make run`, which brings one.",
            id="characters.W002",
        )
    ]


@register
def check_time_zone(**kwargs: Any) -> list[CheckMessage]:
    """Refuse another time zone than UTC."""
    if settings.TIME_ZONE == settings.CELERY_TIMEZONE == "UTC" and settings.USE_TZ:
        return []
    return [
        Error(
            "TIME_ZONE and CELERY_TIMEZONE must be UTC, with USE_TZ: weekly resets are counted in UTC.",
            hint="Remove the change; pages show local times by themselves.",
            id="characters.E001",
        )
    ]


@register
def check_origins(**kwargs: Any) -> list[CheckMessage]:
    """Refuse upstream addresses that would send secrets in the clear, or that are more than an origin."""
    return [error for name in ORIGINS for error in _origin_errors(name, getattr(settings, name))]


def _origin_errors(name: str, address: str) -> Iterator[CheckMessage]:
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
        yield Error(
            f"{name} is not an origin: {address!r}.",
            hint="Give scheme and host only, such as https://raider.io; the paths are known.",
            id="characters.E003",
        )
    elif parts.scheme == "http" and parts.hostname not in LOOPBACK:
        yield Error(
            f"{name} is plain http to another machine: {address!r}.",
            hint="Use https. Plain http is for this machine only (localhost, 127.0.0.1 or [::1]).",
            id="characters.E002",
        )
