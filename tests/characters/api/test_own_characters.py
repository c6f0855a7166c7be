import pytest
from django.test import Client

from characters.models import Character, UserCharacter
from characters.services.claims import MOST_CLAIMS
from tests.factories.characters import CharacterFactory, PayloadFactory, UserCharacterFactory

MINE = "/api/users/me/characters"
JSON = {"content_type": "application/json"}


def claim(client, region="us", realm="senjin", name="Zed", slash=""):
    return client.post(MINE + slash, {"region": region, "realm": realm, "name": name}, **JSON)


def mine(client):
    return [row["name"] for row in client.get(MINE).json()["results"]]


@pytest.mark.parametrize("slash", ["", "/"])
def test_both_spellings_of_the_address_work(world, slash):
    client = world.client("member")
    assert client.get(MINE + slash).status_code == 200
    created = claim(client, slash=slash)
    assert created.status_code == 201
    pk = created.json()["id"]
    assert client.post(f"{MINE}/reorder{slash}", {"ids": [pk]}, **JSON).status_code == 204
    assert client.delete(f"{MINE}/{pk}{slash}").status_code == 204


@pytest.mark.parametrize("address", [MINE, f"{MINE}/reorder", f"{MINE}/1", f"{MINE}/1/gear/sync"])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_nobody_has_no_characters(db, method, address):
    assert getattr(Client(), method)(address, {}, **JSON).status_code == 401


def test_a_claim_is_unverified_goes_to_the_end_and_is_safe_to_repeat(world):
    client = world.client("member")
    first, again = claim(client, name="zEd"), claim(client, name="ZED")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (first.json()["name"], first.json()["is_verified"], first.json()["last_synced_at"]) == ("Zed", False, None)
    assert mine(client) == ["Trogmoon", "Zed"]


@pytest.mark.parametrize("realm", ["Sen'jin", "SENJIN", "sen-jin", "Senjin "])
def test_realms_are_found_however_they_are_spelled(world, realm):
    assert claim(world.client("member"), realm=realm).json()["realm"] == "senjin"


def test_a_known_character_is_claimed_not_copied(world):
    claim(world.client("stranger"), name="ümbrânox")
    assert UserCharacter.objects.get(user=world.stranger).character == world.other.character


def test_accents_make_another_character(world):
    claim(world.client("stranger"), name="Umbranox")
    assert Character.objects.filter(search_key="umbranox").count() == 2


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"region": "mars"}, "region"),
        ({"realm": "nowhere"}, "realm"),
        ({"name": "x"}, "letters"),
        ({"name": "has space"}, "letters"),
        ({"name": "Zed1"}, "letters"),
        ({"name": "=cmd"}, "letters"),
        ({"name": "a" * 13}, "letters"),
    ],
)
def test_an_unknown_place_or_an_impossible_name_is_refused_in_words(world, body, word):
    response = claim(world.client("member"), **body)
    assert response.status_code == 400
    assert word in response.json()["detail"]
    assert not Character.objects.filter(name="Zed").exists()


@pytest.mark.parametrize("body", [{}, [], "x", None, {"region": "us", "realm": "senjin", "name": ["a"]}])
def test_a_body_of_another_shape_is_refused(world, body):
    assert world.client("member").post(MINE, body, **JSON).status_code == 400


def test_only_json_is_read(world):
    response = world.client("member").post(MINE, {"region": "us", "realm": "senjin", "name": "Zed"})
    assert response.status_code == 415


def test_a_list_is_limited(world):
    characters = CharacterFactory.create_batch(MOST_CLAIMS)
    UserCharacter.objects.bulk_create(
        UserCharacterFactory.build(user=world.stranger, character=character) for character in characters
    )
    response = claim(world.client("stranger"))
    assert (response.status_code, "full" in response.json()["detail"]) == (409, True)
    assert claim(world.client("stranger"), name=characters[0].name).status_code == 201
    assert not Character.objects.filter(name="Zed").exists()


def test_others_characters_stay_on_their_lists(world):
    pk = world.own.character_id
    assert world.client("stranger").delete(f"{MINE}/{pk}").status_code == 404
    assert mine(world.client("member")) == ["Trogmoon"]


def test_letting_go_of_a_bare_claim_leaves_nothing_behind(world):
    client = world.client("member")
    pk = claim(client).json()["id"]
    client.delete(f"{MINE}/{pk}")
    assert not Character.objects.filter(pk=pk).exists()


def test_letting_go_of_a_known_character_keeps_what_is_known(world):
    client = world.client("member")
    synced = claim(client).json()["id"]
    PayloadFactory(character_id=synced)
    for pk in (synced, world.own.character_id):
        assert client.delete(f"{MINE}/{pk}").status_code == 204
        assert Character.objects.filter(pk=pk).exists()
    shared = claim(client, name="Shared").json()["id"]
    claim(world.client("stranger"), name="Shared")
    client.delete(f"{MINE}/{shared}")
    assert Character.objects.filter(pk=shared).exists()


def test_the_order_is_the_users(world):
    client = world.client("member")
    ids = {name: claim(client, name=name).json()["id"] for name in ("Alpha", "Beta", "Gamma")}
    assert client.post(f"{MINE}/reorder", {"ids": [ids["Gamma"], ids["Alpha"]]}, **JSON).status_code == 204
    assert mine(client) == ["Gamma", "Alpha", "Trogmoon", "Beta"]


@pytest.mark.parametrize("ids", [[999999], "own own", ["x"], "no list", [-1]])
def test_an_order_that_makes_no_sense_changes_nothing(world, ids):
    client = world.client("member")
    body = {"ids": [world.own.character_id] * 2 if ids == "own own" else ids}
    assert client.post(f"{MINE}/reorder", body, **JSON).status_code in (400, 409)
    assert mine(client) == ["Trogmoon"]


def test_a_claim_lets_nobody_into_a_private_guild(world):
    claim(world.client("stranger"), name="Trogmoon")
    client = world.client("stranger")
    assert client.get(f"/api/guilds/{world.guild.pk}/").status_code == 404
    assert client.get(f"/api/characters/{world.own.character_id}/").status_code == 404


def test_the_list_takes_a_constant_number_of_queries(world, django_assert_max_num_queries):
    client = world.client("member")
    for name in ("Alpha", "Beta", "Gamma", "Delta"):
        claim(client, name=name)
    with django_assert_max_num_queries(4):
        assert len(mine(client)) == 5
