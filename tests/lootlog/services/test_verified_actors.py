"""The name under which an entry was delivered is a claim until whoever delivered it owns that character."""

from decimal import Decimal

import pytest

from lootlog.models import LogEntry
from lootlog.selectors.entries import entries_of
from lootlog.selectors.entry_rows import entry_rows
from lootlog.services.writing import Award, award
from tests.factories.characters import CharacterFactory, UserCharacterFactory, UserFactory
from tests.factories.gen1_files import gen1_file, row
from tests.factories.lootlog import ProfileFactory, writer
from tests.lootlog.services.importing import NOW, imported

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile():
    return ProfileFactory()


def told(profile):
    rows = entry_rows(profile, entries_of(profile, {}).order_by("position"), names_people=True)
    return [(one["actor"], one["actor_is_verified"]) for one in rows]


def test_a_writer_is_verified_when_the_deliverer_has_proven_that_character(profile):
    leader = UserFactory()
    realm = profile.guild.realm
    for name, is_verified in (("Leader", True), ("Officer", False)):
        UserCharacterFactory(user=leader, character=CharacterFactory(name=name, realm=realm), is_verified=is_verified)
    names = ("leader", "Officer", f"Leader-{realm.name}", "Leader-Garona", "Stranger")
    file = gen1_file({"Default": [row(number, actor=name) for number, name in enumerate(names, start=1)]})
    imported(profile, file, user=leader)
    award(profile, [Award("Thrall", Decimal(1))], by=writer(leader, NOW, "Leader"))
    assert dict(told(profile)[:5]) == {
        "leader": True, "Officer": False, f"Leader-{realm.name}": True, "Leader-Garona": False, "Stranger": False,
    }  # fmt: skip
    assert told(profile)[5] == ("Leader", None)


def test_anothers_delivery_proves_nothing_and_neither_does_nobodys(profile):
    leader = UserCharacterFactory(
        character=CharacterFactory(name="Leader", realm=profile.guild.realm), is_verified=True
    )
    imported(profile, gen1_file({"Default": [row(1, actor="Leader")]}), user=UserFactory())
    imported(profile, gen1_file({"Default": [row(2, actor="Leader")]}))
    assert told(profile) == [("Leader", False)] * 2
    assert leader.is_verified


def test_many_are_told_in_as_many_queries_as_one(profile, django_assert_num_queries):
    rows = [row(number, actor=f"Leader{'abcdefghi'[number]}") for number in range(1, 9)]
    imported(profile, gen1_file({"Default": rows}), user=UserFactory())
    for count in (1, 8):
        shown = list(entries_of(profile, {}).order_by("position")[:count])
        with django_assert_num_queries(1):
            entry_rows(profile, shown, names_people=True)
    assert LogEntry.objects.count() == 8
