"""The four raid difficulties, and what each upstream calls them."""

from enum import StrEnum


class Difficulty(StrEnum):
    """A raid difficulty of the Great Vault."""

    LFR = "lfr"
    NORMAL = "normal"
    HEROIC = "heroic"
    MYTHIC = "mythic"

    @property
    def order(self) -> int:
        """The rank of the difficulty, 0 (lfr) to 3 (mythic): a higher one gives the better reward."""
        return _ORDER[self]


_ORDER = {difficulty: order for order, difficulty in enumerate(Difficulty)}
_BLIZZARD = {difficulty.name: difficulty for difficulty in Difficulty}
_WARCRAFTLOGS = {1: Difficulty.LFR, 3: Difficulty.NORMAL, 4: Difficulty.HEROIC, 5: Difficulty.MYTHIC}
_TO_WARCRAFTLOGS = {difficulty: number for number, difficulty in _WARCRAFTLOGS.items()}


def from_blizzard(difficulty_type: str) -> Difficulty | None:
    """Translate Blizzard's `difficulty.type`, such as "LFR" or "HEROIC".

    Returns None for the old ten- and twenty-five-player types and for any not yet known.
    Source: encounters/raids, where the type is upper case and the name is localized.
    """
    return _BLIZZARD.get(difficulty_type)


def from_warcraftlogs(number: int) -> Difficulty | None:
    """Translate a Warcraft Logs difficulty number: 1, 3, 4 or 5.

    Returns None for any other: 10 is a keystone dungeon, which is listed among the fights.
    """
    return _WARCRAFTLOGS.get(number)


def to_warcraftlogs(difficulty: Difficulty) -> int:
    """Give the number by which Warcraft Logs is asked for a difficulty."""
    return _TO_WARCRAFTLOGS[difficulty]
