"""Speaking the documented protocol with a server: the pure peer on one side, frames over HTTP on the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import sleep
from typing import Protocol

import msgspec

from characters.domain.errors import ErrorKind, UpstreamError
from lootlog.domain.exchange.asking import Outcome
from lootlog.domain.exchange.carried import Carried, load
from lootlog.domain.exchange.messages import BadMessage, Facts
from lootlog.domain.exchange.shelf import Holding
from lootlog.domain.exchange.standing import read_frames
from lootlog.domain.names import split_name
from lootlog.domain.protocol.journal import Category, Note
from lootlog.domain.protocol.log import Log
from lootlog.domain.protocol.messages import ProfileAnnounce
from lootlog.domain.protocol.outbox import Outbox, Send
from lootlog.domain.protocol.peer import Peer

# HTTP has no throttle of the game's: what there is to say is said at once, and a peer's seconds pass between two posts.
STEP_S = 3.0
AT_ONCE = 10_000
# Nothing new on either side for so many posts: it will not come.
IDLE_POSTS = 30
PATIENCE_S = 0.5
LONGEST_PATIENCE_S = 5.0
LONGEST_WAIT_S = 300.0


class Carrier(Protocol):
    """What takes frames to a server."""

    def carry(self, frames: Sequence[str], name: str) -> Carried:
        """Take frames there in the name of a character, and bring the answer."""


def meet_coordinator(carrier: Carrier, name: str) -> Facts:
    """Ask which profile a server announces.

    :raises Refused: or UpstreamError, as `Conversation.run`.
    """
    announced = announced_in(carrier.carry([], name))
    if announced is None:
        raise BadMessage("The server announced no profile.")
    _, realm, guild = (["", "", *announced.announced.owner.split("/")])[-3:]
    return Facts(announced.profile, announced.announced.name, guild[:120], realm[:120])


def announced_in(carried: Carried) -> ProfileAnnounce | None:
    """Return what an answer announces, None where it does not."""
    messages, _, _ = read_frames(carried.frames)
    found = [message for message in messages if isinstance(message, ProfileAnnounce)]
    return found[-1] if found else None


@dataclass
class Listener:
    """Who follows a conversation: is told what came after every answer, and every note of the peer's journal."""

    heard: Callable[[], None] = lambda: None
    noted: Callable[[Note], None] = lambda note: None


