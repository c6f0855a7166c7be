"""Names in a ledger become characters once a roster knows them, and then no rename parts their points."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from characters.models import Character
from characters.services.identities import create_characters, new_character, rename_characters
from lootlog import tasks
from lootlog.models import Target
from lootlog.selectors.standings import standings
from lootlog.services.targets import recognise
from lootlog.services.writing import Award, award
from tests.factories.characters import CharacterFactory
from tests.factories.lootlog import ProfileFactory, writer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NEWBIE, RENAMED = "Newbie-senjin", "Veteran-senjin"


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Do at once what is handed to workers."""
    monkeypatch.setattr(tasks.recognise_targets, "delay", tasks.recognise_targets)


@pytest.fixture
def profile():
    return ProfileFactory()


def give(profile, *names, points=5):
    officer, _ = User.objects.get_or_create(username="anna")
    award(profile, [Award(name, Decimal(points)) for name in names], by=writer(officer, NOW))


def enrol(profile, name):
    """Let a roster sync meet a character for the first time."""
    return create_characters([new_character(profile.guild.realm, name, 77, now=NOW)], now=NOW)[0]


def shown(profile):
    return [(row.label, row.points) for row in standings(profile)]


def test_who_got_points_before_the_roster_knew_them_is_recognised(profile):
    give(profile, NEWBIE)
    newbie = enrol(profile, "Newbie")
    give(profile, NEWBIE)
    assert Target.objects.get().character_id is None
    assert tasks.recognise_all_targets() == 1
    assert Target.objects.get().character_id == newbie.pk


def test_a_rename_after_an_early_award_leaves_one_line_under_the_new_name(profile):
    give(profile, NEWBIE)
    newbie = enrol(profile, "Newbie")
    tasks.recognise_all_targets()
    rename_characters([(newbie, newbie.realm, "Veteran")], now=NOW + timedelta(days=1))
    assert shown(profile) == [(f"Veteran-{newbie.realm.name}", 5)]
    give(profile, RENAMED, points=2)
    assert shown(profile) == [(RENAMED, 7)]
    assert standings(profile)[0].key == f"character:{newbie.pk}"


def test_who_was_renamed_before_anybody_looked_is_recognised_by_the_former_name(profile):
    give(profile, NEWBIE)
    newbie = enrol(profile, "Newbie")
    rename_characters([(newbie, newbie.realm, "Veteran")], now=NOW + timedelta(days=1))
    give(profile, RENAMED, points=2)
    tasks.recognise_all_targets()
    assert shown(profile) == [(RENAMED, 7)]


def test_a_ledger_whose_names_are_all_known_is_not_looked_at(profile, django_assert_num_queries):
    CharacterFactory(name="Newbie", realm=profile.guild.realm)
    give(profile, NEWBIE)
    with django_assert_num_queries(1):
        assert tasks.recognise_all_targets() == 0


@pytest.mark.parametrize("count", [1, 60])
def test_recognising_costs_as_many_queries_for_many_names_as_for_one(profile, count, django_assert_num_queries):
    names = ["Newbie" + "abcdefghij"[number // 10] + "abcdefghij"[number % 10] for number in range(count)]
    give(profile, *(f"{name}-senjin" for name in names))
    Character.objects.bulk_create(new_character(profile.guild.realm, name, None, now=NOW) for name in names)
    with django_assert_num_queries(4):
        assert recognise(profile) == count
    with django_assert_num_queries(1):
        assert recognise(profile) == 0
