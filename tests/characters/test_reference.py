import json
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from characters.domain.names import realm_key
from characters.domain.reference import CLASSES, SPECIALIZATIONS
from characters.models import CharacterClass, Realm, Role, Specialization
from characters.services.reference import load_reference_data

CAPTURED = Path(__file__).resolve().parents[3] / "shared" / "data" / "seasons"
needs_captured = pytest.mark.skipif(not CAPTURED.exists(), reason="the captured data is not beside the project")


@pytest.mark.django_db
def test_a_fresh_database_knows_the_game():
    assert Role.objects.count() == 4
    assert CharacterClass.objects.count() == 13
    assert Specialization.objects.count() == 40
    assert Realm.objects.count() == 558


@pytest.mark.django_db
def test_loading_again_writes_nothing(django_assert_num_queries):
    with django_assert_num_queries(8):
        assert load_reference_data() == 0


@pytest.mark.django_db
def test_a_changed_or_missing_row_is_put_right_and_the_others_stay():
    Specialization.objects.filter(pk=1480).delete()
    CharacterClass.objects.filter(pk=1).update(color_hex="#000000")
    Realm.objects.filter(region="us", slug="senjin").update(name="Senjin")

    assert load_reference_data() == 3
    assert Specialization.objects.get(pk=1480).role.name == "Ranged DPS"
    assert CharacterClass.objects.get(pk=1).color_hex == "#C69B6D"
    assert Realm.objects.get(region="us", slug="senjin").name == "Sen'jin"


@pytest.mark.django_db
def test_a_realm_learned_from_an_upstream_keeps_its_key_and_what_was_learned():
    Realm.objects.create(region="us", slug="new-realm", name="New Realm", key="newrealm")
    Realm.objects.filter(region="eu", slug="frostmane").update(connected_realm_id=99)
    before = Realm.objects.get(region="eu", slug="frostmane").pk

    assert load_reference_data() == 0
    frostmane = Realm.objects.get(region="eu", slug="frostmane")
    assert (frostmane.pk, frostmane.connected_realm_id) == (before, 99)
    assert Realm.objects.filter(slug="new-realm").exists()


@pytest.mark.django_db
def test_every_realm_is_found_by_its_key_within_its_region():
    keys = list(Realm.objects.values_list("region", "key"))
    assert len(set(keys)) == len(keys)
    assert Realm.objects.get(region="us", key=realm_key("Mal'Ganis")).slug == "malganis"


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_is_filled_by_migrate():
    Realm.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert Realm.objects.count() == 558


def test_a_migrate_to_an_older_state_loads_nothing():
    class Older:
        all_models = {"characters": {}}

    assert not apps.get_app_config("characters")._is_current(Older())


def test_every_specialization_belongs_to_a_class():
    assert {spec.class_id for spec in SPECIALIZATIONS} == {facts.class_id for facts in CLASSES}


@needs_captured
def test_the_table_says_what_was_captured():
    captured = json.loads((CAPTURED / "classes.json").read_text())["classes"]
    assert {(f.class_id, f.name, f.slug, f.token, f.color_hex) for f in CLASSES} == {
        (c["id"], c["name"], c["slug"], c["token"], c["color_hex"]) for c in captured
    }
    assert {(s.spec_id, s.class_id, s.name, str(s.role)) for s in SPECIALIZATIONS} == {
        (s["id"], c["id"], s["name"], s["role"]) for c in captured for s in c["specializations"]
    }
