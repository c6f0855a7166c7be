"""Fifty officers who write into one ledger at the same time, each entry a request's work of its own.

The ledger is one in use: it knows the characters, of whom each has points already.

They are threads of several processes that call the service, each on a connection of its own to PostgreSQL. What they
wrote is read again afterwards: positions without a gap, every author's chain whole, and the standings equal to the sum.
"""

import multiprocessing
import os
import threading
import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tests.benchmarks.table import Row, at_least, at_most
from tests.live.processes import cpu_seconds

WRITERS, PROCESSES, TARGETS = 50, 5, 200
WARMING_S, MEASURED_S = 2.0, 8.0
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def measure() -> list[Row]:
    """Let all write for a while, and count what was written meanwhile."""
    profile = _ledger()
    begin = time.time() + WARMING_S + 4.0
    context = multiprocessing.get_context("spawn")
    with context.Pool(PROCESSES) as pool:
        shares = pool.starmap(write, [(profile.pk, number, begin) for number in range(PROCESSES)])
    written, cpu = sum(count for count, _ in shares), sum(seconds for _, seconds in shares)
    faults = _faults(profile)
    note = f" ({WRITERS} writers in {PROCESSES} processes; {cpu / written * 1000:.1f} ms of processor each)"
    return [
        at_least("entries appended a second to one ledger", 300, written / MEASURED_S, "/s", note),
        at_most("lost, doubled or misplaced entries after that", 0, faults),
    ]


def _ledger() -> Any:
    from django.contrib.auth.models import User
    from django.db import connection

    from characters.models import Guild, Realm
    from lootlog.models import Delivery, Stream
    from lootlog.services.profiles import active_profile
    from lootlog.services.writers import Writer
    from lootlog.services.writing import Award, award

    realm = Realm.objects.get(region="us", slug="senjin")
    guild = Guild.objects.create(realm=realm, name="Keepers", slug="keepers", created_at=NOW)
    User.objects.bulk_create(User(username=f"writer{number}") for number in range(WRITERS))
    profile = active_profile(guild, now=NOW)
    first = Writer(None, "Leader", Stream.Source.API, Delivery.Channel.API, NOW)
    award(profile, [Award(f"Raider{number}-Garona", Decimal(1)) for number in range(TARGETS)], by=first)
    connection.close()
    return profile


def write(profile_pk: int, share: int, begin: float) -> tuple[int, float]:
    """Write in this process as its share of the writers.

    Return how many entries fell into the measured time, and the seconds of processor that they took, the database's
    among them.
    """
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    done: list[tuple[int, float]] = []
    names = [f"writer{number}" for number in range(share, WRITERS, PROCESSES)]
    threads = [threading.Thread(target=_write, args=(profile_pk, name, begin, done)) for name in names]
    for thread in threads:
        thread.start()
    time.sleep(max(0.0, begin - time.time()))
    before = time.process_time()
    for thread in threads:
        thread.join()
    assert len(done) == len(names), "a writer failed"
    return sum(count for count, _ in done), time.process_time() - before + sum(seconds for _, seconds in done)


def _write(profile_pk: int, name: str, begin: float, done: list[tuple[int, float]]) -> None:
    from django.contrib.auth.models import User
    from django.db import connection

    from lootlog.models import Profile

    user, profile = User.objects.get(username=name), Profile.objects.select_related("guild__realm").get(pk=profile_pk)
    backend = connection.connection.info.backend_pid
    time.sleep(max(0.0, begin - WARMING_S - time.time()))
    _write_until(begin, user, profile, 0)
    before = cpu_seconds([backend])
    count = _write_until(begin + MEASURED_S, user, profile, 1000)
    done.append((count, cpu_seconds([backend]) - before))
    connection.close()


def _write_until(end: float, user: Any, profile: Any, number: int) -> int:
    from lootlog.models import Delivery, Stream
    from lootlog.services.writers import Writer
    from lootlog.services.writing import Award, award

    count = 0
    while time.time() < end:
        by = Writer(user, user.username, Stream.Source.API, Delivery.Channel.API, datetime.now(UTC))
        name = f"Raider{((number + count) * 7 + user.pk) % TARGETS}-Garona"
        award(profile, [Award(name, Decimal(5), "Boss kill")], by=by)
        count += 1
    return count


def _faults(profile: Any) -> int:
    """Count what is not as it should be: gaps in positions and sequences, broken chains, points that do not add up."""
    from django.db.models import Sum

    from lootlog.domain.entries import GENESIS
    from lootlog.models import LogEntry
    from lootlog.selectors.standings import points_by_target

    rows = list(
        LogEntry.objects.filter(profile=profile)
        .order_by("position")
        .values_list("position", "stream_id", "sequence", "previous", "hash")
    )
    faults = sum(position != number for number, (position, *_) in enumerate(rows, start=1))
    heads: dict[int, tuple[int, str]] = {}
    for _, stream, sequence, previous, name in rows:
        faults += heads.get(stream, (0, GENESIS)) != (sequence - 1, previous)
        heads[stream] = sequence, name
    profile.refresh_from_db()
    total = LogEntry.objects.filter(profile=profile).aggregate(total=Sum("delta"))["total"]
    return faults + (profile.last_position != len(rows)) + (sum(points_by_target(profile).values()) != total)
