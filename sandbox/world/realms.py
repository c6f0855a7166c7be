"""Some realms, with the ids that Blizzard gives them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Realm:
    """A realm: region, slug, name, realm id, and the id of its group of connected realms."""

    region: str
    slug: str
    name: str
    id: int
    group: int


_ROWS = (
    ("us", "senjin", "Sen'jin", 1185, 1185),
    ("us", "queldorei", "Quel'dorei", 1372, 1185),
    ("us", "bloodscalp", "Bloodscalp", 119, 1185),
    ("us", "boulderfist", "Boulderfist", 112, 1185),
    ("us", "dunemaul", "Dunemaul", 111, 1185),
    ("us", "maiev", "Maiev", 1357, 1185),
    ("us", "stonemaul", "Stonemaul", 108, 1185),
    ("us", "area-52", "Area 52", 1566, 3676),
    ("us", "azjolnerub", "Azjol-Nerub", 121, 121),
    ("us", "illidan", "Illidan", 57, 57),
    ("us", "malganis", "Mal'Ganis", 59, 3684),
    ("us", "proudmoore", "Proudmoore", 5, 5),
    ("us", "stormrage", "Stormrage", 60, 60),
    ("us", "tichondrius", "Tichondrius", 11, 11),
    ("eu", "aggra-português", "Aggra (Português)", 1413, 1303),
    ("eu", "die-aldor", "Die Aldor", 1618, 1618),
    ("eu", "draenor", "Draenor", 506, 1403),
    ("eu", "gordunni", "Gordunni", 1602, 1602),
    ("eu", "kazzak", "Kazzak", 1305, 1305),
    ("eu", "ravencrest", "Ravencrest", 554, 1329),
    ("eu", "senjin", "Sen'jin", 602, 1400),
    ("eu", "twisting-nether", "Twisting Nether", 625, 3674),
    ("kr", "azshara", "아즈샤라", 205, 205),
    ("kr", "hyjal", "하이잘", 2107, 2116),
    ("tw", "arthas", "阿薩斯", 1054, 963),
    ("tw", "shadowmoon", "暗影之月", 963, 963),
)
REALMS = tuple(Realm(*row) for row in _ROWS)
_BY_SLUG = {(realm.region, realm.slug): realm for realm in REALMS}


def realm_of(region: str, slug: str) -> Realm | None:
    """Find a realm by its slug."""
    return _BY_SLUG.get((region, slug))


def realm_by_any_name(region: str, text: str) -> Realm | None:
    """Find a realm by slug or name, as Raider.IO accepts both."""
    wanted = text.casefold()
    return next((r for r in REALMS if r.region == region and wanted in (r.slug, r.name.casefold())), None)


def connected(realm: Realm) -> list[Realm]:
    """List the realms of the group that a realm belongs to, itself included."""
    return [other for other in REALMS if other.region == realm.region and other.group == realm.group]
