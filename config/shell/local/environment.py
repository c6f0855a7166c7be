"""The environment of a local run: what the user set, then .env, then what the first run made up."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import environ

SANDBOX_PORT, VALKEY_PORT, WEB_PORT = 8100, 7379, 8000
UPSTREAMS = (
    "BLIZZARD_API_URL",
    "BLIZZARD_OAUTH_URL",
    "RAIDERIO_API_URL",
    "WARCRAFTLOGS_URL",
    "DISCORD_API_URL",
)
# The sandbox has no limits to keep to, and the first sync should not take an hour.
SANDBOX_BUDGETS = {"RAIDERIO_PER_MINUTE": "6000", "RAIDERIO_PER_FIVE_MINUTES": "30000"}


@dataclass(frozen=True, slots=True)
class LocalRun:
    """What a local run starts, and with which environment."""

    environment: dict[str, str]
    has_sandbox: bool
    has_valkey: bool
    stands_in: dict[str, str] = field(default_factory=dict)

    def port(self, name: str) -> int:
        """Return one of the ports by its name in the environment."""
        return int(self.environment[name])

    @property
    def address(self) -> str:
        """The address of the site."""
        return f"http://127.0.0.1:{self.port('PORT')}/"


def local_run(given: Mapping[str, str], root: Path) -> LocalRun:
    """Work out a local run from the environment that was given; the first time, write var/local.env.

    A blank value counts as not given. Without Blizzard credentials the sandbox stands in for every upstream;
    without REDIS_URL a Valkey server is started.
    """
    set_by_user = {**_read(root / ".env"), **given}
    set_by_user = {name: value for name, value in set_by_user.items() if value}
    values = {
        **_local_values(root / "var" / "local.env"),
        **set_by_user,
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    # The site is served in plain http on this machine, unless a proxy of the user's stands before it.
    values["HTTPS"] = values.get("BEHIND_PROXY", "false")
    has_sandbox = "BLIZZARD_CLIENT_ID" not in set_by_user
    has_valkey = "REDIS_URL" not in set_by_user
    stands_in = _sandbox(int(values["SANDBOX_PORT"])) if has_sandbox else {}
    if has_valkey:
        stands_in["REDIS_URL"] = f"redis://127.0.0.1:{values['VALKEY_PORT']}/0"
    return LocalRun(values | stands_in, has_sandbox, has_valkey, stands_in)


@contextmanager
def shared_with_commands(run: LocalRun, root: Path) -> Iterator[None]:
    """Tell commands that are given beside a run what stands in for upstreams and broker, for as long as it lasts."""
    file = root / "var" / "running.env"
    file.write_text("".join(f"{name}={value}\n" for name, value in run.stands_in.items()), encoding="utf-8")
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def _sandbox(port: int) -> dict[str, str]:
    credentials = {
        f"{upstream}_CLIENT_{part}": "sandbox" for upstream in ("BLIZZARD", "WARCRAFTLOGS") for part in ("ID", "SECRET")
    }
    credentials["DISCORD_BOT_TOKEN"] = "sandbox"
    origins = {name: f"http://127.0.0.1:{port}" for name in UPSTREAMS}
    # A proxy of this network cannot reach this machine's own sandbox.
    direct = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    return origins | credentials | SANDBOX_BUDGETS | direct


def _local_values(file: Path) -> dict[str, str]:
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
        made = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "OFFICER_PASSWORD": secrets.token_urlsafe(12),
            "PORT": WEB_PORT,
            "SANDBOX_PORT": SANDBOX_PORT,
            "VALKEY_PORT": VALKEY_PORT,
        }
        file.write_text("".join(f"{name}={value}\n" for name, value in made.items()), encoding="utf-8")
    return _read(file)


def _read(file: Path) -> dict[str, str]:
    class Reader(environ.Env):
        ENVIRON: dict[str, str] = {}

    if file.exists():
        Reader.read_env(file)
    return Reader.ENVIRON
