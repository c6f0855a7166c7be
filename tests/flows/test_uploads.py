"""From the game to who is who: the export of a living guild, by the companion, to links, and no note goes astray."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from characters.models import Guild, SyncRun
from characters.services.guilds import ensure_guild
from characters.services.roster import sync_roster
from characters.services.tokens import create_token
from guild_identity import tasks
from guild_identity.models import DiscordServer, MemberNote, PlayerCharacter
from guild_identity.services.discord_sync import sync_discord
from sandbox.clock import Clock, to_ms
from sandbox.server import Running, serve_in_thread
from sandbox.state import Sandbox
from sandbox.world.records import WorldConfig
from sandbox.world.world import World
from tests.factories.characters import GuildAccessFactory
from tests.live.environment import upstreams_at

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 5, tzinfo=UTC)
SERVER = 900000000000000001
FORMATS = ("format=companion", "format=json", "addon=GuildSync", "addon=PATTSync")


@pytest.fixture
def running(fresh_clients: None, settings: Any) -> Iterator[Running]:
    with serve_in_thread(Sandbox(World(WorldConfig(characters=60)), Clock(to_ms(NOW.isoformat())))) as running:
        for name, address in upstreams_at(running.url).items():
            setattr(settings, name, address)
        settings.DISCORD_BOT_TOKEN = "any-token"
        yield running


@pytest.fixture
def guild(running: Running) -> Guild:
    cache.clear()
    guild = ensure_guild("us", "senjin", "Keepers of the Vault", now=NOW)
    sync_roster(guild, now=NOW)
    sync_discord(guild, now=NOW, server_id=SERVER)
    channel = running.control("GET", "discord")["channel_id"]
    DiscordServer.objects.filter(guild=guild).update(report_channel_id=int(channel))
    return guild


@pytest.fixture
def key(guild: Guild) -> dict[str, str]:
    officer = GuildAccessFactory(guild=guild, level="officer").user
    _, secret = create_token(officer, name="companion", scope="upload", guild=guild)
    return {"X-API-Key": secret}


def exported(running: Running, query: str) -> bytes:
    return requests.get(f"{running.url}/sandbox/addon-export?{query}", timeout=10).content


def upload(data: bytes, key: dict[str, str]) -> Any:
    address = "/api/guild-sync/addon-upload"
    answer = Client().post(address, data, content_type="application/json", headers=key)
    assert answer.status_code == 200, answer.text
    return answer.json()


def notes() -> set[tuple[Any, ...]]:
    return set(MemberNote.objects.values_list("character", "note", "officer_note", "rank_index"))


def test_every_form_of_the_export_says_the_same(running: Running, guild: Guild, key: dict[str, str]) -> None:
    found = []
    for query in FORMATS:
        MemberNote.objects.all().delete()
        assert upload(exported(running, query), key)["characters_received"] == guild.members.count()
        found.append(notes())
    assert len(found[0]) == guild.members.count() and found == [found[0]] * len(FORMATS)


def test_an_upload_makes_links_and_a_report_and_no_officer_note_goes_astray(
    running: Running, guild: Guild, key: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks.work_pipeline, "delay", lambda run_id: tasks.work_pipeline(run_id))
    upload(exported(running, "addon=GuildSync"), key)
    assert not PlayerCharacter.objects.exists()
    assert tasks.dispatch_pipelines() == 1
    run = SyncRun.objects.get(kind="identity")
    assert (run.status, {step.error for step in run.steps.all()}) == ("done", {""})
    assert PlayerCharacter.objects.filter(link_source__in=["guild_note", "officer_note"]).exists()
    posted = running.control("GET", "discord")["messages"]
    assert posted
    public = set(MemberNote.objects.values_list("note", flat=True))
    private = {note for note in MemberNote.objects.values_list("officer_note", flat=True) if len(note) > 8} - public
    seen = str(posted) + "".join(read_by_a_member(guild))
    assert private and {note for note in private if note in seen} == set()


def read_by_a_member(guild: Guild) -> Iterator[str]:
    """Read all that members may, about everybody."""
    client = Client()
    client.force_login(GuildAccessFactory(guild=guild, level="member").user)
    for player in guild.players.all():
        for address in (f"/api/identity/players/{player.pk}/", reverse("player", args=[player.pk])):
            yield client.get(address).text
    for name in ("identity/players", "identity/orphans/wow", "identity/orphans/discord", "identity/mismatches"):
        yield client.get(f"/api/{name}?page_size=200").text
    yield client.get("/api/guild-sync/status").text
    yield client.get(reverse("guild-players", args=[guild.pk])).text
