"""Realms by any spelling, in any script."""

import pytest

from characters.domain.errors import Refused
from characters.domain.names import realm_key
from characters.models import Realm
from characters.services.guilds import find_guild
from characters.services.realms import find_realm
from tests.factories.characters import GuildFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("region", "spelling", "slug"),
    [
        ("eu", "Ревущий фьорд", "howling-fjord"),
        ("eu", "РЕВУЩИЙФЬОРД", "howling-fjord"),
        ("eu", "Howling Fjord", "howling-fjord"),
        ("EU", "Гордунни", "gordunni"),
        ("eu", "Galakrond", "galakrond"),
        ("us", "Galakrond", "galakrond"),
        ("tw", "阿薩斯", "arthas"),
        ("tw", "Krol Blade", "krol-blade"),
        ("kr", "불타는군단", "burning-legion"),
    ],
)
def test_a_realm_is_found_by_its_slug_its_name_and_what_its_clients_call_it(region, spelling, slug):
    realm = find_realm(region, spelling)
    assert (realm.region, realm.slug) == (region.lower(), slug)


def test_a_name_of_another_region_finds_nothing():
    with pytest.raises(Refused, match="There is no realm “Гордунни” in US"):
        find_realm("us", "Гордунни")


def test_a_guild_is_found_by_its_realms_russian_name():
    guild = GuildFactory(realm=Realm.objects.get(region="eu", slug="howling-fjord"), name="Стражи")
    assert find_guild("eu", "Ревущий фьорд", "стражи") == guild


def test_every_realm_of_the_database_has_the_key_of_its_slug_and_name():
    rows = Realm.objects.values_list("key", "slug", "name")
    assert all(key == realm_key(slug) == realm_key(name) for key, slug, name in rows)
