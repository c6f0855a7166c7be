"""Who the names in a ledger are, on realms whose clients name them in another script than Blizzard's API."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from characters.models import CharacterIdentity, Realm
from lootlog.models import Target
from lootlog.selectors.page_candidates import candidates
from lootlog.services.targets import recognise
from lootlog.services.writing import Award, award
from tests.factories.characters import LONG_AGO, CharacterFactory, GuildFactory, GuildMemberFactory
from tests.factories.lootlog import ProfileFactory, writer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def realm(region, slug):
    return Realm.objects.get(region=region, slug=slug)


def profile_on(home):
    return ProfileFactory(guild=GuildFactory(realm=home))


def give(profile, *names):
    officer = User.objects.create(username="anna")
    award(profile, [Award(name, Decimal(5)) for name in names], by=writer(officer, NOW))


def owners():
    """Return the labels of targets and whose they are."""
    return dict(Target.objects.order_by("pk").values_list("label", "character_id"))


@pytest.mark.parametrize(
    ("region", "slug", "spellings"),
    [
        ("eu", "howling-fjord", ["Ревущийфьорд", "Ревущий фьорд", "HowlingFjord", "howling-fjord"]),
        ("eu", "lich-king", ["Корольлич", "Король-лич", "LichKing"]),
        ("tw", "arthas", ["阿薩斯", "arthas"]),
        ("kr", "burning-legion", ["불타는군단", "불타는 군단", "burning-legion"]),
    ],
)
def test_a_name_with_and_without_its_realm_in_any_script_is_one_character(region, slug, spellings):
    home = realm(region, slug)
    anna = CharacterFactory(name="Ярость", realm=home)
    profile = profile_on(home)
    give(profile, "Ярость", *(f"Ярость-{spelling}" for spelling in spellings))
    assert list(owners().values()) == [anna.pk]


def test_the_same_name_on_two_russian_realms_is_two_characters():
    home, other = realm("eu", "howling-fjord"), realm("eu", "gordunni")
    anna, bo = CharacterFactory(name="Ярость", realm=home), CharacterFactory(name="Ярость", realm=other)
    give(profile_on(home), "Ярость-Ревущийфьорд", "Ярость-Гордунни")
    assert owners() == {"Ярость-Ревущийфьорд": anna.pk, "Ярость-Гордунни": bo.pk}


def test_a_former_name_on_a_russian_realm_is_recognised_later():
    home = realm("eu", "howling-fjord")
    profile = profile_on(home)
    give(profile, "Прежняя-Ревущийфьорд")
    anna = CharacterFactory(name="Ярость", realm=home)
    CharacterIdentity.objects.create(character=anna, realm=home, name="Прежняя", seen_from=LONG_AGO, seen_until=NOW)
    assert recognise(profile) == 1
    assert list(owners().values()) == [anna.pk]


def test_a_member_on_a_russian_realm_is_no_second_candidate():
    home = realm("eu", "howling-fjord")
    profile = profile_on(home)
    member = CharacterFactory(name="Ярость", realm=home)
    GuildMemberFactory(guild=profile.guild, character=member)
    give(profile, "Ярость-Ревущийфьорд")
    assert [(one.name, one.points) for one in candidates(profile)] == [("Ярость-Howling Fjord", Decimal(5))]
