"""Finding a character by any spelling, and adding one that nobody knew, after asking Blizzard who it is."""

from datetime import datetime

from django.db import transaction

from characters.clients import blizzard
from characters.domain.errors import ErrorKind, Refused, UpstreamError
from characters.domain.names import character_key, fold
from characters.domain.profiles import CharacterSummary, parse_summary
from characters.domain.regions import Region
from characters.models import Character, Realm
from characters.services.claims import as_spelled_in_game
from characters.services.identities import create_characters, new_character, rename_characters
from characters.services.realms import find_realm, realms_by_slug
from characters.services.removal import removed_ids


def find_character(region: str, realm: str, name: str) -> Character | None:
    """Return the living character of a name, or the only one whose name differs in accents alone.

    :raises Refused: when region or realm is unknown, or several characters may be meant.
    """
    home = find_realm(region, realm)
    living = Character.objects.filter(realm=home, retired_at__isnull=True).select_related("realm")
    if (exact := living.filter(name_key=character_key(name.strip())).first()) is not None:
        return exact
    alike = list(living.filter(search_key=fold(name)).order_by("pk")[:10])
    if len(alike) > 1:
        names = ", ".join(character.name for character in alike)
        raise Refused(f"Several characters on {home.name} may be meant by “{name}”: {names}. Spell the accents.")
    return alike[0] if alike else None


def ensure_character(region: str, realm: str, name: str, *, now: datetime) -> Character:
    """Return a known character, or ask Blizzard for it and add it.

    :raises Refused: when region, realm or character is unknown, or its data was removed on request.
    :raises UpstreamError: when Blizzard cannot be asked now.
    """
    if (known := find_character(region, realm, name)) is not None:
        return known
    home = find_realm(region, realm)
    spelled = as_spelled_in_game(name)
    try:
        summary = parse_summary(blizzard.get_summary(Region(home.region), home.slug, spelled).body)
    except UpstreamError as error:
        if error.kind is ErrorKind.NOT_FOUND:
            raise Refused(
                f"Blizzard knows no character “{spelled}” on {home.name} ({home.region.upper()}). Accents count, and "
                "characters below level 10 or long not played have no profile."
            ) from error
        raise
    return _welcome(home, summary, now)


@transaction.atomic
def _welcome(home: Realm, summary: CharacterSummary, now: datetime) -> Character:
    region = Region(home.region)
    if removed_ids(region, [summary.blizzard_id]):
        raise Refused(f"The data of {summary.name} was removed on request, so it is not stored again.")
    realm = realms_by_slug(region, [summary.realm_slug])[summary.realm_slug]
    known = Character.objects.filter(
        realm__region=region, blizzard_id=summary.blizzard_id, retired_at__isnull=True
    ).first()
    if known is None:
        return create_characters([new_character(realm, summary.name, summary.blizzard_id, now=now)], now=now)[0]
    rename_characters([(known, realm, summary.name)], now=now)
    return known
