"""What the world is made of. Every moment is in Unix milliseconds UTC; characters are known by number."""

from dataclasses import dataclass, field
from typing import NamedTuple

FOREVER = 2**62


class Kill(NamedTuple):
    """A boss kill of one character; codes are the Warcraft Logs reports that hold it."""

    at: int
    boss: int
    difficulty: int
    codes: tuple[str, ...] = ()


class Run(NamedTuple):
    """A finished keystone run; duration in milliseconds."""

    at: int
    dungeon: int
    level: int
    duration: int
    timed: bool


class Delve(NamedTuple):
    """A finished delve."""

    at: int
    tier: int


class Clear(NamedTuple):
    """A finished dungeon without a keystone, on heroic or mythic."""

    at: int
    dungeon: int
    mythic: bool


class Session(NamedTuple):
    """A time online."""

    login: int
    logout: int


@dataclass(slots=True)
class Deeds:
    """What one character did in some time, each list in order of time."""

    sessions: list[Session] = field(default_factory=list)
    kills: list[Kill] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    delves: list[Delve] = field(default_factory=list)
    clears: list[Clear] = field(default_factory=list)

    def sort(self) -> "Deeds":
        """Bring every list into order of time."""
        for row in (self.sessions, self.kills, self.runs, self.delves, self.clears):
            row.sort()
        return self


class Identity(NamedTuple):
    """How a character is called from some moment on."""

    since: int
    name: str
    realm: str
    blizzard_id: int


@dataclass(slots=True)
class Stint:
    """A time in a guild."""

    guild: int
    rank: int
    joined: int = 0
    left: int = FOREVER


@dataclass(slots=True)
class Character:
    """A character. `profile` is ok, missing (404) or forbidden (403); `logs` is shown, hidden or unknown."""

    number: int
    region: str
    identities: list[Identity]
    class_id: int
    spec_id: int
    race_id: int
    player: int | None = None
    level: int = 90
    stints: list[Stint] = field(default_factory=list)
    profile: str = "ok"
    logs: str = "shown"
    on_raiderio: bool = True
    rarely: bool = False
    dormant_since: int = FOREVER

    def identity(self, moment: int) -> Identity:
        """Give name, realm and Blizzard id at a moment."""
        return next((i for i in reversed(self.identities) if i.since <= moment), self.identities[0])

    def stint(self, moment: int) -> Stint | None:
        """Give the guild membership at a moment."""
        return next((s for s in self.stints if s.joined <= moment < s.left), None)


@dataclass(frozen=True, slots=True)
class Guild:
    """A guild; `number` counts inside the sandbox, the other ids are those of the upstreams."""

    number: int
    region: str
    realm: str
    name: str
    blizzard_id: int
    logs_id: int

    @property
    def slug(self) -> str:
        """Give the name as it stands in addresses."""
        return self.name.lower().replace("'", "").replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Player:
    """A person with characters, the first one being the main. Zeal is how much is played, from 0 to 1."""

    number: int
    guild: int
    characters: tuple[int, ...]
    zeal: float
    raids: bool
    taste: str
    online_over_reset: bool = False


@dataclass(frozen=True, slots=True)
class WorldConfig:
    """What the world follows from. A scripted world has no life of its own, only what is posted to it."""

    seed: int = 1
    characters: int = 40
    guilds: int = 1
    scripted: bool = False
