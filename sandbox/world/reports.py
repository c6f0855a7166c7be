"""Warcraft Logs reports as they are on the site: fights, who fought, and from when they can be read."""

from dataclasses import dataclass, field
from typing import NamedTuple

from sandbox.world.calendar import DAY, SECOND
from sandbox.world.chance import dice, number, share
from sandbox.world.classes import CLASSES, specialization
from sandbox.world.names import invent_name
from sandbox.world.realms import REALMS, realm_of
from sandbox.world.records import Character, Guild
from sandbox.world.seasons import BOSSES

_SETTLING = 60 * SECOND
_UNRANKED = 0.02


class Fighter(NamedTuple):
    """Somebody in a fight; `number` is None for a stranger, `realm` a slug."""

    number: int | None
    name: str
    realm: str
    region: str
    class_id: int
    spec_id: int
    hidden: bool = False


class Fight(NamedTuple):
    """A fight between two moments; boss 0 is trash, whose kill is None."""

    id: int
    boss: int
    difficulty: int
    start: int
    end: int
    kill: bool | None
    percent: float
    fighters: tuple[Fighter, ...]


@dataclass(slots=True)
class Report:
    """A report. It is live when `uploaded` is not after its start: fights then show up as they end."""

    code: str
    title: str
    guild: Guild | None
    guild_name: str | None
    zone: int
    start: int
    end: int
    uploaded: int
    exported: int
    visibility: str = "public"
    fights: list[Fight] = field(default_factory=list)
    revisions: int = 0

    def is_there(self, now: int) -> bool:
        """Say whether the site has it."""
        return self.uploaded <= now and self.start <= now

    def visible(self, now: int) -> list[Fight]:
        """List the fights that the site has."""
        return [f for f in self.fights if f.end + _SETTLING <= now] if self.is_there(now) else []

    def shown_end(self, now: int) -> int:
        """Give the end of what has been uploaded so far."""
        return min(
            self.end, max((f.end for f in self.visible(now)), default=self.start) if now < self.end else self.end
        )

    def segments(self, now: int) -> int:
        """Give how many parts have been uploaded."""
        return max(1, len(self.visible(now)) // 4) if self.is_there(now) else 0

    def is_exported(self, now: int) -> bool:
        """Say whether its kills are ranked."""
        return self.exported <= now


def fighter_of(character: Character, moment: int) -> Fighter:
    """Describe a character as it was called at a moment."""
    identity = character.identity(moment)
    return Fighter(
        character.number,
        identity.name,
        identity.realm,
        character.region,
        character.class_id,
        character.spec_id,
        character.logs == "hidden",
    )


def strangers(code: str, region: str, count: int) -> list[Fighter]:
    """Invent people from other guilds for a report."""
    rolls = dice("strangers", code)
    realms = [realm.slug for realm in REALMS if realm.region == region]
    found = []
    for _ in range(count):
        chosen = rolls.choice(tuple(CLASSES.values()))
        spec = rolls.choice(chosen.specializations)
        found.append(Fighter(None, invent_name(rolls), rolls.choice(realms), region, chosen.id, spec.id))
    return found


def server_name(region: str, slug: str) -> str:
    """Give a realm's name the way logs hold it: without spaces."""
    realm = realm_of(region, slug)
    return (realm.name if realm else slug).replace(" ", "")


def spec_of(fighter: Fighter) -> tuple[str, str]:
    """Give the names of a fighter's specialization and role (tank, healer or dps)."""
    spec = specialization(fighter.class_id, fighter.spec_id)
    return spec.name.replace(" ", ""), spec.role


def parse(seed: int, fighter: Fighter, fight: Fight) -> float | None:
    """Give the percentile of a fighter in a kill, the same in every log of it; None where it is not ranked."""
    who = (fighter.name, fighter.realm, fight.boss, fight.difficulty, fight.end // DAY)
    if share(seed, "unranked", *who) < _UNRANKED:
        return None
    skill, form = share(seed, "skill", *who[:2]), share(seed, "form", *who)
    return round(min(99.9, max(0.1, 100 * (0.65 * skill + 0.35 * form))), 2)


def boss_name(boss: int) -> str:
    """Name the boss of a fight."""
    return BOSSES[boss].name if boss in BOSSES else "Trash"


def foreign_guild(code: str) -> str:
    """Name the guild that a stranger's report belongs to."""
    return ("Pull Ten", "Wipe Club", "Second Wind", "Loot Goblins")[number("foreign", code) % 4]
