"""Names of characters as addons write them, `Name-Realm`, and the key under which spellings meet."""

from functools import lru_cache
from uuid import UUID

from characters.domain.names import character_key, realm_key

LONGEST = 64
LONGEST_KEY = 140


def split_name(written: str) -> tuple[str, str]:
    """Take `Name-Realm` apart at its first hyphen: a name has none, a realm may; an absent realm is empty."""
    name, _, realm = written.strip().partition("-")
    return name.strip(), realm.strip()


@lru_cache(maxsize=8192)
def target_key(written: str, home_realm: str = "") -> str:
    """Make the key of a character in a ledger: "Thrall-Area 52", "thrall-Area52" and "Thrall-area-52" are one.

    `home_realm` stands in where the name comes without a realm. Letter case of the name does not count, accents do.
    """
    name, realm = split_name(written)
    return f"{character_key(name)}-{realm_key(realm or home_realm)}"


def profile_key(profile: UUID) -> str:
    """Name a profile as the loot addon does: "p_" and 24 hexadecimal digits."""
    return f"p_{profile.hex[:24]}"


@lru_cache(maxsize=4096)
def kept(written: str) -> str:
    """Return a name that comes again and again, each kept once however many rows have it."""
    return written
