"""The board of 500 characters: queries, and its time beside hand-written SQL and beside a plain ModelSerializer.

All three are called in this process as WSGI applications, in turns; ours and the plain one behind all of the house's
middleware. The figures are medians, and the three documents are the same.
"""

import gc
import io
import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch
from wsgiref.util import setup_testing_defaults

import orjson
from django.db import connection
from django.test import override_settings

from tests.benchmarks.guild_of_many import NOW, PERIOD, make_guild
from tests.benchmarks.table import Row, at_least, at_most

CHARACTERS, ROUNDS = 500, 30
Answer = Callable[[], bytes]


def measure() -> list[Row]:
    """Make a guild with derived weeks and let the three answer in turns."""
    from characters.models import Character
    from vault.services.fill import fill_weeks

    guild = make_guild(CHARACTERS)
    fill_weeks(Character.objects.values_list("pk", flat=True), now=NOW)
    with ExitStack() as stack:
        # The facts end on a fixed day; on that day the board is looked at.
        stack.enter_context(patch("django.utils.timezone.now", return_value=NOW))
        stack.enter_context(override_settings(ROOT_URLCONF="tests.benchmarks.board_rivals"))
        answers = _answers(guild.pk)
        queries = _count_queries(answers["ours"])
        _compare(answers)
        ours, bare, plain = _race(answers)
    note = f" ({ours:.1f} ms against {{:.1f}} ms, {len(answers['ours']()) / 1e6:.1f} MB)"
    return [
        at_most(f"queries of a board of {CHARACTERS}", 6, queries),
        at_most("time of the board, in times of hand-written SQL", 2, ours / bare, "", note.format(bare)),
        at_least("a plain ModelSerializer's time, in times of the board", 4, plain / ours, "", note.format(plain)),
    ]


def _answers(guild_id: int) -> dict[str, Answer]:
    from config.wsgi import application
    from tests.benchmarks.board_rivals import Bare

    bare = Bare(guild_id)
    return {
        "ours": lambda: _call(application, f"/api/guilds/{guild_id}/vault/", f"period={PERIOD}"),
        "bare": lambda: _call(bare, "/"),
        "plain": lambda: _call(application, f"/plain/{guild_id}/"),
    }


def _call(application: Any, address: str, query: str = "") -> bytes:
    environ: dict[str, Any] = {"PATH_INFO": address, "QUERY_STRING": query, "SERVER_NAME": "localhost"}
    setup_testing_defaults(environ)
    environ["wsgi.input"] = io.BytesIO()
    status: list[str] = []
    response = application(environ, lambda line, headers, *_: status.append(line))
    body = b"".join(response)
    if hasattr(response, "close"):
        response.close()
    assert status[0].startswith("200"), (status, body[:300])
    return body


def _count_queries(answer: Answer) -> int:
    asked: list[str] = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    answer()
    with connection.execute_wrapper(count):
        answer()
    return len(asked)


def _compare(answers: dict[str, Answer]) -> None:
    documents = {name: orjson.loads(answer()) for name, answer in answers.items()}
    assert len(documents["ours"]) == CHARACTERS
    assert documents["ours"] == documents["bare"] == documents["plain"]


def _race(answers: dict[str, Answer]) -> tuple[float, float, float]:
    times: dict[str, list[float]] = {name: [] for name in answers}
    for _ in range(ROUNDS):
        for name, answer in answers.items():
            gc.collect()
            began = time.perf_counter()
            answer()
            times[name].append(1000 * (time.perf_counter() - began))
    return tuple(statistics.median(times[name]) for name in ("ours", "bare", "plain"))  # type: ignore[return-value]
