"""One raider in one guild, told through time: what upstreams say, a sync, and what the vault then holds."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from characters.models import Character, Guild, SyncStep
from characters.services.guilds import ensure_guild
from characters.services.runs import start_guild_run
from tests import bodies
from tests.wire import Wire
from vault.models import GreatVaultEntry
from vault.selectors.calendar import week_at
from vault.services.work import work_on

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
RESET = datetime(2026, 11, 17, 15, tzinfo=UTC)
NEXT_RESET = RESET + 7 * DAY
# The Venomous Abyss in the order of its bosses, with Warcraft Logs' ids.
BOSSES = (2888, 2874, 2894, 2882, 2871, 2887, 2883, 2895)
LOG_IDS = dict(zip(BOSSES, (3470, 3445, 3497, 3455, 3420, 3421, 3429, 3492), strict=True))
KINDS = (SyncStep.Kind.ROSTER, SyncStep.Kind.CHARACTER, SyncStep.Kind.RAIDERIO, SyncStep.Kind.LOGS)
GUILD = "/data/wow/guild/senjin/keepers"
Fight = tuple[int, int, datetime]


class Scenario:
    """Trogmoon of Keepers; `kill`, `log` and `run` change the truth, `logout` publishes it, `sync` reads it."""

    def __init__(self, wire: Wire, name: str = "Trogmoon") -> None:
        self.wire, self.name = wire, name
        self.kills: dict[tuple[int, str], tuple[int, datetime | None]] = {}
        self.statistics: dict[int, tuple[int, datetime | None]] = {}
        self.runs: list[tuple[int, int, datetime]] = []
        wire.put(GUILD, bodies.guild())
        wire.put(f"{GUILD}/roster", bodies.roster([bodies.member(name, 1)]))
        wire.put("/data/wow/mythic-keystone/period/index", {"periods": [], "current_period": {"id": 1090}})
        for period_id in range(1080, 1100):
            start = RESET + (period_id - 1090) * 7 * DAY
            path = f"/data/wow/mythic-keystone/period/{period_id}"
            wire.put(path, bodies.period(period_id, start, start + 7 * DAY))
        self.log()

    def kill(self, boss: int, at: datetime, difficulty: str = "HEROIC", dated: bool = True) -> None:
        """Let the character kill a boss; undated kills move only the counter."""
        count, last = self.kills.get((boss, difficulty), (0, None))
        self.kills[(boss, difficulty)] = (count + 1, at if dated else last)

    def logout(self, at: datetime) -> None:
        """Let the character log out: Blizzard's documents move."""
        self.wire.character(
            self.name,
            summary=bodies.summary(self.name, 1, at),
            raids=bodies.raids(self.kills),
            statistics=bodies.statistics(self.statistics),
            keystones=bodies.keystones(1090, self.runs),
        )

    def log(self, *fights: Fight, name: str | None = None) -> None:
        """Put one report with these fights (boss, difficulty number, time) on Warcraft Logs."""
        rows = [
            (number, LOG_IDS[boss], difficulty, at, [(name or self.name, "Sen'jin")])
            for number, (boss, difficulty, at) in enumerate(fights, start=1)
        ]
        start = min((at for *_, at in fights), default=RESET) - HOUR
        reports = bodies.reports(("aBcDeF", start, rows)) if fights else bodies.reports()
        guild = {"data": {"guildData": {"guild": {"id": 4242}}}}
        self.wire.put("/api/v2/client", lambda request: guild if b"guildData" in (request.body or b"") else reports)

    def list_runs(self, runs: Iterable[tuple[int, int, datetime]], crawled: datetime) -> None:
        """Put keystone runs on Raider.IO."""
        self.wire.put(f"/api/v1/characters/profile?name={self.name}", bodies.raiderio(self.name, runs, crawled=crawled))

    def sync(self, now: datetime) -> GreatVaultEntry:
        """Sync the guild at a moment and return the entry of that moment's week."""
        guild = ensure_guild("us", "senjin", "Keepers", now=now)
        sync_to_the_end(guild, now)
        return self.entry(now)

    def entry(self, moment: datetime) -> GreatVaultEntry:
        """Return the entry of the week that holds a moment."""
        character = Character.objects.get(name=self.name, retired_at=None)
        week = week_at(character.realm.region, moment)
        return GreatVaultEntry.objects.get(character=character, period_id=week.period_id)


def sync_to_the_end(guild: Guild, now: datetime) -> None:
    """Work on a guild's run until no step is left."""
    run = start_guild_run(guild, source="command", now=now)
    while any([work_on(kind, now=now, run_id=run.pk) for kind in KINDS]):
        pass
    run.refresh_from_db()
    assert run.status == "done"


def slot(entry: GreatVaultEntry, row: str, index: int) -> dict[str, object]:
    """Return one of the nine slots."""
    return next(slot for slot in entry.slots if (slot["row"], slot["index"]) == (row, index))
