"""From the officers' own list to who is who: Guild Roster Manager's file of a living guild, uploaded, and its links."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from django.core.cache import cache
from django.test import Client

from characters.models import Guild
from characters.services.guilds import ensure_guild
from characters.services.roster import sync_roster
from characters.services.tokens import create_token
from guild_identity import tasks
from guild_identity.models import AltClaim, PlayerCharacter
from guild_identity.services.discord_sync import sync_discord
from guild_identity.services.journal import Decision
from guild_identity.services.matching import run_matching
from sandbox.clock import Clock, to_ms
from sandbox.server import Running, serve_in_thread
from sandbox.state import Sandbox
from sandbox.world.records import WorldConfig
from sandbox.world.world import World
from tests.factories.characters import GuildAccessFactory
from tests.live.environment import upstreams_at

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 5, tzinfo=UTC)


@pytest.fixture
def running(fresh_clients: None, settings: Any) -> Iterator[Running]:
    with serve_in_thread(Sandbox(World(WorldConfig(characters=120)), Clock(to_ms(NOW.isoformat())))) as running:
        for name, address in upstreams_at(running.url).items():
            setattr(settings, name, address)
        settings.DISCORD_BOT_TOKEN = "any-token"
        yield running


@pytest.fixture
def guild(running: Running) -> Guild:
    cache.clear()
    guild = ensure_guild("us", "senjin", "Keepers of the Vault", now=NOW)
    sync_roster(guild, now=NOW)
    sync_discord(guild, now=NOW, server_id=900000000000000001)
    return guild


def owners(running: Running) -> dict[tuple[str, str], int]:
    truth = running.control("GET", "truth?identity=1&guild=0")
    return {
        (row["name"], row["realm"]): player["person"] for player in truth["players"] for row in player["characters"]
    }


def pairs(owner: dict[tuple[str, str], Any]) -> set[frozenset[tuple[str, str]]]:
    """Return every two characters of one owner."""
    return {frozenset((one, other)) for one in owner for other in owner if one < other and owner[one] == owner[other]}


def test_a_list_of_alts_becomes_links_that_are_nearly_all_right(
    running: Running, guild: Guild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks.work_pipeline, "delay", lambda run_id: tasks.work_pipeline(run_id))
    data = requests.get(f"{running.url}/sandbox/alt-groups", timeout=10).content
    _, secret = create_token(
        GuildAccessFactory(guild=guild, level="officer").user, name="officer", scope="upload", guild=guild
    )
    answer = Client().post(
        "/api/guild-sync/addon/upload", data, content_type="text/plain", headers={"X-API-Key": secret}
    )
    assert answer.status_code == 201, answer.text
    counts = answer.json()["counts"]
    assert (counts["updated"], counts["other_guild"]) == (AltClaim.objects.count(), 1)
    assert counts["updated"] > 0.8 * guild.members.count()
    tasks.dispatch_pipelines()
    linked = PlayerCharacter.objects.values_list("character__name", "character__realm__slug", "player")
    found = pairs({(name, realm): player for name, realm, player in linked})
    true = pairs(owners(running))
    assert PlayerCharacter.objects.filter(link_source="alt_list").exists()
    assert len(found & true) / len(found) > 0.9
    assert len(found & true) / len(true) > 0.75
    again = run_matching(guild, by=Decision("matching", NOW))
    assert (again["links"], again["players"]) == (0, 0)
