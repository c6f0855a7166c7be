"""The side of the sync that follows: uses the announced profile, tells its list unasked, and answers."""

from zlib import crc32

from lootlog.domain.digests import Digest
from lootlog.domain.protocol.books import Books
from lootlog.domain.protocol.journal import Category, Journal
from lootlog.domain.protocol.leadership import Leadership
from lootlog.domain.protocol.lists import Detail
from lootlog.domain.protocol.log import Log
from lootlog.domain.protocol.messages import (
    LogListReply,
    ProfileAnnounce,
    RequestLogList,
    RequestMyMissing,
    SendMissingLogs,
    tag_of,
)
from lootlog.domain.protocol.portions import batches, listing
from lootlog.domain.protocol.wire import Wire

# Forty members do not answer an announcement in the same instant.
SPREAD_S = 2.0
PROBE_GAP_S = 10.0


class Member:
    """`position` is the place in the coordinator's queue as it last told: 0 at one's turn, None outside of it."""

    def __init__(self, key: str, wire: Wire, books: Books, leadership: Leadership, journal: Journal) -> None:
        self.position: int | None = None
        self._key = key
        self._wire = wire
        self._books = books
        self._leadership = leadership
        self._journal = journal
        self.reset()

    def reset(self) -> None:
        """Forget the coordination that was followed."""
        self.position = None
        self._epoch = -1
        self._told: Digest | None = None
        self._theirs: Digest | None = None
        self._due: float | None = None
        self._probed_at = 0.0
        self._doubted: object = None

    @property
    def is_following(self) -> bool:
        """Whether a coordinator was followed, up to telling it one's list."""
        return self._told is not None

    def announced(self, by: str, message: ProfileAnnounce, now: float) -> None:
        """Follow an announcement of the coordinator: use its profile, and tell one's list soon."""
        name = self._wire.names[by]
        before, label = self._books.active, self._books.log.profile.name
        why = self._books.follow(message.announced, name)
        if why:
            self._doubt(message, name, why, now)
            return
        if before != message.profile:
            self._journal.note(now, Category.PROFILE, f"Using {message.announced.name}, as {name} announced")
        elif label != message.announced.name:
            self._journal.note(now, Category.PROFILE, f"{label} is called {message.announced.name} now")
        if message.epoch != self._epoch:
            self.reset()
            self._epoch = message.epoch
        self._look_for_oneself(message)
        self._theirs = message.digest
        ours = self._books.log.digest
        if ours == message.digest:
            # Whatever still waits to be sent there came by another way.
            self._wire.drop_whispers(by, SendMissingLogs)
        is_told = ours == self._told if ours == message.digest else self.position is not None
        if self._told is None or not is_told:
            self._due = now + crc32(self._key.encode()) % 1000 / 1000 * SPREAD_S

    def tick(self, now: float) -> None:
        """Tell the list when it is due."""
        if self._due is not None and now >= self._due:
            self.list_now()

    def probe(self, now: float) -> None:
        """Ask the coordinator for a sign of life, by telling one's digest unasked, every 10 s."""
        if now - self._probed_at >= PROBE_GAP_S:
            self._probed_at = now
            self.list_now()

    def list_now(self) -> None:
        """Tell the coordinator one's list; again in the same epoch, or if both hold the same, only its digest."""
        claim, self._due = self._leadership.claim, None
        if claim is None or claim.key == self._key:
            return
        log = self._books.log
        is_enough = self._told is not None or log.digest == self._theirs
        detail = Detail.DIGEST if is_enough else Detail.SUMS
        self._told = log.digest
        for reply in listing(log, RequestLogList(log.profile.uuid, detail)):
            self._wire.whisper(claim.key, reply)

    def asked_for_list(self, by: str, request: str, message: RequestLogList, now: float) -> None:
        """Tell the coordinator what it asks about one's list."""
        log = self._served(by, message, now)
        if log:
            # Whatever is still missing is asked for again: an answer that has not left yet is not waited for.
            self._wire.drop_whispers(by, LogListReply)
        for reply in listing(log, message) if log else ():
            self._wire.whisper(by, reply, request)

    def asked_for_entries(self, by: str, request: str, message: RequestMyMissing, now: float) -> None:
        """Send the coordinator the entries that it asks for."""
        log = self._served(by, message, now)
        for batch in batches(log.matching(message.ids), message.profile) if log else ():
            self._wire.whisper(by, batch, request)

    def done(self, by: str, request: str, log: Log) -> None:
        """Answer the end of a transfer: tell what one holds now."""
        self._told = log.digest
        self._wire.whisper(by, LogListReply(log.profile.uuid, log.digest), request)

    def _served(self, by: str, message: RequestLogList | RequestMyMissing, now: float) -> Log | None:
        if self._leadership.serves(by, now):
            return self._books.logs.get(message.profile)
        self._journal.note(now, Category.REFUSED, f"{self._wire.names[by]} asks for entries and does not coordinate")
        return None

    def _look_for_oneself(self, message: ProfileAnnounce) -> None:
        places = [message.current, *message.queue]
        tag = tag_of(self._key)
        self.position = places.index(tag) if tag in places else None

    def _doubt(self, message: ProfileAnnounce, name: str, why: str, now: float) -> None:
        self._due, self.position = None, None
        if self._doubted != message.announced:
            self._doubted = message.announced
            self._journal.note(now, Category.PROFILE, f"{name} announced {message.announced.name}: {why}")
