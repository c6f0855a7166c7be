"""The loot points of a guild as its officers' addon saves them (SpectrumFederation, the second shape of the first
generation): raid nights give points, loot costs some."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sandbox.lua import to_lua
from sandbox.state import Sandbox
from sandbox.world.calendar import SECOND
from sandbox.world.chance import dice
from sandbox.world.nights import NightKill
from sandbox.world.realms import realm_of
from sandbox.world.records import Guild
from sandbox.world.seasons import BOSSES, MYTHIC

WEEKS = 8
MAIN, OTHER = "Raid-Team-A", "Alt-Runs"
_PER_KILL, _PER_MYTHIC, _PRICES = 5, 10, (10, 20, 40)
_OFFICER_RANKS = (0, 1)


def write_loot(sandbox: Sandbox, guild_number: int, weeks: int = WEEKS) -> str:
    """Write the SavedVariables file with a profile for the raids and one for the alts. Raises IndexError."""
    guild, now = sandbox.world.guilds[guild_number], sandbox.clock.now()
    books = {name: _Book(name) for name in (MAIN, OTHER)}
    officers = [c.number for c, stint in sandbox.world.members(guild, now) if stint.rank in _OFFICER_RANKS]
    periods = sorted(sandbox.world.periods_back(guild.region, now, weeks))
    for night in sorted((n for period in periods for n in sandbox.world.nights(guild, period)), key=lambda n: n.start):
        book = books[MAIN if night.logs else OTHER]
        for kill in night.kills:
            if kill.at <= now and officers:
                _write_kill(sandbox, guild, book, kill, officers[night.start // SECOND % len(officers)])
    profiles = {name: book.saved(_name(sandbox, guild, officers[0], now)) for name, book in books.items() if officers}
    saved = {"schemaVersion": 2, "profiles": profiles, "activeProfile": MAIN, "settings": {"lootWindowEnabled": True}}
    return f"\nSpectrumFederationDB = {to_lua(saved)}\n"


class _Book:
    """One profile while it is written."""

    def __init__(self, name: str) -> None:
        """Begin empty."""
        self.name = name
        self.logs: list[dict[str, Any]] = []
        self.totals: dict[str, int] = defaultdict(int)
        self.changed: dict[str, int] = {}

    def add(self, at: int, actor: str, target: str, delta: int, reason: str) -> None:
        """Write one line."""
        self.totals[target] += delta
        self.changed[target] = at // SECOND
        self.logs.append(
            {
                "id": len(self.logs) + 1, "timestamp": at // SECOND, "actor": actor, "target": target, "delta": delta,
                "newTotal": self.totals[target], "reason": reason, "profile": self.name,
            }
        )  # fmt: skip

    def saved(self, creator: str) -> dict[str, Any]:
        """Give the profile as it is saved."""
        points = {name: {"total": total, "lastUpdated": self.changed[name]} for name, total in self.totals.items()}
        created = self.logs[0]["timestamp"] if self.logs else 0
        head = {"nextLogId": len(self.logs) + 1, "createdAt": created, "createdBy": creator}
        return {"points": points, "logs": self.logs, **head}


def _write_kill(sandbox: Sandbox, guild: Guild, book: _Book, kill: NightKill, officer: int) -> None:
    actor, boss = _name(sandbox, guild, officer, kill.at), BOSSES[kill.boss].name
    raiders = [_name(sandbox, guild, number, kill.at) for number in kill.players]
    for second, raider in enumerate(raiders):
        points = _PER_MYTHIC if kill.difficulty == MYTHIC else _PER_KILL
        book.add(kill.at + second % 3 * SECOND, actor, raider, points, f"Boss kill: {boss}")
    for winner, price in _loot(sandbox, kill, raiders):
        book.add(kill.at + 60 * SECOND, actor, winner, -price, f"Loot from {boss}")


def _loot(sandbox: Sandbox, kill: NightKill, raiders: list[str]) -> Iterator[tuple[str, int]]:
    rolls = dice(sandbox.world.seed, "loot points", kill.at, kill.boss)
    if raiders:
        yield rolls.choice(raiders), rolls.choice(_PRICES)


def _name(sandbox: Sandbox, guild: Guild, number: int, moment: int) -> str:
    identity = sandbox.world.characters[number].identity(moment)
    realm = realm_of(guild.region, identity.realm)
    return f"{identity.name}-{realm.name if realm else identity.realm}"
