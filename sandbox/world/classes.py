"""Classes, specializations and races: ids and English names."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Specialization:
    """A specialization with its role: tank, healer or dps."""

    id: int
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class PlayableClass:
    """A class, its specializations, and the races that the sandbox gives it."""

    id: int
    name: str
    races: tuple[int, ...]
    specializations: tuple[Specialization, ...]

    @property
    def logs_name(self) -> str:
        """Give the name as Warcraft Logs writes it."""
        return self.name.replace(" ", "")


_MANY_RACES = (2, 5, 6, 8, 10)
_SOME_RACES = (2, 5, 8)
_ROWS = (
    (1, "Warrior", _MANY_RACES, "71 Arms dps, 72 Fury dps, 73 Protection tank"),
    (2, "Paladin", (6, 10), "65 Holy healer, 66 Protection tank, 70 Retribution dps"),
    (3, "Hunter", _MANY_RACES, "253 Beast Mastery dps, 254 Marksmanship dps, 255 Survival dps"),
    (4, "Rogue", _SOME_RACES, "259 Assassination dps, 260 Outlaw dps, 261 Subtlety dps"),
    (5, "Priest", _SOME_RACES, "256 Discipline healer, 257 Holy healer, 258 Shadow dps"),
    (6, "Death Knight", _MANY_RACES, "250 Blood tank, 251 Frost dps, 252 Unholy dps"),
    (7, "Shaman", (2, 6, 8), "262 Elemental dps, 263 Enhancement dps, 264 Restoration healer"),
    (8, "Mage", _SOME_RACES, "62 Arcane dps, 63 Fire dps, 64 Frost dps"),
    (9, "Warlock", _SOME_RACES, "265 Affliction dps, 266 Demonology dps, 267 Destruction dps"),
    (10, "Monk", _SOME_RACES, "268 Brewmaster tank, 269 Windwalker dps, 270 Mistweaver healer"),
    (11, "Druid", (6, 8), "102 Balance dps, 103 Feral dps, 104 Guardian tank, 105 Restoration healer"),
    (12, "Demon Hunter", (10,), "577 Havoc dps, 581 Vengeance tank, 1480 Devourer dps"),
    (13, "Evoker", (70,), "1467 Devastation dps, 1468 Preservation healer, 1473 Augmentation dps"),
)


def _specializations(text: str) -> tuple[Specialization, ...]:
    rows = (row.split(" ") for row in text.split(", "))
    return tuple(Specialization(int(number), " ".join(name), role) for number, *name, role in rows)


CLASSES = {number: PlayableClass(number, name, races, _specializations(text)) for number, name, races, text in _ROWS}
RACES = {2: "Orc", 5: "Undead", 6: "Tauren", 8: "Troll", 10: "Blood Elf", 70: "Dracthyr"}


def specialization(class_id: int, spec_id: int) -> Specialization:
    """Find a specialization of a class; the first one when it has no such id."""
    specs = CLASSES[class_id].specializations
    return next((spec for spec in specs if spec.id == spec_id), specs[0])
