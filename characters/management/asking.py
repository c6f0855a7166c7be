"""What commands share: the place on the command line, the clock, and how refusals and outages end a command."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from characters.domain.errors import Refused, UpstreamError

# A command's exit status: 0 done, 1 the request makes no sense, 2 the upstreams gave nothing at all, 130 interrupted.
REFUSED, UPSTREAMS_DOWN, INTERRUPTED = 1, 2, 130
# Keystones came in 2016; what lies far away is a slip of the pen.
FIRST_YEAR, LAST_YEAR = 2017, 2060
STDIN = "-"


class Clock:
    """The time: real, or from a given moment on as many seconds as have really passed."""

    def __init__(self, start: str | datetime | None = None) -> None:
        self.start = timezone.now() if start is None else moment(start)
        self._began = time.monotonic()

    def now(self) -> datetime:
        """Return the present moment, aware and in UTC."""
        return self.start + timedelta(seconds=time.monotonic() - self._began)


def add_place(parser: ArgumentParser, subject: str) -> None:
    """Take REGION REALM and a name, --json and --now."""
    parser.add_argument("region", help="us, eu, kr or tw")
    parser.add_argument("realm", help="name or slug of the realm, in any spelling")
    parser.add_argument(subject, help=f"name of the {subject}, in any spelling")
    parser.add_argument("--json", action="store_true", help="write one JSON document and nothing else")
    parser.add_argument("--now", metavar="ISO", help="act as if it were this moment, such as 2026-11-18T20:00Z")


def file_bytes(name: str, most: int) -> bytes:
    """Read a file, or standard input for "-": at most one byte more than `most`, so that too large a file is seen.

    :raises CommandError: when it cannot be opened.
    """
    if name == STDIN:
        return sys.stdin.buffer.read(most + 1)
    try:
        with Path(name).open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.", returncode=REFUSED) from error


def moment(text: str | datetime) -> datetime:
    """Read an ISO 8601 moment; one without a zone is in UTC.

    :raises CommandError: when the text is no such moment.
    """
    try:
        given = text if isinstance(text, datetime) else datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” is no moment. Write it like 2026-11-18T20:00:00Z.") from None
    if not FIRST_YEAR <= given.year <= LAST_YEAR:
        raise CommandError(f"“{text}” lies outside the years {FIRST_YEAR} to {LAST_YEAR}.")
    return given.replace(tzinfo=UTC) if given.tzinfo is None else given.astimezone(UTC)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn refusals, upstream errors and Ctrl-C into a message and an exit status.

    :raises CommandError: with status 1 for what makes no sense, 2 where an upstream cannot be asked, 130 for Ctrl-C.
    """
    try:
        yield
    except Refused as refusal:
        raise CommandError(str(refusal), returncode=REFUSED) from refusal
    except UpstreamError as error:
        raise CommandError(f"Nothing was synced: {error}", returncode=UPSTREAMS_DOWN) from error
    except KeyboardInterrupt as interrupt:
        message = "Interrupted. What came is kept; the same command goes on from here."
        raise CommandError(message, returncode=INTERRUPTED) from interrupt
