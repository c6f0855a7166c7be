"""A small world for tests of interfaces: one private guild, and people who stand to it in every way."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from characters.domain.regions import Region
from characters.models import Guild, GuildMember
from characters.services.tokens import create_token
from tests.factories.characters import (
    GuildAccessFactory,
    GuildFactory,
    GuildMemberFactory,
    PayloadFactory,
    UserCharacterFactory,
    UserFactory,
)
from tests.factories.vault import GreatVaultEntryFactory
from vault.domain.weeks import fallback_week


@dataclass
class World:
    """The guild, its people, and two of its members: the member's own character and another's."""

    now: datetime
    guild: Guild
    officer: Any
    member: Any
    stranger: Any
    own: GuildMember
    other: GuildMember

    @property
    def period(self) -> int:
        """The period of the present week."""
        return fallback_week(Region.US, self.now).period_id

    def client(self, who: str) -> Client:
        """Return a browser signed in as "officer", "member" or "stranger", or as nobody for "anonymous"."""
        client = Client()
        if who != "anonymous":
            client.force_login(getattr(self, who))
        return client

    def token(self, who: str, scope: str, guild: Guild | None = None) -> dict[str, Any]:
        """Return the header of a new token of somebody."""
        _, secret = create_token(getattr(self, who), name="test", scope=scope, guild=guild)
        return {"headers": {"Authorization": f"Token {secret}"}}


def small_world(**guild: Any) -> World:
    """Make the world: entries of this week for both members, looked at a few minutes ago."""
    now, keepers = timezone.now(), GuildFactory(name="Keepers", **guild)
    world = World(
        now=now,
        guild=keepers,
        officer=UserFactory(username="olga"),
        member=UserFactory(username="mia"),
        stranger=UserFactory(username="sam"),
        own=GuildMemberFactory(guild=keepers, character__name="Trogmoon"),
        other=GuildMemberFactory(guild=keepers, character__name="Ümbrânox", rank=1),
    )
    GuildAccessFactory(guild=world.guild, user=world.officer, level="officer")
    UserCharacterFactory(user=world.member, character=world.own.character, is_verified=True)
    week = fallback_week(Region.US, now)
    for member in (world.own, world.other):
        GreatVaultEntryFactory(
            character=member.character, period_id=week.period_id, week_start=week.start, week_end=week.end
        )
        PayloadFactory(character=member.character, attempted_at=now - timedelta(minutes=5))
    return world
