"""The environment of processes that stand against the sandbox, whatever a developer's .env says."""

import os

CREDENTIALS = {
    f"{upstream}_CLIENT_{part}": "sandbox" for upstream in ("BLIZZARD", "WARCRAFTLOGS") for part in ("ID", "SECRET")
}
ORIGINS = ("BLIZZARD_API_URL", "BLIZZARD_OAUTH_URL", "RAIDERIO_API_URL", "WARCRAFTLOGS_URL", "DISCORD_API_URL")
NOWHERE = "http://127.0.0.1:1"


def upstreams_at(sandbox_url: str) -> dict[str, str]:
    """Return the settings that send every upstream's requests to a sandbox."""
    return dict.fromkeys(ORIGINS, sandbox_url)


def environment(database_url: str, redis_url: str, sandbox_url: str = NOWHERE) -> dict[str, str]:
    """Return the variables of a process of the house: its database, its Redis, and where its upstreams are."""
    return {
        **os.environ,
        **CREDENTIALS,
        **upstreams_at(sandbox_url),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "only-for-measurements-" + "x" * 40,
        "DEBUG": "false",
        "HTTPS": "false",
        "SENTRY_DSN": "",
        "LOG_LEVEL": "WARNING",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        # Raider.IO's own limit would be the slowest of all, and it is not what is measured.
        "RAIDERIO_PER_MINUTE": "60000",
        "RAIDERIO_PER_FIVE_MINUTES": "300000",
        "THROTTLE_ANON": "6000/min",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }
