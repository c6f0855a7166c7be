"""A guild's profiles."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from characters.domain.errors import Refused
from lootlog.models import LogEntry, Profile
from lootlog.selectors.standings import standings
from lootlog.services.profiles import (
    activate_profile,
    active_profile,
    archive_profile,
    create_profile,
    rename_profile,
    restore_profile,
)
from lootlog.services.writing import Award, award
from tests.factories.characters import GuildFactory
from tests.factories.lootlog import writer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def guild():
    return GuildFactory()


def test_every_guild_has_a_default_profile(guild):
    profile = active_profile(guild, now=NOW)
    assert (profile.name, profile.is_default) == ("Default", True)
    assert active_profile(guild, now=NOW) == profile


def test_the_active_and_the_only_profile_cannot_be_deleted(guild):
    default = active_profile(guild, now=NOW)
    with pytest.raises(Refused, match="only profile"):
        archive_profile(default, now=NOW)
    other = create_profile(guild, "Mythic-Plus", now=NOW)
    with pytest.raises(Refused, match="active profile"):
        archive_profile(default, now=NOW)
    activate_profile(other)
    assert archive_profile(Profile.objects.get(pk=default.pk), now=NOW).archived_at == NOW


def test_what_is_archived_keeps_its_entries_takes_no_more_and_comes_back(guild):
    active_profile(guild, now=NOW)
    other = create_profile(guild, "Alt-Runs", now=NOW)
    award(other, [Award("Thrall-Garona", Decimal(5))], by=writer(None, NOW))
    gone = archive_profile(other, now=NOW)
    with pytest.raises(Refused, match="archived"):
        award(gone, [Award("Thrall-Garona", Decimal(5))], by=writer(None, NOW))
    with pytest.raises(Refused, match="archived"):
        activate_profile(gone)
    assert restore_profile(gone).archived_at is None
    assert LogEntry.objects.filter(profile=other).count() == 1


def test_a_name_is_a_label_and_unique_in_its_guild(guild):
    active_profile(guild, now=NOW)
    other = create_profile(guild, "Raid-Team-A", now=NOW)
    with pytest.raises(Refused, match="already"):
        create_profile(guild, "raid-team-a", now=NOW)
    assert create_profile(GuildFactory(), "Raid-Team-A", now=NOW).uuid != other.uuid
    assert rename_profile(other, "Mythic").uuid == other.uuid


@pytest.mark.parametrize("name", ["", "  ", "x" * 65, "a\tb"])
def test_impossible_names_are_refused(guild, name):
    with pytest.raises(Refused):
        create_profile(guild, name, now=NOW)


def test_an_entry_in_one_profile_never_changes_another(guild):
    one, two = active_profile(guild, now=NOW), create_profile(guild, "Mythic-Plus", now=NOW)
    award(one, [Award("Thrall-Garona", Decimal(5))], by=writer(None, NOW))
    assert standings(two) == []
