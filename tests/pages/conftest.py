"""People and a guild for the pages' tests."""

from datetime import UTC, datetime

import pytest
import time_machine

from tests.factories.characters import GuildAccessFactory, UserFactory
from tests.pages.demo import demo_guild

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def now():
    """The pages' clock stands still at a Saturday noon."""
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def demo(db, now):
    """The demo guild; hidden from strangers unless a test makes it public."""
    made = demo_guild(now)
    made.guild.is_public = False
    made.guild.save()
    return made


@pytest.fixture
def stranger(db):
    return UserFactory(username="stranger")


@pytest.fixture
def member(demo):
    return GuildAccessFactory(guild=demo.guild, user=UserFactory(username="member")).user


@pytest.fixture
def officer(demo):
    return GuildAccessFactory(guild=demo.guild, user=UserFactory(username="officer"), level="officer").user


@pytest.fixture
def operator(db):
    return UserFactory(username="operator", is_staff=True, is_superuser=True)
