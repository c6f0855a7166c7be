"""Answering peers: the exchange over a profile in the database, one message at a time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from characters.domain.errors import Refused
from lootlog.domain.digests import Digest
from lootlog.domain.entries import Entry
from lootlog.domain.exchange.answering import answer
from lootlog.domain.exchange.messages import (
    Answer,
    Ask,
    AskSwap,
    AskWeeks,
    Device,
    Facts,
    Node,
    Row,
    Swapped,
    Wait,
    Weeks,
    read_root,
)
from lootlog.domain.exchange.shelf import HashTable, Taken, without
from lootlog.models import Peer, Profile
from lootlog.selectors.digests import LedgerDigest, entries_with, hashes_in, ledger_digest
from lootlog.services.digesting import FOLD_FROM, fold
from lootlog.services.peers import leave, meet, note_difference, note_equal, note_error, queue_up
from lootlog.services.receiving import take_from

# How soon somebody who waits asks again, for each of those before them.
PATIENCE_S = 0.5
LONGEST_PATIENCE_S = 5.0
NEEDS_A_NAME = "Entries are taken from somebody who is signed in and names their device only."


@dataclass(frozen=True)
class Asker:
    """Who asks: a user and their device where they are known, and whether they may bring entries."""

    user: User | None
    device: Device | None
    may_bring: bool


def answer_peer(profile: Profile, ask: Ask, asker: Asker, *, now: datetime) -> Answer:
    """Answer a message of the exchange, and keep how far the peer is.

    A peer that has to wait for its turn gets `Wait`. What it brings is merged in one transaction; what may not enter
    waits in quarantine, and the answer tells why.

    :raises Refused: when the message is about another profile, or brings what may not be brought.
    """
    if asker.user is None or asker.device is None:
        return _answered(profile, ask, asker, None, now)
    peer = meet(profile, asker.device, asker.user, now=now)
    try:
        return _in_turn(profile, ask, asker, peer, now)
    except Refused as refusal:
        note_error(peer, str(refusal))
        leave(peer, now=now)
        raise


def _in_turn(profile: Profile, ask: Ask, asker: Asker, peer: Peer, now: datetime) -> Answer:
    if isinstance(ask, AskWeeks):
        weeks = _answered(profile, ask, asker, peer, now)
        assert isinstance(weeks, Weeks)
        ours, theirs = read_root(weeks.root), read_root(ask.root)
        if ours == theirs:
            note_equal(peer, theirs, now=now)
            return weeks
        note_difference(peer, theirs, lacks=ours.count - theirs.count, has_more=theirs.count - ours.count)
        return _wait(peer, now) or weeks
    if waiting := _wait(peer, now):
        return waiting
    found = _answered(profile, ask, asker, peer, now)
    if isinstance(ask, AskSwap) and isinstance(found, Swapped):
        _note_swap(peer, ask, found, now)
    return found


def _wait(peer: Peer, now: datetime) -> Wait | None:
    before = queue_up(peer, now=now)
    return Wait(before, min(LONGEST_PATIENCE_S, PATIENCE_S * before)) if before else None


def _note_swap(peer: Peer, ask: AskSwap, found: Swapped, now: datetime) -> None:
    first = next((f", such as: {item.reason}" for item in found.not_taken), "")
    note_error(peer, first and f"Set aside: {len(found.not_taken)}{first}")
    brought = {row.hash for row in ask.bring}
    after = without(read_root(ask.root_after), {item.hash for item in found.not_taken} & brought)
    if after == read_root(found.root):
        note_equal(peer, after, now=now)
        return
    lacks, has_more = ask.lacks - len(found.entries), ask.has_more - len(ask.bring)
    note_difference(peer, after, lacks=lacks, has_more=has_more)


def _answered(profile: Profile, ask: Ask, asker: Asker, peer: Peer | None, now: datetime) -> Answer:
    if isinstance(ask, AskWeeks):
        fold(profile, at_least=FOLD_FROM)
    return answer(LedgerShelf(profile, asker, peer, now), ask)


class LedgerShelf:
    """A profile's entries in the database, as the exchange wants them."""

    def __init__(self, profile: Profile, asker: Asker, peer: Peer | None, now: datetime) -> None:
        self.profile = profile
        self.facts = Facts(profile.uuid, profile.name, profile.guild.name[:120], profile.guild.realm.slug)
        self._asker = asker
        self._peer = peer
        self._now = now
        self._digest: LedgerDigest | None = None

    def weeks(self) -> Mapping[int, Digest]:
        """Return the digest of every week that has entries."""
        self._digest = self._digest or ledger_digest(self.profile)
        return self._digest.weeks

    def table(self, nodes: Sequence[Node]) -> HashTable:
        """Return all hashes in these nodes."""
        return hashes_in(self.profile, nodes)

    def find(self, names: Collection[str]) -> list[Entry]:
        """Return the entries that have these hashes."""
        return entries_with(self.profile, names) if names else []

    def take(self, rows: Sequence[Row]) -> Taken:
        """Merge what a peer brings.

        :raises Refused: when nothing may be brought.
        """
        if not rows:
            return Taken()
        if self._peer is None or not self._asker.may_bring:
            raise Refused(NEEDS_A_NAME)
        self._digest = None
        return take_from(self._peer, self.profile, rows, now=self._now)
