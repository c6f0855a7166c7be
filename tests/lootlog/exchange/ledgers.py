"""Ledgers in memory, and an exchange between two of them that counts what it costs."""

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import msgspec

from lootlog.domain.digests import WEEK_S
from lootlog.domain.entries import Entry
from lootlog.domain.exchange.answering import answer
from lootlog.domain.exchange.asking import Outcome, Reconciliation
from lootlog.domain.exchange.messages import Facts, read_answer, read_ask
from lootlog.domain.exchange.shelf import Holding, Shelf

PROFILE = UUID(int=7)
FACTS = Facts(PROFILE, "Default", "Keepers", "Garona")
THEN = 2_900 * WEEK_S


def entry(number: int, *, weeks: int = 1, author: int = 1) -> Entry:
    """An entry of its own for every number and author, somewhere within so many weeks."""
    at = THEN + random.Random(number).randrange(weeks * WEEK_S)
    return Entry(
        PROFILE, UUID(int=author), number, "", at, f"Officer{author}-Garona", f"Raider{number % 40}-Garona",
        Decimal(number % 90), reason=f"Boss {number % 9}",
    )  # fmt: skip


def entries(numbers: Iterable[int], **more: int) -> list[Entry]:
    """Entries of their own for every number."""
    return [entry(number, **more) for number in numbers]


def holding(held: Iterable[Entry] = ()) -> Holding:
    """A ledger in memory."""
    return Holding(FACTS, held)


@dataclass
class Cost:
    """Messages there and back, and the bytes of their JSON."""

    trips: int = 0
    size: int = 0


def exchange(mine: Holding, other: Shelf, **how: object) -> tuple[Outcome, Cost]:
    """Let one ledger ask the other until it is done; every message really goes through JSON."""
    outcome, cost = Outcome(), Cost()
    asking = Reconciliation(mine, outcome, **how).run()
    ask = next(asking, None)
    while ask is not None:
        sent = msgspec.json.encode(ask)
        got = msgspec.json.encode(answer(other, read_ask(json.loads(sent))))
        cost.trips, cost.size = cost.trips + 1, cost.size + len(sent) + len(got)
        try:
            ask = asking.send(read_answer(json.loads(got)))
        except StopIteration:
            ask = None
    return outcome, cost
