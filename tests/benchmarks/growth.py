"""What an hour of syncing costs with 500 and with 5,000 characters, one in ten of them changed.

The cost is processor time, of this process and of its database connection; upstreams answer as fast as they are
asked, because a budget would only add waiting. The state of an hour ago is written to the database and not synced.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import NamedTuple

from django.db import connection
from django.test import override_settings

from sandbox.server import Running, serve_in_process
from tests.benchmarks.table import Row, at_most
from tests.live.environment import upstreams_at
from tests.live.processes import cpu_seconds

GUILD_OF, CHANGED_OF = 500, 10
LATENCY_MS = 50
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=30)
# Two measurements of the same thing differ by as much.
NOISE = 1.1
SECTIONS = ("summary", "raids", "statistics", "keystones", "raiderio", "equipment", "professions", "season")


class Hour(NamedTuple):
    """What an hour took: characters that changed, requests, seconds of processor, seconds by the clock."""

    changed: int
    requests: int
    cpu: float
    wall: float


def measure() -> list[Row]:
    """Run an hour at both sizes and compare."""
    small, large = _hour(500), _hour(5000)
    grown = large.changed / small.changed
    cpu = f" ({small.cpu:.1f} s, then {large.cpu:.1f} s; {small.wall:.0f} s and {large.wall:.0f} s by the clock)"
    asked = f" ({small.requests}, then {large.requests}; {small.changed} and {large.changed} changed)"
    return [
        at_most(
            "a sync hour of 5,000 in times of one of 500: processor", grown * NOISE, large.cpu / small.cpu, "", cpu
        ),
        at_most("the same: upstream requests", grown * NOISE, large.requests / small.requests, "", asked),
    ]


def _hour(size: int) -> Hour:
    from characters.models import Guild, SyncRun
    from characters.services.runs import start_guild_run

    with _world(size) as upstreams:
        guilds = _guilds(upstreams)
        changed = _as_of_an_hour_ago(guilds)
        upstreams.control("DELETE", "counters")
        processes = [os.getpid(), connection.connection.info.backend_pid]
        before, began = cpu_seconds(processes), time.perf_counter()
        for guild in guilds:
            start_guild_run(guild, source="api", now=NOW)
        _work()
        wall, cpu = time.perf_counter() - began, cpu_seconds(processes) - before
        counters = upstreams.control("GET", "counters")["upstreams"]
    assert not SyncRun.objects.exclude(status="done").exists()
    _clear(Guild)
    return Hour(changed, sum(upstream["requests"] for upstream in counters.values()), cpu, wall)


@contextmanager
def _world(size: int) -> Iterator[Running]:
    guilds = str(size // GUILD_OF)
    options = ("--characters", str(size), "--guilds", guilds, "--latency-ms", str(LATENCY_MS), "--now", NOW.isoformat())
    with serve_in_process(*options) as upstreams:
        for number in range(size // GUILD_OF):
            upstreams.control("GET", f"truth?guild={number}")
        with override_settings(UPSTREAM_BUDGETS={}, **upstreams_at(upstreams.url)):
            yield upstreams


def _guilds(upstreams: Running) -> list:
    from characters.services.guilds import ensure_guild
    from characters.services.roster import sync_roster

    known = upstreams.control("GET", "")["guilds"]
    guilds = [ensure_guild(guild["region"], guild["realm"], guild["name"], now=LONG_AGO) for guild in known]
    for guild in guilds:
        sync_roster(guild, now=NOW - timedelta(hours=1))
    return guilds


def _as_of_an_hour_ago(guilds: list) -> int:
    """Write what an hour ago would have left behind, and return how many characters changed since."""
    from characters.models import Character, Payload
    from characters.selectors.tracking import tracked_character_ids
    from vault.services.fill import fill_weeks

    ids = [pk for guild in guilds for pk in tracked_character_ids(guild)]
    changed = set(ids[::CHANGED_OF])
    an_hour_ago = NOW - timedelta(hours=1)
    shown = format_datetime(NOW, usegmt=True)
    Character.objects.filter(pk__in=ids).update(last_login_at=LONG_AGO, last_synced_at=an_hour_ago)
    Payload.objects.bulk_create(
        (
            Payload(
                character_id=pk, section=section, body={}, body_hash="0" * 64, as_of=LONG_AGO, attempted_at=an_hour_ago,
                fetched_at=an_hour_ago, changed_at=LONG_AGO,
                last_modified=shown if section == "summary" and pk not in changed else "",
            )
            for pk in ids
            for section in SECTIONS
        ),
        batch_size=2000,
    )  # fmt: skip
    fill_weeks(ids, now=an_hour_ago)
    return len(changed)


def _work() -> None:
    from tests.flows.scenario import KINDS
    from vault.services.work import work_on

    while any([work_on(kind, now=NOW) for kind in KINDS]):
        pass


def _clear(guild_model: type) -> None:
    from characters.models import Character

    guild_model.objects.all().delete()
    Character.objects.all().delete()