@dataclass
class Conversation:
    """One sync of a holding with the coordinator that is always there. It fills `outcome`.

    `differs` tells why the two stay different, where the server says so.
    """

    carrier: Carrier
    held: Holding
    name: str
    outcome: Outcome
    now: float
    listener: Listener = field(default_factory=Listener)
    differs: str = ""
    _pending: list[str] = field(default_factory=list)
    _before: int = 0
    _waited: float = 0.0
    _notes: int = 0
    _theirs: ProfileAnnounce | None = None

    def run(self, *, by_hand: bool = False) -> None:
        """Speak until both hold the same, or it is clear that they will not.

        `by_hand` asks for a turn at once, as a manual sync does.

        :raises Refused: when the server refuses, or answers what is none.
        :raises UpstreamError: when it cannot be reached, or others are before us for too long.
        """
        if not split_name(self.name)[1]:
            self.name = f"{self.name}-{self.held.facts.home_realm}"
        first = self.carrier.carry([], self.name)
        peer = self._peer(first)
        self._take(peer, first)
        if by_hand:
            peer.journal.note(self.now, Category.SYNC, f"Asked {first.sender} for a turn by hand")
            self._say(peer.ask_for_turn(self.now))
        idle = 0
        while not self._is_done(peer) and idle < IDLE_POSTS:
            before = len(self.held.entries) + self.outcome.new
            self._wait()
            number = load(self._pending)
            sent, self._pending = self._pending[:number], self._pending[number:]
            self._take(peer, self.carrier.carry(sent, self.name))
            is_moving = self._before or len(self.held.entries) + self.outcome.new > before
            idle = 0 if is_moving else idle + 1
        self._close(peer)

    def _peer(self, first: Carried) -> Peer:
        """Begin as a member of a group of two, which the server leads."""
        announced = announced_in(first)
        if announced is None or announced.profile != self.held.facts.uuid:
            raise BadMessage(f"The server announces another profile, we hold {self.held.facts.uuid}.")
        known = Log(announced.announced, self.held.entries.values())
        peer = Peer(
            self.name, [known], known.profile.uuid, owners={known.profile.owner}, may_write=lambda entry, sender: "",
            now=self.now, outbox=Outbox(AT_ONCE, AT_ONCE),
        )  # fmt: skip
        peer.group_changed([self.name, first.sender], first.sender, self.now)
        self._use(peer, announced.announced.name, first.sender)
        return peer

    def _use(self, peer: Peer, name: str, sender: str) -> None:
        """Take up the announced name, which is a label only."""
        former = self.held.facts.name
        was = "" if former == name else f", which we knew as {former}"
        peer.journal.note(self.now, Category.PROFILE, f"Using {name}, as {sender} announced{was}")
        self.held.facts = msgspec.structs.replace(self.held.facts, name=name)

    def _take(self, peer: Peer, carried: Carried) -> None:
        self._theirs = announced_in(carried) or self._theirs
        self._before, self.differs = carried.before, carried.differs
        if self._before:
            self._pending = []
        for frame in carried.frames:
            self._say(peer.receive(carried.sender, frame, self.now))
        self.now += STEP_S
        self._say(peer.tick(self.now))
        self._keep(peer, carried)
        self._note(peer, carried)
        self.listener.heard()

    def _say(self, sends: Sequence[Send]) -> None:
        self._pending += [send.frame for send in sends]

    def _keep(self, peer: Peer, carried: Carried) -> None:
        """Hold what came, and note what became of what was brought."""
        for arrival in peer.books.arrivals():
            if not arrival.refused and self.held.add(arrival.entry):
                self.outcome.received.append(arrival.entry)
        self.outcome.new += carried.new
        self.outcome.not_taken += carried.not_taken
        self.outcome.kept_back.update(item.hash for item in carried.not_taken)

    def _note(self, peer: Peer, carried: Carried) -> None:
        said = [(Category.REFUSED, f"{carried.sender} could not read: {fault}") for fault in carried.unread]
        if self._before:
            said.append((Category.SYNC, f"{self._before} are before us"))
        for category, text in said:
            peer.journal.note(self.now, category, text)
        self._tell_notes(peer)

    def _tell_notes(self, peer: Peer) -> None:
        count = sum(peer.journal.counts.values())
        for note in list(peer.journal.notes)[-(count - self._notes) :] if count > self._notes else ():
            self.listener.noted(note)
        self._notes = count

    def _is_done(self, peer: Peer) -> bool:
        is_equal = self._theirs is not None and self._theirs.digest == peer.books.log.digest
        has_told = peer.session.member.is_following
        return bool(self.differs) or (is_equal and has_told and not self._pending and not self._before)

    def _wait(self) -> None:
        if not self._before:
            return
        seconds = min(LONGEST_PATIENCE_S, PATIENCE_S * self._before)
        self._waited += seconds
        if self._waited > LONGEST_WAIT_S:
            message = f"{self._before} others were still before us after {self._waited:.0f} s"
            raise UpstreamError(ErrorKind.UNAVAILABLE, message)
        sleep(seconds)

    def _close(self, peer: Peer) -> None:
        self.outcome.in_sync = self._theirs is not None and self._theirs.digest == peer.books.log.digest
        state = "In sync" if self.outcome.in_sync else f"Not in sync: {self.differs or 'nothing more came'}"
        peer.journal.note(self.now, Category.SYNC, f"{state}. Entries: {peer.books.log.digest.count}")
        self._tell_notes(peer)
