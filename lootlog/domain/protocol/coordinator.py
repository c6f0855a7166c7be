"""The side of the sync that leads: announces, keeps the queue, and gives one member after another its turn."""

from lootlog.domain.protocol.arrivals import Merged
from lootlog.domain.protocol.journal import Category, Journal
from lootlog.domain.protocol.leadership import Claim
from lootlog.domain.protocol.lines import ID_BYTES
from lootlog.domain.protocol.lists import Detail
from lootlog.domain.protocol.log import Log
from lootlog.domain.protocol.messages import LogEntry, LogListReply, Message, ProfileAnnounce, tag_of
from lootlog.domain.protocol.outcomes import MemberState, Outcome
from lootlog.domain.protocol.queue import Queue
from lootlog.domain.protocol.turn import Turn
from lootlog.domain.protocol.wire import UNASKED, Wire, short_number

HEARTBEAT_S = 30.0
NEWS_GAP_S = 5.0
PAUSE_S = 1.5
# A member's first list has fewer messages.
MOST_OFFERS = 12
# So many that an announcement fits into one frame.
SHOWN_QUEUE = 12


class Coordinator:
    """One coordination: one profile, one epoch. It ends when another takes over, after the turn that is on."""

    def __init__(
        self, wire: Wire, log: Log, claim: Claim, journal: Journal, *, manual: bool, id_bytes: int = ID_BYTES
    ) -> None:
        self.log = log
        self.claim = claim
        self.manual = manual
        self.turn: Turn | None = None
        self.queue = Queue()
        self.members: dict[str, MemberState] = {}
        self.finishing = False
        self._wire = wire
        self._journal = journal
        self._id_bytes = id_bytes
        self._offers: dict[str, list[LogListReply]] = {}
        self._turns = 0
        self._resume_at = 0.0
        self._announced_at = 0.0
        self._announced = log.digest
        self._has_news = False

    @property
    def is_over(self) -> bool:
        """Whether another coordinates and the last turn here has ended."""
        return self.finishing and self.turn is None

    def announce(self, now: float) -> None:
        """Tell the group which profile to use, what it holds, and who waits."""
        self._announced_at, self._announced, self._has_news = now, self.log.digest, False
        current = tag_of(self.turn.member) if self.turn else ""
        queue = tuple(tag_of(key) for key in self.queue.waiting[:SHOWN_QUEUE])
        self._wire.broadcast(
            ProfileAnnounce(self.log.profile, self.claim.epoch, self.log.digest, self.manual, current, queue),
            urgent=True,
        )

    def greet(self, now: float) -> None:
        """Announce to who has just come, and once more soon: not everybody learns of the group in the same second."""
        self.announce_again(now)
        self._has_news = True

    def announce_again(self, now: float) -> None:
        """Announce at once, or soon where that was done a moment ago."""
        self._has_news = True
        if now - self._announced_at >= NEWS_GAP_S:
            self.announce(now)

    def step_down(self, now: float) -> None:
        """Finish the member whose turn it is, and drop the others."""
        if not self.finishing:
            self._journal.note(now, Category.SYNC, f"Stepped down; {len(self.queue.waiting)} members were waiting")
        self.finishing = True
        self.queue.waiting.clear()

    def heard(self, key: str, request: str, now: float) -> None:
        """Note that a member is there, and answers, if only with a part of what it says."""
        if self.turn and self.turn.member == key and self.turn.request == request:
            self.turn.heard(now)
        if not self.finishing:
            self.members.setdefault(key, MemberState()).last_seen = now

    def listed(self, key: str, request: str, reply: LogListReply, now: float) -> None:
        """Take a member's list: for its turn, or as its place in the queue."""
        if self.turn and self.turn.member == key and request == self.turn.request:
            self._send(self.turn.listed(reply, now))
            self._end_turn(now)
        elif not self.finishing and not (self.turn and self.turn.member == key):
            self._enqueue(key, reply)
        if request == UNASKED and reply.detail is Detail.DIGEST and now - self._announced_at > HEARTBEAT_S / 2:
            # Somebody has not heard from us for long.
            self._has_news = True

    def received(self, key: str, merged: Merged, now: float) -> None:
        """Tell the group, once, what a member brought."""
        for entry in merged.new:
            self._wire.broadcast(LogEntry(self.log.profile.uuid, entry))
        if self.turn and self.turn.member == key:
            self.turn.merged(merged.refused, now)
            self._end_turn(now)

    def left(self, key: str, now: float) -> None:
        """A member left the group."""
        self.queue.drop(key)
        self._offers.pop(key, None)
        self.members.pop(key, None)
        if self.turn and self.turn.member == key:
            self.turn.outcome = Outcome.LEFT
            self._end_turn(now)

    def unreachable(self, key: str, now: float) -> None:
        """A member is offline: end its turn, and try again later."""
        if self.turn and self.turn.member == key:
            self.turn.outcome = Outcome.SILENT
            self._end_turn(now)

    def tick(self, now: float) -> None:
        """Do what is due: ask again, give the next turn, announce."""
        if self.turn:
            if self._wire.outbox:
                self.turn.still_sending(now)
            self._send(self.turn.waited(now))
            self._end_turn(now)
        elif not self._wire.outbox and now >= self._resume_at:
            self._next_turn(now)
        if self.finishing:
            return
        is_idle = not self.turn and not self._wire.outbox
        has_news = self._has_news or (is_idle and self._announced != self.log.digest)
        if now - self._announced_at >= (NEWS_GAP_S if has_news else HEARTBEAT_S):
            self.announce(now)

    def _enqueue(self, key: str, reply: LogListReply) -> None:
        state = self.members.setdefault(key, MemberState())
        if reply.digest:
            state.digest, state.have = reply.digest, reply.digest.count
            self._offers[key] = []
        if reply.digest == self.log.digest:
            state.state, state.need = Outcome.EQUAL, 0
            self.queue.drop(key)
            return
        if reply.detail is Detail.SUMS:
            offers = self._offers.setdefault(key, [])
            if reply not in offers and len(offers) < MOST_OFFERS:
                offers.append(reply)
        state.state = "waiting"
        self.queue.add(key)

    def _next_turn(self, now: float) -> None:
        key = self.queue.next(now)
        if key is None:
            return
        self._turns += 1
        self.turn = Turn(key, self.log, short_number(self._turns), now, id_bytes=self._id_bytes)
        self.members.setdefault(key, MemberState()).state = "current"
        self._send(self.turn.begin(self._offers.pop(key, ()), now))
        self._end_turn(now)

    def _send(self, messages: list[Message]) -> None:
        for message in messages:
            assert self.turn
            self._wire.whisper(self.turn.member, message, self.turn.request)

    def _end_turn(self, now: float) -> None:
        if self.turn is None:
            return
        turn, outcome = self.turn, self.turn.outcome
        state = self.members.setdefault(turn.member, MemberState())
        state.digest, state.need = turn.theirs, turn.need
        state.have = turn.theirs.count if turn.theirs else None
        if outcome is None:
            return
        self.turn = None
        self._resume_at = now + PAUSE_S
        state.state = outcome
        if outcome is Outcome.LEFT:
            del self.members[turn.member]
        elif outcome is Outcome.EQUAL:
            self.queue.succeeded(turn.member)
        else:
            self.queue.failed(turn.member, now, again=not self.finishing)
        self._journal.note(now, Category.SYNC, f"{self._wire.names.get(turn.member, turn.member)}: {outcome}")
