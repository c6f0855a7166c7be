"""What a peer does at one time: write what its owner says, take in a file, sync with the server."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from characters.domain.errors import Refused
from lootlog.clients.peers import Server
from lootlog.domain.amounts import amount
from lootlog.domain.entries import Entry
from lootlog.domain.exchange.asking import Outcome
from lootlog.domain.exchange.messages import Facts
from lootlog.domain.exchange.shelf import Holding
from lootlog.domain.exchange.store import Identity, forked_places, write_own
from lootlog.domain.exchange.taking import Intake, take_in
from lootlog.domain.imports.files import LARGEST, read_file
from lootlog.domain.rules import entry_fault
from lootlog.management.stores import Store

# A long sync is kept every so often: what came until then need not come again.
SAVE_EVERY_S = 5.0


@dataclass
class Pass:
    """What one pass came to. `outcome` is None where no server was asked."""

    held: Holding
    identity: Identity
    added: int = 0
    intake: Intake | None = None
    outcome: Outcome | None = None
    forks: list[int] = field(default_factory=list)
    server: Server | None = None
    differs: str = ""
    addon_file: str = ""

    @property
    def is_fine(self) -> bool:
        """Whether nothing is left over: in sync, and the server took all."""
        return self.outcome is None or (self.outcome.in_sync and not self.outcome.not_taken)

    def as_document(self) -> dict[str, Any]:
        """Return it as plain values."""
        facts, outcome = self.held.facts, self.outcome
        synced = outcome and {
            "in_sync": outcome.in_sync, "received": len(outcome.received), "brought": outcome.new,
            "set_aside": [{"hash": item.hash, "reason": item.reason} for item in outcome.not_taken],
            "kept_back": len(outcome.kept_back), "forks": outcome.forks, "differs": self.differs,
        }  # fmt: skip
        return {
            "profile": {"uuid": str(facts.uuid), "name": facts.name, "guild": facts.guild},
            "device": {"uuid": str(self.identity.uuid), "name": self.identity.name},
            "entries": self.held.root.count, "digest": str(self.held.root), "added": self.added,
            "imported": self.intake and self.intake.as_document(), "sync": synced, "forked_places": self.forks,
            "addon_file": self.addon_file or None,
            "round_trips": self.server.trips if self.server else 0, "bytes": self.server.size if self.server else 0,
        }  # fmt: skip


def opened(store: Store, server: Server | None, meet: Callable[[Server], Facts]) -> Holding:
    """Return the store's ledger, begun with the server's profile, as it is met, where there is none yet.

    :raises Refused: when there is neither.
    """
    held = store.load()
    if held is not None:
        return held
    if server is None:
        raise Refused(f"There is no store at {store.path} yet. Name the server and the profile to begin one.")
    held = Holding(meet(server))
    store.save(held)
    return held


def write(done: Pass, store: Store, points: Sequence[tuple[str, str, str]], *, now: datetime) -> None:
    """Write points as (target, delta, reason), all or none.

    :raises Refused: when one cannot stand in a ledger.
    """
    drafts = [_draft(done, *row, at=int(now.timestamp())) for row in points]
    if drafts:
        write_own(done.held, done.identity, drafts)
        done.added = len(drafts)
        store.save(done.held)


def take_file(done: Pass, store: Store, path: Path, source: str | None, *, now: datetime) -> None:
    """Take a file's entries into the store.

    :raises Refused: when it cannot be read, or it is not clear which of its profiles is meant.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from None
    reading = read_file(data, file_name=path.name, home_realm=done.held.facts.home_realm)
    done.intake = take_in(done.held, reading, source, now=int(now.timestamp()))
    if done.intake.new:
        store.save(done.held)


def sync_with(
    done: Pass, store: Store, server: Server, outcome: Outcome, talk: Callable[[Callable[[], None]], None]
) -> None:
    """Sync, and keep what came whatever happens. An older copy of the store that was written in begins a new stream.

    `talk` syncs the holding of `done` with the server, and calls what it is given after every answer.

    :raises Refused: or UpstreamError, as `talk`.
    """
    done.server, done.outcome = server, outcome
    saved = time.monotonic()
    kept = len(outcome.received)

    def keep(at_least: float = SAVE_EVERY_S) -> None:
        nonlocal saved, kept
        if len(outcome.received) > kept and time.monotonic() - saved >= at_least:
            store.save(done.held)
            saved, kept = time.monotonic(), len(outcome.received)

    try:
        talk(keep)
    finally:
        keep(0.0)
    done.forks = forked_places(done.held, done.identity)
    if done.forks:
        done.identity = store.become(Identity(uuid4(), done.identity.name))


def _draft(done: Pass, target: str, delta: str, reason: str, *, at: int) -> Entry:
    entry = Entry(
        profile=done.held.facts.uuid, author=done.identity.uuid, sequence=0, previous="", timestamp=at,
        actor=done.identity.name, target=target.strip(), delta=amount(delta), reason=reason.strip(),
    )  # fmt: skip
    fault = entry_fault(
        actor=entry.actor, target=entry.target, delta=entry.delta, claimed_total=None, reason=entry.reason,
        kind=entry.kind, reference="", timestamp=at, origin="", now=at,
    )  # fmt: skip
    if fault:
        raise Refused(f"{target or 'An entry'}: {fault}")
    return entry
