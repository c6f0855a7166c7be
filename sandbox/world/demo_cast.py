"""The people of the demo guild, written by hand so that every kind of oddity is among them.

A person's first character is the main. Per character: name, realm, class, specialization, guild rank, oddities.
"""

from typing import NamedTuple


class Part(NamedTuple):
    """One character of the demo guild."""

    name: str
    realm: str
    class_id: int
    spec_id: int
    rank: int
    oddity: str = ""


class Person(NamedTuple):
    """One person: taste is raid, keys, delves or casual; `late` is online over the reset."""

    taste: str
    zeal: float
    parts: tuple[Part, ...]
    late: bool = False


GUILD_NAME = "Keepers of the Vault"
GUILD_REALM = "senjin"
_HOME, _NEAR, _FAR, _AFAR = "senjin", "queldorei", "maiev", "stonemaul"

PEOPLE = (
    Person("raid", 0.9, (Part("Trogmoon", _HOME, 11, 102, 0), Part("Trogbane", _HOME, 6, 250, 5))),
    Person("raid", 0.8, (Part("Thornwëave", _HOME, 9, 265, 1), Part("Mossyhorn", _HOME, 7, 264, 5))),
    Person("keys", 0.9, (Part("Ведьмара", _HOME, 8, 64, 1), Part("Лунаша", _HOME, 5, 256, 5)), late=True),
    Person("raid", 0.7, (Part("Mirel", _HOME, 5, 257, 2), Part("Mirelda", _HOME, 10, 270, 5))),
    Person("raid", 0.7, (Part("Mirel", _NEAR, 2, 66, 2), Part("Kaldrun", _NEAR, 1, 73, 5))),
    Person("keys", 0.8, (Part("Ávalon", _HOME, 2, 70, 2), Part("Avalon", _HOME, 4, 260, 5, "inactive")), late=True),
    Person("raid", 0.6, (Part("Grubnash", _FAR, 1, 72, 3), Part("Grubwick", _FAR, 3, 254, 5))),
    Person("raid", 0.8, (Part("Zulvexa", _HOME, 7, 262, 3, "hidden"), Part("Zulmira", _HOME, 12, 577, 5))),
    Person("raid", 0.6, (Part("Oxbarrel", _HOME, 10, 268, 3), Part("Oxbrew", _HOME, 11, 105, 5, "low"))),
    Person("delves", 0.7, (Part("Duskfen", _AFAR, 12, 581, 3), Part("Duskmere", _AFAR, 13, 1467, 5))),
    Person("raid", 0.7, (Part("Skorrigan", _HOME, 13, 1468, 3),)),
    Person("raid", 0.5, (Part("Pelthane", _HOME, 3, 253, 3, "off raiderio"), Part("Pelgrim", _HOME, 6, 252, 5))),
    Person("raid", 0.9, (Part("Nightquill", _HOME, 4, 259, 3), Part("Daybrook", _HOME, 2, 65, 5)), late=True),
    Person("casual", 0.4, (Part("Humblebob", _HOME, 9, 267, 4), Part("Humblebot", _HOME, 1, 71, 5, "missing"))),
    Person("raid", 0.6, (Part("Raskolnir", _HOME, 6, 251, 4), Part("Sonechka", _HOME, 5, 258, 5))),
    Person("keys", 0.6, (Part("Blixtrem", _NEAR, 8, 62, 4), Part("Zappelin", _NEAR, 7, 263, 5, "off raiderio"))),
    Person("raid", 0.5, (Part("Yrsa", _HOME, 11, 104, 4), Part("Yrsalind", _HOME, 3, 255, 5))),
    Person("delves", 0.5, (Part("Cinderpaw", _HOME, 11, 103, 4, "hidden"), Part("Cinderella", _HOME, 9, 266, 6))),
    Person("casual", 0.3, (Part("Tuskany", _HOME, 12, 1480, 4), Part("Toskana", _HOME, 10, 269, 6, "inactive"))),
    Person("casual", 0.0, (Part("Sleepwell", _HOME, 5, 257, 6, "missing"),)),
    Person("casual", 0.0, (Part("Longgone", _HOME, 1, 72, 6, "forbidden"),)),
    Person("raid", 0.5, (Part("Freshling", _HOME, 13, 1473, 6),)),
)

# What changes in the guild over time: name, period, event, new name or realm.
CHANGES = (
    ("Freshling", 1080, "joins", ""),
    ("Toskana", 1084, "transfers", "bloodscalp"),
    ("Raskolnir", 1087, "renamed", "Raskolnikov"),
    ("Grubwick", 1089, "leaves", ""),
    ("Yrsalind", 1093, "renamed", "Yrsaline"),
)
