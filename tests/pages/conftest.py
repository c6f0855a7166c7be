"""People and a guild for the pages' tests; the guild is made once per module, what a test changes is undone."""

import socket
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import transaction

from characters.models import Character, Guild
from tests.factories.characters import GuildAccessFactory, UserFactory
from tests.pages.demo import Demo, demo_guild

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def no_upstreams(monkeypatch):
    """Refuse every connection that would leave this machine: pages read the database only."""
    connect = socket.socket.connect

    def guarded(self, address):
        assert self.family == socket.AF_UNIX or address[0] in LOOPBACK, f"a page called {address}"
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="module")
def made_once(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield demo_guild(NOW)
        transaction.set_rollback(True)


@pytest.fixture
def now():
    """The pages' clock stands still at a Saturday noon."""
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def demo(made_once, db, now):
    """The demo guild, hidden from strangers."""
    Guild.objects.filter(pk=made_once.guild.pk).update(is_public=False)
    guild = Guild.objects.select_related("realm").get(pk=made_once.guild.pk)
    people = Character.objects.in_bulk([character.pk for character in made_once.characters])
    return Demo(guild, [people[character.pk] for character in made_once.characters], now, made_once.week)


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
