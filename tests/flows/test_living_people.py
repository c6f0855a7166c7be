"""People of a guild that lives in the sandbox: who shares an account, and who proves what, against the truth."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest

from characters.models import Character, Guild, UserCharacter
from characters.services.achievement_dates import refresh_achievement_dates
from characters.services.guilds import ensure_guild
from characters.services.sealed_tokens import seal_token
from characters.tasks import verify_characters
from guild_identity.models import Player, PlayerCharacter
from guild_identity.selectors.accounts import account_keys
from guild_identity.selectors.overlaps import overlaps
from guild_identity.selectors.same_account import same_account
from sandbox.clock import Clock, to_ms
from sandbox.server import Running, serve_in_thread
from sandbox.state import Sandbox
from sandbox.world.records import WorldConfig
from sandbox.world.world import World
from tests.factories.characters import UserFactory
from tests.factories.identity import PlayerCharacterFactory, PlayerFactory
from tests.flows.scenario import sync_to_the_end

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOW = datetime(2026, 11, 21, 5, tzinfo=UTC)


@pytest.fixture
def running(fresh_clients: None, settings: Any) -> Iterator[Running]:
    sandbox = Sandbox(World(WorldConfig(characters=60)), Clock(to_ms(NOW.isoformat())))
    with serve_in_thread(sandbox) as running:
        for name in ("BLIZZARD_API_URL", "BLIZZARD_OAUTH_URL", "RAIDERIO_API_URL", "WARCRAFTLOGS_URL"):
            setattr(settings, name, running.url)
        yield running


@pytest.fixture
def guild(running: Running) -> Guild:
    guild = ensure_guild("us", "senjin", "Keepers of the Vault", now=NOW)
    sync_to_the_end(guild, NOW)
    return guild


def people(running: Running, guild: Guild) -> dict[int, set[int]]:
    """Return the truth: our characters of each person, by the person's number."""
    members = Character.objects.filter(stints__guild=guild, stints__left_at=None).select_related("realm")
    known = {(character.name, character.realm.slug): character.pk for character in members}
    found: dict[int, set[int]] = {}
    for player in running.control("GET", "truth?identity=1&guild=0")["players"]:
        keys = [(row["name"], row["realm"]) for row in player["characters"]]
        found[player["person"]] = {known[key] for key in keys if key in known}
    return found


def test_the_achievements_tell_exactly_who_shares_an_account(running: Running, guild: Guild):
    refresh_achievement_dates(guild, now=NOW, limit=1000)
    true_pairs = {pair for own in people(running, guild).values() for pair in combinations(sorted(own), 2)}
    with_dates = set(
        Character.objects.exclude(achievement_dates=None)
        .exclude(achievement_dates__dates={})
        .values_list("pk", flat=True)
    )
    found = {(row.character_id, row.other_id): row for row in same_account(guild)}
    assert len(true_pairs) > 10
    assert set(found) == {pair for pair in true_pairs if set(pair) <= with_dates}
    assert all(row.rare > 10 for row in found.values())


def test_whoever_signs_in_proves_exactly_the_own_characters(running: Running, guild: Guild):
    truth = people(running, guild)
    for person in truth:
        verify_characters(UserFactory().pk, seal_token(f"user-token-{person}"))
    proven: dict[int, set[int]] = {}
    for claim in UserCharacter.objects.filter(is_verified=True):
        proven.setdefault(claim.user_id, set()).add(claim.character_id)
    assert sorted(map(sorted, proven.values())) == sorted(sorted(own) for own in truth.values() if own)
    assert len(account_keys(guild)[0]) == sum(map(len, truth.values()))


def test_nobody_is_in_two_places_at_once_but_where_links_are_wrong(running: Running, guild: Guild):
    truth = [sorted(own) for own in people(running, guild).values() if own]
    for own in truth:
        player = PlayerFactory(guild=guild)
        for character_id in own:
            PlayerCharacterFactory(player=player, character_id=character_id)
    assert overlaps(guild, since=NOW - timedelta(days=30)) == ()
    # Two mains of one raid on one player: they are in every kill together.
    first, second = (own[0] for own in truth[:2])
    PlayerCharacter.objects.filter(character_id=second).update(player=Player.objects.get(links__character_id=first))
    wrong = overlaps(guild, since=NOW - timedelta(days=30))
    assert {(row.character_id, row.other_id) for row in wrong} == {(min(first, second), max(first, second))}
