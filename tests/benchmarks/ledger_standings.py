"""The standings of a ledger of a million entries about 200 characters over three years, now and as of any date.

They are asked for as anybody does, through the whole application in this process. One entry of a hundred is void. An
entry that arrives late, dated a month ago, is compared with one that is dated now.
"""

import io
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4
from wsgiref.util import setup_testing_defaults

from django.db import connection

from tests.benchmarks.table import Row, at_most

ENTRIES, TARGETS, DAYS, VOID_OF = 1_000_000, 200, 3 * 365, 100
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
# Two days ago a week was nearly over, whose entries are added up one by one.
DAYS_AGO = (0, 1, 2, 30, 200, 500, 1000)
ROUNDS, LATE_ROUNDS = 9, 30
WEEK_S = 7 * 24 * 3600

LINES = """
INSERT INTO lootlog_logentry (profile_id, position, hash, stream_id, sequence, previous, happened_at, actor,
    target_name, delta, reason, kind, reference, origin, week, target_id, delivery_id, recorded_at)
SELECT %(profile)s, n, made.hash, %(stream)s, n, '', made.moment, 'Officer-Garona', 'Raider' || n %% %(targets)s,
    CASE WHEN made.is_void THEN 0 ELSE 10000 * (1 + n %% 7) END, 'Boss kill',
    CASE WHEN made.is_void THEN 'void' ELSE 'points' END,
    CASE WHEN made.is_void THEN encode(sha256((n - 1)::text::bytea), 'hex') ELSE '' END, '',
    floor(extract(epoch FROM made.moment) / %(week)s), %(first)s + n %% %(targets)s, %(delivery)s, %(now)s
FROM generate_series(1, %(entries)s) AS n, LATERAL (SELECT encode(sha256(n::text::bytea), 'hex') AS hash,
    date_trunc('second', %(now)s - interval '1 day' * %(days)s * (%(entries)s - n) / %(entries)s) AS moment,
    n %% %(void_of)s = 0 AS is_void) AS made
"""
VOIDED = """
INSERT INTO lootlog_voided (entry_id) SELECT gone.id FROM lootlog_logentry AS void JOIN lootlog_logentry AS gone
ON gone.profile_id = void.profile_id AND gone.hash = void.reference WHERE void.kind = 'void'
"""
BALANCES = """
INSERT INTO lootlog_weekbalance (profile_id, target_id, week, points)
SELECT profile_id, target_id, week, sum(delta) FROM lootlog_logentry AS entry
WHERE NOT EXISTS (SELECT FROM lootlog_voided WHERE entry_id = entry.id) GROUP BY profile_id, target_id, week
"""


def measure() -> list[Row]:
    """Write the ledger, ask for its standings, and let entries arrive late."""
    profile = make_ledger()
    now, past = _asking(profile, [None]), _asking(profile, [NOW - timedelta(days=days) for days in DAYS_AGO])
    new, late, gone = _arriving(profile, timedelta()), _arriving(profile, timedelta(days=31)), _voiding(profile)
    what = f"of {ENTRIES:,} entries and {TARGETS} characters"
    note = f" ({late:.1f} ms against {new:.1f} ms; a void {gone:.1f} ms)"
    return [
        at_most(f"standings {what}, now", 50, now, " ms"),
        at_most("the same as of any date", 50, past, " ms", f" (the slowest of {len(DAYS_AGO)} dates)"),
        at_most("an entry dated a month ago, in times of a new one", 1.5, late / new, "", note),
        at_most("taking out an entry, in times of a new one", 3, gone / new),
    ]


def make_ledger() -> Any:
    """Write the entries and what is derived of them."""
    from characters.models import Guild, Realm
    from lootlog.models import Delivery, Stream, Target
    from lootlog.services.profiles import active_profile

    realm = Realm.objects.get(region="us", slug="senjin")
    guild = Guild.objects.create(realm=realm, name="Old", slug="old", is_public=True, created_at=NOW)
    profile = active_profile(guild, now=NOW)
    stream = Stream.objects.create(profile=profile, uuid=uuid4(), source="file", label="Officer", created_at=NOW)
    delivery = Delivery.objects.create(profile=profile, channel="import", received_at=NOW)
    targets = Target.objects.bulk_create(
        Target(profile=profile, key=f"raider{number}-garona", label=f"Raider{number}-Garona")
        for number in range(TARGETS)
    )
    values = {
        "profile": profile.pk, "stream": stream.pk, "delivery": delivery.pk, "first": targets[0].pk, "now": NOW,
        "entries": ENTRIES, "targets": TARGETS, "days": DAYS, "void_of": VOID_OF, "week": WEEK_S,
    }  # fmt: skip
    with connection.cursor() as cursor:
        # What the rows refer to is known to be there: it need not be looked up a million times.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(LINES, values)
        cursor.execute("ANALYZE lootlog_logentry")
        cursor.execute(VOIDED)
        cursor.execute(BALANCES)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")
    profile.last_position = ENTRIES
    profile.save(update_fields=["last_position"])
    return profile


def _asking(profile: Any, moments: list[datetime | None]) -> float:
    """Return the milliseconds of the slowest of the moments, each the median of several rounds."""
    address = f"/api/lootlog/profiles/{profile.pk}/standings/"
    times = []
    for moment in moments:
        query = f"as_of={moment:%Y-%m-%dT%H:%M:%SZ}&page_size=500" if moment else "page_size=500"
        _call(address, query)
        times.append(_median(lambda query=query: _call(address, query), ROUNDS))  # type: ignore[misc]
    return max(times)


def _call(address: str, query: str) -> bytes:
    from config.wsgi import application

    environ: dict[str, Any] = {"PATH_INFO": address, "QUERY_STRING": query, "SERVER_NAME": "localhost"}
    setup_testing_defaults(environ)
    environ["wsgi.input"] = io.BytesIO()
    statuses: list[str] = []
    body = b"".join(application(environ, lambda status, headers: statuses.append(status)))
    assert statuses == ["200 OK"], (statuses, body[:200])
    return body


def _arriving(profile: Any, age: timedelta) -> float:
    """Return the milliseconds in which one entry of that age joins the ledger."""
    from lootlog.domain.entries import Entry
    from lootlog.domain.merging import Incoming
    from lootlog.models import Delivery, Stream
    from lootlog.services.merging import merge

    author, sequence = uuid4(), 0

    def arrive() -> None:
        nonlocal sequence
        sequence += 1
        moment = int((NOW - age).timestamp()) + sequence
        entry = Entry(profile.uuid, author, sequence, "", moment, "Officer-Garona", "Raider7-Garona", Decimal(5))
        delivery = Delivery.objects.create(profile=profile, channel="peer", received_at=NOW + timedelta(minutes=5))
        merge(profile, [Incoming("", entry)], delivery, source=Stream.Source.PEER, labels={})

    arrive()
    return _median(arrive, LATE_ROUNDS)


def _voiding(profile: Any) -> float:
    """Return the milliseconds in which an officer takes out an entry of long ago."""
    from lootlog.models import Delivery, LogEntry, Stream
    from lootlog.services.writers import Writer
    from lootlog.services.writing import void

    by = Writer(None, "Officer-Garona", Stream.Source.WEB, Delivery.Channel.COMMAND, NOW)
    entries = iter(LogEntry.objects.filter(profile=profile, position__gt=1000).order_by("position")[: LATE_ROUNDS + 1])
    void(profile, [next(entries)], "Wrong", by=by)
    return _median(lambda: void(profile, [next(entries)], "Wrong", by=by), LATE_ROUNDS)


def _median(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)
