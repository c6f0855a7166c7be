"""The bot as operators run it: processes of their own, the library of the field, and the sandbox's Discord."""

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from sandbox.server import Running, serve_in_process
from tests.live.environment import environment
from tests.live.workers import ROOT, wait_for

GUILD = ("us", "senjin", "Keepers of the Vault")
SERVER = "900000000000000001"
pytestmark = pytest.mark.slow


class House:
    """A database in a file, and commands that use it."""

    def __init__(self, folder: Path, upstreams: Running) -> None:
        self.file, self.log, self.upstreams = folder / "house.sqlite3", folder / "bot.log", upstreams
        origin = environment(f"sqlite:///{self.file}", "", upstreams.url)
        self.environment = origin | {"DISCORD_BOT_TOKEN": "any-token", "LOG_LEVEL": "INFO"}

    def run(self, *command: str, **changed: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=self.environment | changed, capture_output=True,
            text=True, timeout=120, check=False,
        )  # fmt: skip

    @contextmanager
    def bot(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run the bot, from its first full sync on."""
        with self.log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "discord_bot"], cwd=ROOT, env=self.environment, stdout=output,
                stderr=output, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        try:
            wait_for(lambda: b" synced: " in self.log.read_bytes(), 60, lambda: self.log.read_text("utf-8"))
            yield process
        finally:
            process.kill()
            process.wait()

    def post(self, **event: object) -> Any:
        """Let something happen on the server."""
        return self.upstreams.control("POST", "events", event)

    def person(self, username: str) -> tuple[Any, ...] | None:
        """Return a person's nick, highest role and presence."""
        with closing(sqlite3.connect(self.file, timeout=20)) as database:
            return database.execute(
                "SELECT nick, highest_guild_role, is_present FROM guild_identity_discorduser WHERE username = ?",
                (username,),
            ).fetchone()

    def wait_for(self, username: str, wanted: tuple[Any, ...]) -> None:
        """Wait until a person is stored like that."""
        tell = lambda: f"{self.person(username)} {self.log.read_text('utf-8')}"  # noqa: E731
        wait_for(lambda: self.person(username) == wanted, 30, tell, every=0.05)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house whose guild's server was synced once."""
    with serve_in_process("--now", "2026-11-21T05:00:00Z") as upstreams:
        house = House(tmp_path_factory.mktemp("house"), upstreams)
        migrated = house.run("migrate", "-v", "0")
        assert migrated.returncode == 0, migrated.stderr
        synced = house.run("sync_discord", *GUILD, "--server", SERVER, "--json")
        assert synced.returncode == 0, synced.stderr
        assert json.loads(synced.stdout)["counts"]["joined"] > 10
        yield house


def test_whoever_joins_changes_and_leaves_is_stored_and_the_bot_ends_well(house: House) -> None:
    with house.bot() as bot:
        house.post(type="discord_join", username="new.one", roles=["Member"])
        house.wait_for("new.one", ("", "Member", 1))
        house.post(type="discord_nick", member="new.one", nick="Newt")
        house.post(type="discord_roles", member="new.one", add=["Officer"])
        house.wait_for("new.one", ("Newt", "Officer", 1))
        house.upstreams.control("PUT", "settings", {"discord": {"drop": "abort"}})
        house.post(type="discord_leave", member="new.one")
        house.wait_for("new.one", ("Newt", "Officer", 0))
        bot.send_signal(signal.SIGTERM)
        assert bot.wait(30) == 0, house.log.read_text("utf-8")


def test_what_happened_while_the_bot_was_away_is_there_when_it_is_back(house: House) -> None:
    house.post(type="discord_join", username="at.night", roles=["Initiate"])
    assert house.person("at.night") is None
    with house.bot() as bot:
        house.wait_for("at.night", ("", "Initiate", 1))
        bot.send_signal(signal.SIGINT)
        assert bot.wait(30) == 0


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"DISCORD_BOT_TOKEN": ""}, 1, "DISCORD_BOT_TOKEN is not set"),
        ({"DISCORD_BOT_TOKEN": "bad-token"}, 1, "does not accept the bot's token"),
        ({"DISCORD_API_URL": "http://127.0.0.1:1"}, 2, "cannot be reached"),
    ],
)
def test_a_bot_that_cannot_start_says_why(house: House, changed: dict[str, str], status: int, said: str) -> None:
    ended = house.run("discord_bot", **changed)
    assert (ended.returncode, said in ended.stderr) == (status, True), ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_bot_that_may_not_see_members_says_what_to_switch_on(house: House) -> None:
    house.upstreams.control("PUT", "settings", {"discord": {"members_intent": False}})
    try:
        for command in (("discord_bot",), ("sync_discord", *GUILD)):
            ended = house.run(*command)
            assert ended.returncode in (1, 2)
            assert "Server Members Intent" in ended.stderr
    finally:
        house.upstreams.control("PUT", "settings", {"discord": {"members_intent": True}})
