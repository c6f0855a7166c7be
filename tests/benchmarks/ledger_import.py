"""A hundred thousand entries on their way into a ledger: seconds and memory of reading, preview, applying and undoing.

Each format is a process of its own, so that memory is that of one import.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from tests.benchmarks.table import Row, at_most
from tests.live.processes import cpu_seconds

ENTRIES, RAIDERS, WRITERS = 100_000, 30, 3
FORMATS = ("pipe", "json", "gen1")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SECONDS, MEGABYTES = 10, 300


def measure() -> list[Row]:
    """Import a file of each format, each in its own process."""
    rows = []
    for name in FORMATS:
        command = [sys.executable, "-m", "tests.benchmarks.ledger_import", name]
        ended = subprocess.run(command, capture_output=True, text=True, check=True)
        found = json.loads(ended.stdout.strip().splitlines()[-1])
        what = f"{ENTRIES:,} entries from {name}"
        others = ", ".join(f"{step} {found[step]:.1f} s" for step in ("preview", "undo", "again"))
        note = f" ({found['cpu']:.1f} s of processor with the database's; {others})"
        rows.append(at_most(f"{what}: reading and applying", SECONDS, found["apply"], " s", note))
        rows.append(at_most(f"{what}: memory by then", MEGABYTES, found["memory"], " MB"))
    return rows


def import_one(name: str) -> dict[str, float]:
    """Read, preview, apply and undo one file; the same with one entry more is imported last."""
    from lootlog.services.importing import begin_apply, finish_apply, read_upload
    from lootlog.services.profiles import create_profile
    from lootlog.services.undoing import undo_import
    from lootlog.services.uploads import receive_upload

    guild = _guild(name)
    profile = create_profile(guild, name, now=NOW)
    took: dict[str, float] = {}

    def applied(upload: Any) -> Any:
        choices = {"*": str(profile.uuid)}
        return finish_apply(begin_apply(upload, choices, user=None, now=NOW), now=NOW)

    def received(count: int) -> Any:
        return receive_upload(guild, _file(name, profile, count), file_name=name, user=None, now=NOW)

    # What making the database left to be written is no part of the import.
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    first = received(ENTRIES)
    took["preview"] = _seconds(lambda: read_upload(first, now=NOW))
    processes = [os.getpid(), connection.connection.info.backend_pid]
    before = cpu_seconds(processes)
    took["apply"] = _seconds(lambda: applied(first))
    took["cpu"] = cpu_seconds(processes) - before
    took["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    again = received(ENTRIES + 1)
    took["again"] = _seconds(lambda: applied(read_upload(again, now=NOW)))
    took["undo"] = _seconds(lambda: undo_import(first, "Measured", by=_writer()))
    counts = [type(first).objects.get(pk=upload.pk).report["counts"] for upload in (first, again)]
    assert [counts[0]["new"], counts[1]["known"]] == [ENTRIES, ENTRIES], counts
    return took


def _seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _writer() -> Any:
    from lootlog.models import Delivery, Stream
    from lootlog.services.writers import Writer

    return Writer(None, "Bench", Stream.Source.WEB, Delivery.Channel.COMMAND, NOW)


def _guild(name: str) -> Any:
    from characters.models import Guild, Realm

    realm = Realm.objects.get(region="us", slug="senjin")
    return Guild.objects.create(realm=realm, name=f"Import {name}", slug=f"import-{name}", created_at=NOW)


def _file(name: str, profile: Any, count: int) -> bytes:
    rows = [_entry(number) for number in range(1, count + 1)]
    if name == "json":
        return _json(profile, rows)
    from tests.factories.gen1_files import gen1_file, pipe_file

    return pipe_file(*rows) if name == "pipe" else gen1_file({"Default": rows})


def _entry(number: int) -> dict[str, Any]:
    raider = number % RAIDERS
    return {
        "id": number, "timestamp": 1_766_000_000 + 60 * number, "actor": f"Officer{'abc'[number % WRITERS]}-Garona",
        "target": f"Raider{chr(97 + raider % 26)}{raider // 26}-Garona", "delta": number % 9 - 4,
        "newTotal": number % 50, "reason": f"Boss kill number {number}",
    }  # fmt: skip


def _json(profile: Any, rows: list[dict[str, Any]]) -> bytes:
    from decimal import Decimal

    from lootlog.domain.bundle import Origin
    from lootlog.domain.entries import Entry, imported_author
    from lootlog.domain.exports.documents import json_lines

    entries = (
        Entry(
            profile.uuid, imported_author(profile.uuid, row["actor"]), row["id"], "", row["timestamp"], row["actor"],
            row["target"], Decimal(row["delta"]), Decimal(row["newTotal"]), row["reason"],
        )
        for row in rows
    )  # fmt: skip
    return "".join(json_lines(Origin(profile.uuid, profile.name), entries)).encode()


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(import_one(sys.argv[1])))
