"""A guild that lives for nine days in the sandbox, synced every twelve hours: the vault against the truth."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from characters.domain.names import character_key
from characters.services.guilds import ensure_guild
from sandbox.clock import Clock
from sandbox.server import Running, serve_in_thread
from sandbox.state import Sandbox
from sandbox.world.records import WorldConfig
from sandbox.world.world import World
from tests.flows.scenario import sync_to_the_end
from vault.models import GreatVaultEntry

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
RESET = datetime(2026, 11, 10, 15, tzinfo=UTC)
PERIOD = 1089
EXACT = {"blizzard", "statistics", "warcraftlogs"}
Kills = set[tuple[int, str]]


@pytest.fixture
def running(fresh_clients: None, settings: Any) -> Iterator[Running]:
    sandbox = Sandbox(World(WorldConfig(characters=20)), Clock(int(RESET.timestamp() * 1000)))
    with serve_in_thread(sandbox) as running:
        for name in ("BLIZZARD_API_URL", "BLIZZARD_OAUTH_URL", "RAIDERIO_API_URL", "WARCRAFTLOGS_URL"):
            setattr(settings, name, running.url)
        yield running


def set_clock(running: Running, now: datetime) -> None:
    running.control("PUT", "clock", {"now": now.isoformat()})


def truth(running: Running) -> dict[str, dict[str, Any]]:
    answer = running.control("GET", f"truth?period={PERIOD}")
    return {f"{row['realm']}/{row['name']}": row for row in answer["characters"]}


def known_to_somebody(row: dict[str, Any]) -> Kills:
    return {(kill["encounter"], kill["difficulty"]) for kill in row["kills"] if EXACT & set(kill["shown_by"])}


def stored(key: str) -> GreatVaultEntry | None:
    realm, name = key.split("/")
    entries = GreatVaultEntry.objects.filter(character__realm__slug=realm, character__name_key=character_key(name))
    return entries.filter(period_id=PERIOD).first()


def test_no_kill_too_many_and_none_missed_that_any_source_showed(running: Running):
    shown: dict[str, Kills] = {}
    now = RESET - timedelta(hours=12)
    while now < RESET + timedelta(days=9):
        now += timedelta(hours=12)
        set_clock(running, now)
        guild = ensure_guild("us", "senjin", "Keepers of the Vault", now=now)
        sync_to_the_end(guild, now)
        for key, row in truth(running).items():
            shown.setdefault(key, set()).update(known_to_somebody(row))
    compared = 0
    for key, row in truth(running).items():
        entry = stored(key)
        if entry is None:
            continue
        really = {(kill["encounter"], kill["difficulty"]) for kill in row["kills"]}
        derived = {(kill["encounter"], kill["difficulty"]) for kill in entry.kills}
        runs = {(run["dungeon"], run["level"]) for run in row["runs"]}
        assert derived <= really, f"{key} has a kill too many"
        assert shown.get(key, set()) <= derived, f"{key} lacks a kill that a source showed"
        assert {(run["dungeon"], run["level"]) for run in entry.m_plus_runs} <= runs, f"{key} has a run too many"
        assert entry.closed_at is not None
        compared += len(derived)
    assert compared > 50
