"""The game's roles, classes and specializations, with Blizzard's ids: a new one is one line here."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a specialization does in a group."""

    TANK = "Tank"
    HEALER = "Healer"
    MELEE = "Melee DPS"
    RANGED = "Ranged DPS"


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """A playable class. `token` is the client's word for it, as in RAID_CLASS_COLORS."""

    class_id: int
    name: str
    color_hex: str

    @property
    def slug(self) -> str:
        """The name as in addresses."""
        return self.name.lower().replace(" ", "-")

    @property
    def token(self) -> str:
        """The name as the client's interface code spells it."""
        return self.name.upper().replace(" ", "")


@dataclass(frozen=True, slots=True)
class SpecializationFacts:
    """A specialization of a class."""

    spec_id: int
    class_id: int
    name: str
    role: Role


CLASSES = (
    ClassFacts(1, "Warrior", "#C69B6D"),
    ClassFacts(2, "Paladin", "#F48CBA"),
    ClassFacts(3, "Hunter", "#AAD372"),
    ClassFacts(4, "Rogue", "#FFF468"),
    ClassFacts(5, "Priest", "#FFFFFF"),
    ClassFacts(6, "Death Knight", "#C41E3A"),
    ClassFacts(7, "Shaman", "#0070DD"),
    ClassFacts(8, "Mage", "#3FC7EB"),
    ClassFacts(9, "Warlock", "#8788EE"),
    ClassFacts(10, "Monk", "#00FF98"),
    ClassFacts(11, "Druid", "#FF7C0A"),
    ClassFacts(12, "Demon Hunter", "#A330C9"),
    ClassFacts(13, "Evoker", "#33937F"),
)

SPECIALIZATIONS = (
    SpecializationFacts(71, 1, "Arms", Role.MELEE),
    SpecializationFacts(72, 1, "Fury", Role.MELEE),
    SpecializationFacts(73, 1, "Protection", Role.TANK),
    SpecializationFacts(65, 2, "Holy", Role.HEALER),
    SpecializationFacts(66, 2, "Protection", Role.TANK),
    SpecializationFacts(70, 2, "Retribution", Role.MELEE),
    SpecializationFacts(253, 3, "Beast Mastery", Role.RANGED),
    SpecializationFacts(254, 3, "Marksmanship", Role.RANGED),
    SpecializationFacts(255, 3, "Survival", Role.MELEE),
    SpecializationFacts(259, 4, "Assassination", Role.MELEE),
    SpecializationFacts(260, 4, "Outlaw", Role.MELEE),
    SpecializationFacts(261, 4, "Subtlety", Role.MELEE),
    SpecializationFacts(256, 5, "Discipline", Role.HEALER),
    SpecializationFacts(257, 5, "Holy", Role.HEALER),
    SpecializationFacts(258, 5, "Shadow", Role.RANGED),
    SpecializationFacts(250, 6, "Blood", Role.TANK),
    SpecializationFacts(251, 6, "Frost", Role.MELEE),
    SpecializationFacts(252, 6, "Unholy", Role.MELEE),
    SpecializationFacts(262, 7, "Elemental", Role.RANGED),
    SpecializationFacts(263, 7, "Enhancement", Role.MELEE),
    SpecializationFacts(264, 7, "Restoration", Role.HEALER),
    SpecializationFacts(62, 8, "Arcane", Role.RANGED),
    SpecializationFacts(63, 8, "Fire", Role.RANGED),
    SpecializationFacts(64, 8, "Frost", Role.RANGED),
    SpecializationFacts(265, 9, "Affliction", Role.RANGED),
    SpecializationFacts(266, 9, "Demonology", Role.RANGED),
    SpecializationFacts(267, 9, "Destruction", Role.RANGED),
    SpecializationFacts(268, 10, "Brewmaster", Role.TANK),
    SpecializationFacts(270, 10, "Mistweaver", Role.HEALER),
    SpecializationFacts(269, 10, "Windwalker", Role.MELEE),
    SpecializationFacts(102, 11, "Balance", Role.RANGED),
    SpecializationFacts(103, 11, "Feral", Role.MELEE),
    SpecializationFacts(104, 11, "Guardian", Role.TANK),
    SpecializationFacts(105, 11, "Restoration", Role.HEALER),
    SpecializationFacts(577, 12, "Havoc", Role.MELEE),
    SpecializationFacts(581, 12, "Vengeance", Role.TANK),
    SpecializationFacts(1480, 12, "Devourer", Role.RANGED),
    SpecializationFacts(1467, 13, "Devastation", Role.RANGED),
    SpecializationFacts(1468, 13, "Preservation", Role.HEALER),
    SpecializationFacts(1473, 13, "Augmentation", Role.RANGED),
)
