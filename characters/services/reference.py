"""Bringing the tables of game facts in step with the shipped ones."""

from collections.abc import Sequence

from django.db import models, transaction

from characters.domain.names import realm_key
from characters.domain.realm_table import shipped_realms
from characters.domain.reference import CLASSES, SPECIALIZATIONS
from characters.domain.reference import Role as RoleName
from characters.models import CharacterClass, Realm, Role, Specialization


def load_reference_data(*, using: str = "default") -> int:
    """Insert and correct roles, classes, specializations and realms; return how many rows were written.

    Compares first, so that a repeat writes nothing. Rows that the shipped facts do not know stay.
    """
    with transaction.atomic(using=using):
        written = _upsert(Role, [Role(name=role) for role in RoleName], ["name"], using)
        written += _upsert(CharacterClass, _classes(), ["id"], using)
        written += _upsert(Specialization, _specializations(using), ["id"], using)
        return written + _upsert(Realm, _realms(using), ["region", "slug"], using)


def _classes() -> list[CharacterClass]:
    return [
        CharacterClass(
            id=facts.class_id, name=facts.name, slug=facts.slug, token=facts.token, color_hex=facts.color_hex
        )
        for facts in CLASSES
    ]


def _specializations(using: str) -> list[Specialization]:
    roles = dict(Role.objects.using(using).values_list("name", "pk"))
    return [
        Specialization(id=facts.spec_id, name=facts.name, character_class_id=facts.class_id, role_id=roles[facts.role])
        for facts in SPECIALIZATIONS
    ]


def _realms(using: str) -> list[Realm]:
    learned = {
        (region, slug): connected
        for region, slug, connected in Realm.objects.using(using).values_list("region", "slug", "connected_realm_id")
    }
    return [
        Realm(
            region=row["region"],
            slug=row["slug"],
            name=row["name"],
            key=realm_key(row["name"]),
            blizzard_id=int(row["realm_id"]),
            # A shipped gap takes nothing away from what an upstream said since.
            connected_realm_id=int(row["connected_realm_id"] or 0) or learned.get((row["region"], row["slug"])),
        )
        for row in shipped_realms()
    ]


def _upsert(model: type[models.Model], rows: Sequence[models.Model], key: list[str], using: str) -> int:
    """Write the rows that differ from the stored ones; `key` names the fields that say which row is which."""
    facts = [field.attname for field in model._meta.concrete_fields if field.attname not in {*key, "id"}]
    manager = model._default_manager.using(using)
    stored = set(manager.values_list(*key, *facts))
    changed = [row for row in rows if tuple(getattr(row, name) for name in key + facts) not in stored]
    if facts:
        manager.bulk_create(changed, update_conflicts=True, unique_fields=key, update_fields=facts)
    else:
        manager.bulk_create(changed, ignore_conflicts=True)
    return len(changed)
