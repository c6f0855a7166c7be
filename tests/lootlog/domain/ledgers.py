"""Small ledgers with everything in them: chains, streams of imports, a void, an amend, odd letters."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from lootlog.domain.bundle import Origin
from lootlog.domain.entries import Entry, Kind, chained

PROFILE = UUID("0920f000-5f83-4ad6-97e1-f3f705424b3b")
LEADER, OFFICER, FILE = (UUID(int=number) for number in (1, 2, 3))
ABOUT = Origin(PROFILE, "Raid-Team-A", "Keepers", "Garona")
THEN = 1766000000


def points(author: UUID = LEADER, **changes) -> Entry:
    """Write an entry; what is not named is as in every other."""
    values = {
        "sequence": 0, "previous": "", "timestamp": THEN, "actor": "Leader-Garona", "target": "Thrall-Garona",
        "delta": Decimal(5), **changes,
    }  # fmt: skip
    return Entry(PROFILE, author, **values)


def ledger() -> list[Entry]:
    """Write eight entries of three authors, one of them taken out and one replaced, in the order of replay."""
    leader = chained([points(timestamp=THEN + number, reason=f"Kill {number}") for number in range(3)])
    void = replace(points(OFFICER, timestamp=THEN + 9, delta=Decimal(0)), kind=Kind.VOID, reference=leader[0].hash)
    amend = replace(points(OFFICER, timestamp=THEN + 10), kind=Kind.AMEND, reference=leader[1].hash, delta=Decimal(2))
    imported = [
        points(FILE, sequence=7, timestamp=THEN + 4, target="Jaina", delta=Decimal("-0.5"), claimed_total=Decimal(3)),
        points(FILE, timestamp=THEN + 5, reason='a|b\\p,"c"\n\t=1+1; Ünïcode 🐉 한국', origin="RCLootCouncil|x"),
        points(FILE, timestamp=THEN + 6, reason="'=quoted", target="=SUM(A1)-Garona", actor="@x-Garona"),
    ]
    return sorted([*leader, *chained([void, amend]), *imported], key=lambda entry: entry.order)
