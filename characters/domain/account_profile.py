"""The characters of a Battle.net account in one region, as Blizzard lists them for the account's owner."""

from dataclasses import dataclass

from msgspec import Struct

from characters.domain.documents import Identifier, Level, Text, read
from characters.domain.names import character_key


class _Realm(Struct, frozen=True):
    slug: Text


class _Character(Struct, frozen=True):
    id: Identifier
    realm: _Realm
    name: Text | None = None
    level: Level | None = None


class _Account(Struct, frozen=True):
    characters: list[_Character] | None = None


class _Profile(Struct, frozen=True):
    wow_accounts: list[_Account] | None = None


@dataclass(frozen=True, slots=True)
class OwnedCharacter:
    """A character of an account; `name_key` is that of names.character_key."""

    blizzard_id: int
    realm_slug: str
    name: str
    name_key: str
    level: int


def parse_account_profile(body: object) -> tuple[OwnedCharacter, ...]:
    """Read the characters of all game accounts of a Battle.net account.

    Listed once each, without those that have no name or no level: such rows are leftovers. An account that never
    played has none at all. Raises MalformedPayload with the path of a wrong value. Source: Blizzard
    /profile/user/wow.
    """
    accounts = read(body, _Profile, "account profile").wow_accounts or ()
    rows = (row for account in accounts for row in account.characters or ())
    owned = (
        OwnedCharacter(row.id, row.realm.slug, row.name.strip(), character_key(row.name.strip()), row.level or 0)
        for row in rows
        if row.name and row.name.strip() and row.level != 0
    )
    return tuple(dict.fromkeys(owned))
