"""Upstream requests an hour: a guild lives through an evening and a night in the sandbox, synced by the timetable.

Whether a character changed is what Blizzard shows: a newer logout than an hour before.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import chain
from statistics import fmean
from typing import NamedTuple

from django.test import override_settings

from sandbox.server import Running, serve_in_process
from tests.benchmarks.table import Row, at_most
from tests.live.environment import upstreams_at

CHARACTERS, HOURS, LATENCY_MS = 150, 9, 50
BEGIN = datetime(2026, 11, 18, 22, 30, tzinfo=UTC)
STEP = timedelta(minutes=5)
GUILD = ("us", "senjin", "Keepers of the Vault")


class Hour(NamedTuple):
    """The requests of one hour: about each unchanged and each changed character, and to Warcraft Logs."""

    unchanged: list[int]
    changed: list[int]
    logs: int


def measure() -> list[Row]:
    """Sync a new guild once, then by the hour, and count at the sandbox."""
    with _world() as upstreams:
        hours = list(_hours(upstreams))
    unchanged = list(chain.from_iterable(hour.unchanged for hour in hours))
    changed = list(chain.from_iterable(hour.changed for hour in hours))
    told = f" (most {max(unchanged)}; {len(unchanged)} character hours)"
    among = f" (on average {fmean(changed):.2f}; {len(changed)} character hours)"
    return [
        at_most("requests per unchanged character and hour", 1, round(fmean(unchanged), 3), "", told),
        at_most("requests per changed character and hour, the most", 5, max(changed), "", among),
        at_most("Warcraft Logs requests per guild and hour, the most", 2, max(hour.logs for hour in hours)),
    ]


@contextmanager
def _world() -> Iterator[Running]:
    options = ("--characters", str(CHARACTERS), "--latency-ms", str(LATENCY_MS), "--now", BEGIN.isoformat())
    with serve_in_process(*options) as upstreams, override_settings(**upstreams_at(upstreams.url)):
        yield upstreams


def _hours(upstreams: Running) -> Iterator[Hour]:
    from characters.services.guilds import ensure_guild
    from characters.services.runs import start_guild_run
    from vault.services.work import TIMETABLE

    guild, now = ensure_guild(*GUILD, now=BEGIN), BEGIN
    start_guild_run(guild, source="command", now=now)
    _work(now)
    for _ in range(HOURS):
        before = _logouts()
        upstreams.control("DELETE", "counters")
        start_guild_run(guild, source=TIMETABLE, now=now)
        until = now + timedelta(hours=1)
        while now < until:
            _work(now)
            now += STEP
            upstreams.control("PUT", "clock", {"now": now.isoformat()})
        yield _counted(upstreams, before)


def _work(now: datetime) -> None:
    from tests.flows.scenario import KINDS
    from vault.services.work import work_on

    while any([work_on(kind, now=now) for kind in KINDS]):
        pass


def _logouts() -> dict[str, datetime | None]:
    from characters.models import SyncStep

    steps = SyncStep.objects.filter(kind="character").select_related("character__realm").distinct()
    return {
        f"us/{step.character.realm.slug}/{step.character.name.lower()}": step.character.last_login_at for step in steps
    }


def _counted(upstreams: Running, before: dict[str, datetime | None]) -> Hour:
    counters = upstreams.control("GET", "counters")
    hour = Hour([], [], counters["upstreams"].get("warcraftlogs", {}).get("requests", 0))
    for name, logout in _logouts().items():
        if name in before:
            asked = sum(counters["characters"].get(name, {}).values())
            (hour.unchanged if before[name] == logout else hour.changed).append(asked)
    return hour
