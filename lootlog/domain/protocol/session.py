"""A peer's part in its group: who leads and who coordinates, and what is done with each message."""

from collections.abc import Iterable
from uuid import UUID

from lootlog.domain.entries import Entry
from lootlog.domain.names import target_key
from lootlog.domain.protocol.arrivals import Merged
from lootlog.domain.protocol.books import Books
from lootlog.domain.protocol.coordinator import HEARTBEAT_S, Coordinator
from lootlog.domain.protocol.escaping import BadFrame
from lootlog.domain.protocol.journal import Category, Journal
from lootlog.domain.protocol.leadership import Claim, Leadership
from lootlog.domain.protocol.member import Member
from lootlog.domain.protocol.messages import (
    LogEntry,
    LogListReply,
    ManualSyncStart,
    Message,
    ProfileAnnounce,
    RequestLogList,
    RequestMyMissing,
    SendMissingLogs,
)
from lootlog.domain.protocol.wire import Wire

# A coordinator announces every 30 s: after two it is asked, and after three and some it is given up.
PROBE_AFTER_S = 2 * HEARTBEAT_S
TAKEOVER_AFTER_S = 3.5 * HEARTBEAT_S
TAKEOVER_STEP_S = 10.0


class Session:
    """The peer called `name` among the others of its group; `leader` is the key of who leads it, empty without one."""

    def __init__(self, name: str, wire: Wire, books: Books, journal: Journal, id_bytes: int) -> None:
        self.name = name
        self.key = target_key(name)
        self.wire = wire
        self.books = books
        self.journal = journal
        self.leadership = Leadership()
        self.member = Member(self.key, wire, books, self.leadership, journal)
        self.coordinator: Coordinator | None = None
        self.leader = ""
        self._id_bytes = id_bytes

    def reset(self) -> None:
        """Forget what was going on; nothing of it is sent any more."""
        self.coordinator = None
        self.wire.outbox.drop(lambda send: True)
        self.member.reset()

    def leave(self) -> None:
        """Forget the group."""
        self.wire.names = {}
        self.leader = ""
        self.reset()
        self.leadership.reset()

    def gathered(self, others: dict[str, str], now: float) -> bool:
        """Take the group's other members, names by key; return whether any came."""
        before = set(self.wire.names)
        for key in before - others.keys():
            self.wire.forget(key)
            self.leadership.forget(key)
            if self.coordinator:
                self.coordinator.left(key, now)
        self.wire.names = others
        return bool(others.keys() - before)

    def unreachable(self, key: str, now: float) -> None:
        """A member is offline: nothing waits for it, its turn is over, and it is tried again later."""
        self.wire.drop_whispers(key)
        if self.coordinator:
            self.coordinator.unreachable(key, now)
            self._retire()

    def tick(self, now: float) -> None:
        """Do what is due."""
        self.wire.expire(now)
        self.member.tick(now)
        self._watch_coordinator(now)
        if self.coordinator:
            self.coordinator.tick(now)
            self._retire()

    def coordinate(self, now: float, *, manual: bool) -> None:
        """Become the coordinator, in a new epoch, and announce the profile in use."""
        claim = self.leadership.lead(self.key, now)
        self.member.reset()
        self.coordinator = Coordinator(
            self.wire, self.books.log, claim, self.journal, manual=manual, id_bytes=self._id_bytes
        )
        self.journal.note(now, Category.SYNC, f"Coordinating {self.books.log.profile.name}, epoch {claim.epoch}")
        if manual:
            self.wire.broadcast(ManualSyncStart(self.books.active, claim.epoch), urgent=True)
        self.coordinator.greet(now)

    def led_by(self, leader: str, has_joiners: bool, now: float) -> None:
        """Take who leads the group: coordinate if it is oneself, and step down for another."""
        has_changed = leader != self.leader
        former, self.leader = self.leader, leader
        self.leadership.expect(now)
        claim = self.leadership.claim
        if leader == self.key and (has_changed or claim is None):
            self.coordinate(now, manual=False)
        elif has_changed and claim and claim.key == former:
            self.leadership.vacate(now)
            self._step_down(now)
        elif has_joiners and self.coordinator:
            self.coordinator.greet(now)

    def _step_down(self, now: float) -> None:
        if self.coordinator:
            self.coordinator.step_down(now)
            self._retire()

    def _retire(self) -> None:
        if self.coordinator and self.coordinator.is_over:
            self.coordinator = None

    def _watch_coordinator(self, now: float) -> None:
        """Ask a silent coordinator for a sign of life; of its followers who get none, the first by name takes over.

        So it is where the group's leader never spoke, who has no addon then.
        """
        claim, silence = self.leadership.claim, self.leadership.silence(now)
        is_concerned = self.member.is_following or not self.leadership.was_claimed
        if silence < PROBE_AFTER_S or not is_concerned or (claim and claim.key == self.key):
            return
        self.member.probe(now)
        lost = claim.key if claim else self.leader
        rank = sorted({self.key, *self.wire.names} - {lost}).index(self.key)
        if silence > TAKEOVER_AFTER_S + rank * TAKEOVER_STEP_S:
            self.journal.note(now, Category.SYNC, "Nobody coordinates: taking over")
            self.coordinate(now, manual=True)

    def read(self, key: str, raw: str, now: float) -> None:
        """Take a frame.

        :raises BadFrame: when it is none, or not one that this sender may send.
        """
        if key not in self.wire.names:
            raise BadFrame("The sender is not in the group.")
        if self.leadership.claim and self.leadership.claim.key == key:
            self.leadership.heard_at = now
        request, message = self.wire.read(key, raw, now)
        if self.coordinator:
            self.coordinator.heard(key, request, now)
        if message:
            self._take(key, request, message, now)
            self._retire()

    def _take(self, key: str, request: str, message: Message, now: float) -> None:
        match message:
            case ProfileAnnounce() | ManualSyncStart():
                self._claimed(key, message, now)
            case LogEntry():
                self._merge(key, message.profile, [message.entry], now)
            case SendMissingLogs():
                self._missing(key, request, message, now)
            case RequestLogList():
                self.member.asked_for_list(key, request, message, now)
            case RequestMyMissing():
                self.member.asked_for_entries(key, request, message, now)
            case LogListReply():
                if self.coordinator and self.coordinator.log.profile.uuid == message.profile:
                    self.coordinator.listed(key, request, message, now)

    def _claimed(self, key: str, message: ProfileAnnounce | ManualSyncStart, now: float) -> None:
        is_manual = isinstance(message, ManualSyncStart) or message.manual
        if key != self.leader and not is_manual:
            raise BadFrame("It announces a profile and does not lead the group.")
        why = self.leadership.accept(Claim(message.epoch, key), now)
        if why:
            if self.coordinator and not self.coordinator.finishing:
                self.coordinator.announce_again(now)
            raise BadFrame(f"It {why}.")
        self._step_down(now)
        if isinstance(message, ProfileAnnounce):
            self.member.announced(key, message, now)

    def _missing(self, key: str, request: str, message: SendMissingLogs, now: float) -> None:
        serves = self.leadership.serves(key, now)
        merged = self._merge(key, message.profile, message.entries, now, is_vouched=serves)
        if self.coordinator and self.coordinator.log.profile.uuid == message.profile:
            self.coordinator.received(key, merged, now)
        if message.done and serves:
            self.member.done(key, request, self.books.logs[message.profile])

    def _merge(
        self, key: str, profile: UUID, entries: Iterable[Entry], now: float, *, is_vouched: bool = False
    ) -> Merged:
        log = self.books.logs.get(profile)
        if log is None:
            raise BadFrame("It sends entries of a profile that is not held here.")
        merged = self.books.merge(log, entries, self.wire.names[key], now, is_vouched=is_vouched)
        for name, why in merged.refused.items():
            self.journal.note(now, Category.REFUSED, f"{self.wire.names[key]} sent entry {name[:12]}: {why}")
        return merged
