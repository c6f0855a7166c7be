"""Whom the rows of an export mean: by name and realm, among those who are in the guild now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from characters.domain.names import character_key, realm_key
from characters.models import Character, Guild, GuildMember, Realm
from guild_identity.domain.export_rows import ExportRow
from guild_identity.domain.note_plan import Outcome


@dataclass(frozen=True, slots=True)
class Listed:
    """A row and its character; where there is none, why, as an outcome and a sentence."""

    row: ExportRow
    character: Character | None
    outcome: Outcome | None = None
    message: str = ""


def listed_members(guild: Guild, rows: Sequence[ExportRow]) -> list[Listed]:
    """Find each row's character, in three queries. A row without a realm is on the guild's home realm."""
    realms = _realm_ids(guild, {row.realm for row in rows if row.realm})
    people = _characters(guild, {character_key(row.name) for row in rows})
    stints = GuildMember.objects.filter(guild=guild, left_at__isnull=True)
    members = set(stints.values_list("character_id", flat=True))
    found: list[Listed] = []
    seen: dict[int, int] = {}
    for row in rows:
        realm_id = realms.get(realm_key(row.realm)) if row.realm else guild.realm_id
        listed = _listed(guild, row, realm_id, people.get((realm_id or 0, character_key(row.name))), members)
        if listed.character is not None:
            first = seen.setdefault(listed.character.pk, row.row)
            if first != row.row:
                message = f"Listed twice: row {first} is the same character."
                listed = Listed(row, None, Outcome.DUPLICATE, message)
        found.append(listed)
    return found


def _listed(
    guild: Guild, row: ExportRow, realm_id: int | None, character: Character | None, members: set[int]
) -> Listed:
    region = guild.realm.region.upper()
    if realm_id is None:
        return Listed(row, None, Outcome.UNKNOWN_REALM, f"No realm of that name is known in {region}.")
    if character is None:
        message = "Nobody of that name and realm is known. The next roster sync may bring the character."
        return Listed(row, None, Outcome.UNKNOWN_CHARACTER, message)
    if character.retired_at is not None:
        message = "The character is gone: deleted, or its name is another's now."
        return Listed(row, None, Outcome.RETIRED, message)
    if character.pk not in members:
        message = f"Not in {guild.name} by the last roster sync. The next one may bring the character."
        return Listed(row, None, Outcome.NOT_A_MEMBER, message)
    return Listed(row, character)


def _realm_ids(guild: Guild, spellings: Iterable[str]) -> dict[str, int]:
    """Return realms of the guild's region by key; where two share one, those connected with the home realm win."""
    home = guild.realm
    keys = {realm_key(spelling) for spelling in spellings}
    known = Realm.objects.filter(key__in=keys, region=home.region).order_by("pk")
    ids = {home.key: home.pk}
    for realm in sorted(known, key=lambda realm: realm.connected_realm_id != home.connected_realm_id):
        ids.setdefault(realm.key, realm.pk)
    return ids


def _characters(guild: Guild, names: set[str]) -> dict[tuple[int, str], Character]:
    """Return characters of the guild's region by realm and name; the living before those who are gone."""
    people = Character.objects.filter(realm__region=guild.realm.region, name_key__in=names).order_by("pk")
    by_identity: dict[tuple[int, str], Character] = {}
    for character in sorted(people, key=lambda character: character.retired_at is not None):
        by_identity.setdefault((character.realm_id, character.name_key), character)
    return by_identity
