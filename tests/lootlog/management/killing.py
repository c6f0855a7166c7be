"""A program that imports files and is killed while it does, again and again, each time at another moment.

Run with a folder and the place of a guild. It writes a line of JSON for each moment: how the import ended, what the
ledgers hold then, and what they hold when the same command was run once more.
"""

import io
import json
import os
import random
import signal
import sys
import time
from functools import partial
from pathlib import Path

import django

ENTRIES = 120
# Where it dies: the module, the function, and after how many of what it gives, 0 before it begins.
MOMENTS = {
    "begun": ("lootlog.management.commands.lootlog_import", "finish_apply", 0),
    "in the middle of the lines": ("lootlog.services.placing", "_rows", 60),
    "lines written": ("lootlog.services.placing", "count_in", 0),
    "joined": ("lootlog.services.importing", "keep_rejected", 0),
    "report": ("lootlog.services.importing", "report", 0),
}
RANDOM = 2


def main() -> None:
    """Kill an import at every moment, and at some that nobody chose."""
    folder, place = Path(sys.argv[1]), sys.argv[2:]
    django.setup()
    for number, moment in enumerate([*MOMENTS, *range(RANDOM)]):
        name = f"Raid {number}"
        arguments = [_file(folder, number), "--guild", *place, "--new", name, "--yes"]
        chance = random.Random(number).uniform(0.02, 0.8)
        ended = _in_child(partial(_dying, moment, arguments), chance if moment not in MOMENTS else None)
        broken = _asked(name)
        again = _in_child(partial(_import, arguments), None)
        print(json.dumps({"at": str(moment), "ended": ended, "then": broken, "again": again, "now": _asked(name)}))


def _dying(moment: object, arguments: list[str]) -> None:
    if moment in MOMENTS:
        module, name, count = MOMENTS[str(moment)]
        where = __import__(module, fromlist=[name])
        setattr(where, name, _deadly(getattr(where, name), count))
    _import(arguments)


def _deadly(real, count):
    def dies(*args, **named):
        if not count:
            os.kill(os.getpid(), signal.SIGKILL)
        for number, item in enumerate(real(*args, **named)):
            if number == count:
                os.kill(os.getpid(), signal.SIGKILL)
            yield item

    return dies if count else lambda *args, **named: next(dies(*args, **named))


def _import(arguments: list[str]) -> None:
    from django.core.management import call_command

    call_command("lootlog_import", *arguments, stdout=io.StringIO())


def _in_child(work, kill_after: float | None) -> int:
    """Do something in a process of its own; return the signal that ended it, or its status below 0."""
    sys.stdout.flush()
    if not (pid := os.fork()):
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(pid, signal.SIGKILL)
    return -os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _asked(name: str) -> list[object]:
    """Return what the ledger of that name holds: its entries, the sum of its balances, its deliveries, the state."""
    from django.db import connection
    from django.db.models import Sum

    from lootlog.models import Delivery, LogEntry, Upload, WeekBalance

    entries = LogEntry.objects.filter(profile__name=name).count()
    points = WeekBalance.objects.filter(profile__name=name).aggregate(points=Sum("points"))["points"]
    deliveries = Delivery.objects.filter(profile__name=name).count()
    states = list(Upload.objects.filter(file_name=f"{name}.txt").values_list("state", flat=True))
    connection.close()
    return [entries, int(points or 0), deliveries, *states]


def _file(folder: Path, number: int) -> str:
    lines = (
        f"{n}|{1766000000 + n}|Leader-Garona|Thrall-Garona|5|{5 * n}|Kill|Raid {number}" for n in range(1, ENTRIES + 1)
    )
    path = folder / f"Raid {number}.txt"
    path.write_text("\n".join(lines))
    return str(path)


if __name__ == "__main__":
    main()
