"""Names, realms and Blizzard ids over time: a rename keeps the row, a name taken by another retires it."""

from collections.abc import Iterable
from datetime import datetime

from characters.domain.names import character_key, fold
from characters.models import Character, CharacterIdentity, Realm


def new_character(realm: Realm, name: str, blizzard_id: int | None, *, now: datetime) -> Character:
    """Make an unsaved character with the keys that its name gives."""
    return Character(
        realm=realm,
        name=name,
        name_key=character_key(name),
        search_key=fold(name)[:60],
        blizzard_id=blizzard_id,
        created_at=now,
    )


def create_characters(characters: Iterable[Character], *, now: datetime) -> list[Character]:
    """Save new characters with their first identity."""
    created = Character.objects.bulk_create(characters)
    CharacterIdentity.objects.bulk_create([_identity(character, now) for character in created])
    return created


def rename_characters(renames: Iterable[tuple[Character, Realm, str]], *, now: datetime) -> None:
    """Give characters new names or realms and close their former identities.

    Two characters may swap names: the names are set free first, so that no order of writing collides.
    """
    renamed = []
    for character, realm, name in renames:
        character.name_key = f"#{character.pk}"
        renamed.append((character, realm, name))
    rows = [character for character, _, _ in renamed]
    Character.objects.bulk_update(rows, ["name_key"])
    for character, realm, name in renamed:
        character.realm, character.name = realm, name
        character.name_key, character.search_key = character_key(name), fold(name)[:60]
    Character.objects.bulk_update(rows, ["realm", "name", "name_key", "search_key"])
    CharacterIdentity.objects.filter(character__in=rows, seen_until__isnull=True).update(seen_until=now)
    CharacterIdentity.objects.bulk_create([_identity(character, now) for character in rows])


def retire_characters(characters: Iterable[Character], *, now: datetime) -> None:
    """Mark characters as gone, so that another may bear the name; their history stays."""
    ids = [character.pk for character in characters]
    Character.objects.filter(pk__in=ids).update(retired_at=now)
    CharacterIdentity.objects.filter(character__in=ids, seen_until__isnull=True).update(seen_until=now)


def _identity(character: Character, now: datetime) -> CharacterIdentity:
    return CharacterIdentity(
        character=character,
        blizzard_id=character.blizzard_id,
        realm=character.realm,
        name=character.name,
        seen_from=now,
    )
