"""Deriving 10,000 character weeks from stored facts: this week and the last of 5,000 characters."""

import os
import time
from multiprocessing import get_context

import django

from tests.benchmarks.table import Row, at_least, at_most
from tests.live.processes import cpu_seconds, most_memory_mb

CHARACTERS = 5_000


def measure() -> list[Row]:
    """Make the facts here and derive in a process of its own, so that only deriving counts."""
    from tests.benchmarks.guild_of_many import make_guild

    make_guild(CHARACTERS)
    with get_context("spawn").Pool(1) as pool:
        weeks, earned, wall, cpu, memory = pool.apply(derive_all)
    seconds = max(wall, cpu)
    note = f" ({wall:.1f} s by the clock, {cpu:.1f} s of processor with the database's)"
    return [
        at_most("deriving 10,000 character weeks on one core", 30, seconds, " s", note),
        at_most("memory while deriving them", 300, memory, " MB"),
        at_least("weeks derived and stored", 2 * CHARACTERS, weeks, "", f", with {earned:,} earned slots"),
    ]


def derive_all() -> tuple[int, int, float, float, float]:
    """Derive and store every character's weeks.

    Return the weeks, the earned slots in them, the seconds by the clock, the seconds of processor of this process
    and its database connection together, and this process' memory at its peak.
    """
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    django.setup()
    from django.db import connection

    from characters.models import Character
    from tests.benchmarks.guild_of_many import NOW
    from vault.models import GreatVaultEntry
    from vault.services.fill import fill_weeks

    ids = list(Character.objects.values_list("pk", flat=True))
    processes = [os.getpid(), connection.connection.info.backend_pid]
    before, began = cpu_seconds(processes), time.perf_counter()
    written = fill_weeks(ids, now=NOW)
    wall, cpu = time.perf_counter() - began, cpu_seconds(processes) - before
    memory = most_memory_mb(os.getpid())
    slots = [slot for row in GreatVaultEntry.objects.values_list("slots", flat=True) for slot in row]
    return written, sum(slot["state"] == "earned" for slot in slots), wall, cpu, memory
