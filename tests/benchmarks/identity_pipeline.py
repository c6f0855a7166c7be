"""The pipeline of who is who for a guild of a thousand members: its seconds, and its queries by step.

Upstreams answer at once, so that what is timed is what the house does with the answers. Three runs follow one another:
the first, which finds nothing stored; the next, once profiles, achievements and whereabouts of everybody are known; and
one for which nothing has changed since.
"""

import os
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from unittest.mock import patch

from django.db import connection
from django.test import override_settings

from tests.benchmarks.table import Row, at_most
from tests.live.processes import cpu_seconds
from tests.wire import Wire, replaced_wire

SMALL, LARGE = 100, 1_000
RUNS = ("the first run", "a run that knows more", "an unchanged run")
# Bulk writes and pages of an answer come in parts of some hundred rows, of which a larger guild has a few more.
PARTS = 4


class Ran(NamedTuple):
    """A run: seconds by the clock, of processor with the database's, by step, and the queries by step."""

    wall: float
    cpu: float
    seconds: dict[str, float]
    queries: dict[str, int]


def measure() -> list[Row]:
    """Let the pipeline run three times for either guild."""
    with ExitStack() as stack:
        stack.enter_context(override_settings(UPSTREAM_BUDGETS={}, DISCORD_BOT_TOKEN="token"))
        wire = stack.enter_context(replaced_wire())
        small, large = _runs(wire, SMALL), _runs(wire, LARGE)
    rows = []
    for name, few, many in zip(RUNS, small, large, strict=True):
        slowest = sorted(many.seconds.items(), key=lambda step: -step[1])[:3]
        told = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in slowest)
        note = f" ({many.cpu:.1f} s of processor with the database's; {told})"
        rows.append(at_most(f"who is who in 1,000 members: {name}", 5, many.wall, " s", note))
        grown = {step: many.queries[step] - few.queries[step] for step in many.queries}
        worst = max(grown, key=lambda step: grown[step])
        note = f" ({worst}; {sum(few.queries.values())}, then {sum(many.queries.values())} in all)"
        limit = 0 if name == RUNS[-1] else PARTS
        rows.append(at_most("the same: a step's further queries, 1,000 against 100", limit, grown[worst], "", note))
    return rows


def _runs(wire: Wire, size: int) -> list[Ran]:
    from tests.benchmarks.identity_guild import NOW, known_upstream, learn_more

    guild = known_upstream(wire, size)
    found = [_run(guild, NOW)]
    learn_more(guild, size)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [*found, _run(guild, NOW + timedelta(minutes=15)), _run(guild, NOW + timedelta(minutes=30))]


def _run(guild: Any, now: datetime) -> Ran:
    from guild_identity.services import pipeline

    seconds: Counter[str] = Counter()
    queries: Counter[str] = Counter()
    steps = {kind: _watched(kind, work, seconds, queries) for kind, work in pipeline.WORK.items()}
    processes = [os.getpid(), connection.connection.info.backend_pid]
    run = pipeline.start_pipeline(guild, source=pipeline.COMMAND, now=now)
    with patch.dict(pipeline.WORK, steps):
        before, began = cpu_seconds(processes), time.perf_counter()
        pipeline.work_pipeline(run, clock=lambda: now)
        wall, cpu = time.perf_counter() - began, cpu_seconds(processes) - before
    errors = list(run.steps.exclude(error="").values_list("kind", "error"))
    assert not errors, errors
    return Ran(wall, cpu, dict(seconds), {kind: queries[kind] for kind in steps})


def _watched(
    kind: str, work: Callable[..., dict[str, int]], seconds: Counter[str], queries: Counter[str]
) -> Callable[..., dict[str, int]]:
    def count(execute: Any, sql: str, *rest: Any) -> Any:
        queries[kind] += 1
        return execute(sql, *rest)

    def watched(*arguments: Any) -> dict[str, int]:
        began = time.perf_counter()
        with connection.execute_wrapper(count):
            counts = work(*arguments)
        seconds[kind] += time.perf_counter() - began
        return counts

    return watched
