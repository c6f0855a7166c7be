"""A person's own characters."""

import pytest
from django.urls import reverse

from characters.models import SyncRun, UserCharacter
from tests.factories.characters import UserCharacterFactory


@pytest.fixture
def own(client, demo, member):
    """Two characters on the member's list."""
    client.force_login(member)
    return [
        UserCharacterFactory(user=member, character=character, position=position).character
        for position, character in enumerate(demo.characters[:2])
    ]


def order(member):
    claims = UserCharacter.objects.filter(user=member).order_by("position", "pk")
    return list(claims.values_list("character__name", flat=True))


def add(client, **values):
    return client.post("/characters/", {"region": "us", "realm": "senjin", "name": "Trogmoon"} | values)


def test_an_empty_list_says_how_it_is_filled(client, stranger, now):
    client.force_login(stranger)
    assert "No character yet" in client.get("/characters/").text


def test_a_known_character_is_added_by_any_spelling(client, demo, stranger):
    client.force_login(stranger)
    assert add(client, realm="Sen'jin", name="trogMOON").headers["Location"] == "/characters/"
    assert order(stranger) == ["Trogmoon"]


def test_a_new_character_is_added_and_waits_for_its_sync(client, stranger, now):
    client.force_login(stranger)
    add(client, name="Neverseen")
    assert order(stranger) == ["Neverseen"]
    assert "not read yet" in client.get("/characters/").text


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"realm": "Atlantis"}, "There is no realm “Atlantis” in US"),
        ({"name": "Tr0gm00n"}, "cannot be a character&#x27;s name"),
        ({"region": "mars"}, "mars is not one of the available choices"),
        ({"name": ""}, "This field is required"),
    ],
)
def test_a_wrong_name_is_explained_beside_its_field(client, stranger, now, values, message):
    client.force_login(stranger)
    answer = add(client, **values)
    assert answer.status_code == 400
    assert message in answer.text
    assert order(stranger) == []


def test_they_are_put_in_order_by_buttons(client, own, member):
    client.post(reverse("move-character", args=[own[1].pk, "up"]))
    assert order(member) == ["Ælfwyn", "Trogmoon"]
    client.post(reverse("move-character", args=[own[1].pk, "up"]))
    assert order(member) == ["Ælfwyn", "Trogmoon"]
    client.post(reverse("move-character", args=[own[1].pk, "down"]))
    assert order(member) == ["Trogmoon", "Ælfwyn"]


def test_they_are_taken_off_the_list(client, own, member):
    client.post(reverse("release-character", args=[own[0].pk]))
    assert order(member) == ["Ælfwyn"]


def test_what_is_not_on_the_list_cannot_be_moved_or_removed(client, demo, own):
    other = demo.characters[5].pk
    assert client.post(reverse("move-character", args=[other, "up"])).status_code == 404
    assert client.post(reverse("release-character", args=[other])).status_code == 404


def test_nothing_changes_by_following_a_link(client, own, member):
    assert client.get(reverse("release-character", args=[own[0].pk])).status_code == 405
    assert client.get(reverse("sync-character", args=[own[0].pk])).status_code == 405
    assert len(order(member)) == 2


def test_a_sync_is_started_once_and_followed(client, own):
    for _ in range(2):
        answer = client.post(reverse("sync-character", args=[own[0].pk]))
        assert answer.headers["Location"] == reverse("character", args=[own[0].pk])
    run = SyncRun.objects.get(character=own[0])
    assert (run.source, run.steps.get().is_forced) == ("page", True)
    assert "A sync of Trogmoon is running" in client.get(reverse("character", args=[own[0].pk])).text
    part = reverse("character-sync-part", args=[own[0].pk])
    assert "is running" in client.get(part).text
    run.status = "done"
    run.save()
    assert client.get(part).headers["HX-Refresh"] == "true"


def test_somebody_elses_character_is_not_synced(client, demo, member):
    client.force_login(member)
    answer = client.post(reverse("sync-character", args=[demo.characters[5].pk]))
    assert answer.status_code == 403
    assert "on your own list first" in answer.text


def test_the_number_of_queries_does_not_grow_with_the_list(client, demo, own, member, django_assert_num_queries):
    with django_assert_num_queries(3):
        client.get("/characters/")
    for character in demo.characters[2:12]:
        UserCharacterFactory(user=member, character=character)
    with django_assert_num_queries(3):
        client.get("/characters/")
