"""A half known guild, another guild, and the people who may or may not come to their desks."""

import pytest

from tests.admin.identity.desk_demo import SECRET_NOTE, desk_demo
from tests.factories.characters import GuildAccessFactory, UserFactory
from tests.pages.conftest import no_upstreams, now

__all__ = ["no_upstreams", "now"]


@pytest.fixture
def night(db, now):
    """The guild whose desk is used."""
    return desk_demo(now)


@pytest.fixture
def other(db, now):
    """Another guild, which concerns nobody of the first."""
    return desk_demo(now, "Day Watch", "illidan")


@pytest.fixture
def officer(night):
    """An officer of the first guild, who is staff and has no permission of Django's."""
    user = UserFactory(username="olga", is_staff=True)
    GuildAccessFactory(guild=night.guild, user=user, level="officer")
    return user


@pytest.fixture
def desk(client, officer):
    """The officer's browser."""
    client.force_login(officer)
    return client


@pytest.fixture
def at(night):
    """Return the address of a page of the first guild's desk."""

    def address(path: str = "") -> str:
        return f"/admin/guild_identity/desk/{night.guild.pk}/{path}"

    return address


@pytest.fixture
def secret():
    """What an officer note says, and only officers may read."""
    return SECRET_NOTE
