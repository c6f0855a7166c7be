"""The server as the coordinator that is always there, for peers of the documented protocol.

It remembers nothing between two messages of a member: each is answered by itself, from what the profile holds then. So
a member may vanish at any moment, and any process of the server may answer the next message.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from lootlog.domain.digests import Digest
from lootlog.domain.entries import Entry
from lootlog.domain.exchange.messages import Node, Split
from lootlog.domain.exchange.shelf import HashTable
from lootlog.domain.protocol.compact import HASH_BYTES
from lootlog.domain.protocol.escaping import BadFrame
from lootlog.domain.protocol.frames import UnknownVersion, frames_of, read_frame, refusal_of
from lootlog.domain.protocol.lines import ID_BYTES
from lootlog.domain.protocol.lists import Detail, children, split_ids
from lootlog.domain.protocol.log import MOST_BITS, SUM_BYTES, Profile
from lootlog.domain.protocol.messages import (
    KINDS,
    LogEntry,
    LogListReply,
    Message,
    ProfileAnnounce,
    RequestLogList,
    SendMissingLogs,
    message_text,
    read_message,
)
from lootlog.domain.protocol.portions import batches, requests
from lootlog.domain.protocol.reassembly import Reassembly
from lootlog.domain.protocol.wire import short_number

# What one answer sends; the rest follows in the next round.
MOST_SENT = 200
# A bucket in which a member has more ids than these is split: the list of one must fit into a message.
LARGE_BUCKET = 256
FINER_BITS = 4
# So many ids are asked for at once; those in other buckets are in a later round.
MOST_LISTED = 4_000
# All hashes of a profile stand in one node.
ALL = 0
REQUEST = "1"
_SERIALS = 36**5


@dataclass
class Ledger:
    """What the coordinator can tell of a profile: `table` has all hashes as those of one week, `set_aside` those of
    entries that wait in quarantine and are not asked for again. Where it does not `take` entries, it asks for none."""

    profile: Profile
    digest: Digest
    epoch: int
    table: HashTable
    set_aside: Collection[str] = ()
    takes: bool = True
    _sums: dict[int, list[bytes]] = field(default_factory=dict)

    def sums(self, bits: int) -> list[bytes]:
        """Return the sum of the hashes in each of 2^bits buckets, as the protocol tells it."""
        if bits not in self._sums:
            self._sums[bits] = [total[-SUM_BYTES:] for total in self.table.sums(Split(ALL, 0, 0, bits))]
        return self._sums[bits]

    def refused(self, names: Collection[str], digits: int) -> set[str]:
        """Return those of a member's ids, which have so many digits, whose entries are not taken."""
        return set(names) if not self.takes else set(names) & {name[:digits] for name in self.set_aside}


@dataclass
class Answers:
    """What a member's messages lead to: what to tell it, the hashes of entries to send, and those that it brings.

    `is_over` when both hold the same. `differs` when all that is left are entries of the member that are not taken.
    """

    messages: list[Message] = field(default_factory=list)
    send: list[str] = field(default_factory=list)
    theirs: Digest | None = None
    is_over: bool = False
    has_refused: bool = False

    @property
    def differs(self) -> bool:
        """Whether nothing is left to be done, although the two hold different entries."""
        return self.has_refused and not self.messages and not self.send

    def ask(self, message: Message) -> None:
        """Tell something once. What is asked about a list is asked in one message: a member answers the last one."""
        if message in self.messages:
            return
        if isinstance(message, RequestLogList):
            message = self._joined(message)
        self.messages.append(message)

    def _joined(self, request: RequestLogList) -> RequestLogList:
        for known in self.messages:
            if isinstance(known, RequestLogList) and replace(known, buckets=request.buckets) == request:
                self.messages.remove(known)
                return replace(request, buckets=known.buckets | request.buckets)
        return request


def read_frames(raws: Iterable[str]) -> tuple[list[Message], list[str], list[str]]:
    """Read a member's frames: the messages, what could not be read and why, and refusals to be sent back.

    All parts of a message must be there; of one that is not whole, nothing is taken.
    """
    parts, messages, faults, refusals = Reassembly(), [], [], []
    for raw in raws:
        try:
            frame = read_frame(raw)
            text = parts.add("", frame, 0.0)
            if text is not None:
                messages.append(read_message(frame.kind, frame.profile, text))
        except UnknownVersion as error:
            faults.append(str(error))
            refusals.append(refusal_of(error.seen))
        except BadFrame as error:
            faults.append(str(error))
    faults += ["Parts of a message are missing: it has to come again, whole."] * parts.expire(float("inf"))
    return messages, faults, sorted(set(refusals))


def brought(messages: Iterable[Message]) -> list[Entry]:
    """Return the entries that a member's messages bring."""
    found: list[Entry] = []
    for message in messages:
        if isinstance(message, LogEntry):
            found.append(message.entry)
        elif isinstance(message, SendMissingLogs):
            found += message.entries
    return found


def answers(messages: Sequence[Message], ledger: Ledger) -> Answers:
    """Decide what a member, whose turn it is, is told to its messages, whose entries are in the ledger already.

    :raises BadFrame: when a message is about another profile.
    """
    found = Answers()
    for message in messages:
        if message.profile != ledger.profile.uuid:
            raise BadFrame(f"This is the profile {ledger.profile.uuid}, not {message.profile}.")
    found.theirs = told_digest(messages)
    if found.theirs == ledger.digest:
        found.is_over = True
        return found
    for message in messages:
        if isinstance(message, LogListReply):
            _listed(message, ledger, found)
        elif isinstance(message, SendMissingLogs):
            found.ask(_done(ledger))
    if not messages:
        found.ask(RequestLogList(ledger.profile.uuid, Detail.SUMS))
    count = (found.theirs or ledger.digest).count
    found.messages = [_bounded(one, count) if isinstance(one, RequestLogList) else one for one in found.messages]
    return found


def told_digest(messages: Iterable[Message]) -> Digest | None:
    """Return the digest that a member told last, None where it told none."""
    told = [message.digest for message in messages if isinstance(message, LogListReply) and message.digest is not None]
    return told[-1] if told else None


def announcement(ledger: Ledger, current: str = "", queue: tuple[str, ...] = ()) -> ProfileAnnounce:
    """Announce the profile, and who waits."""
    return ProfileAnnounce(ledger.profile, ledger.epoch, ledger.digest, current=current, queue=queue)


def told(found: Answers, entries: Sequence[Entry]) -> list[Message]:
    """Put together what to send: the entries first, and what asks for an answer behind them."""
    if not entries:
        return found.messages
    profile = entries[0].profile
    return [*batches(entries, profile), *found.messages]


def framed(messages: Iterable[Message], serial: int) -> Iterator[str]:
    """Write messages as frames; `serial` numbers the first, and two answers must not have the same numbers."""
    for number, message in enumerate(messages, start=serial):
        request = "0" if isinstance(message, ProfileAnnounce) else REQUEST
        name = f"{request}.{short_number(number % _SERIALS)}"
        yield from frames_of(KINDS[type(message)], message.profile, name, message_text(message))


def _listed(reply: LogListReply, ledger: Ledger, found: Answers) -> None:
    if reply.detail is Detail.DIGEST:
        found.ask(RequestLogList(ledger.profile.uuid, Detail.SUMS))
    elif reply.detail is Detail.SUMS:
        _ask_deeper(reply, ledger, found)
    else:
        _exchange(reply, ledger, found)


def _ask_deeper(reply: LogListReply, ledger: Ledger, found: Answers) -> None:
    ours = ledger.sums(reply.bits)
    differing = [bucket for bucket, told in sorted(reply.table.items()) if told != ours[bucket]]
    size = (found.theirs or ledger.digest).count >> reply.bits
    finer = min(FINER_BITS, MOST_BITS - reply.bits)
    if differing and size > LARGE_BUCKET and finer:
        buckets = children(differing, finer)
        found.ask(RequestLogList(ledger.profile.uuid, Detail.SUMS, reply.bits + finer, ID_BYTES, buckets))
    else:
        _ask_for_ids(reply, ledger, found, ID_BYTES, frozenset(differing))


def _bounded(request: RequestLogList, count: int) -> RequestLogList:
    """Ask for so many ids at most, of a member that has `count` of them, as one round can carry."""
    each = max(1, count >> request.bits) if request.detail is Detail.IDS else 1
    return replace(request, buckets=frozenset(sorted(request.buckets)[: max(1, MOST_LISTED // each)]))


def _ask_for_ids(reply: LogListReply, ledger: Ledger, found: Answers, width: int, buckets: frozenset[int]) -> None:
    if buckets:
        found.ask(RequestLogList(ledger.profile.uuid, Detail.IDS, reply.bits, width, buckets))


def _exchange(reply: LogListReply, ledger: Ledger, found: Answers) -> None:
    digits = 2 * reply.width
    lacking: list[str] = []
    extra: set[str] = set()
    for bucket, data in reply.table.items():
        ours = ledger.table.within(Node(ALL, reply.bits, bucket))
        theirs = set(split_ids(data, reply.width))
        lacking += [name for name in ours if name[:digits] not in theirs]
        extra |= theirs - {name[:digits] for name in ours}
    refused = ledger.refused(extra, digits)
    wanted = extra - refused
    found.has_refused = found.has_refused or bool(refused)
    if not lacking and not wanted:
        if reply.width < HASH_BYTES and not refused:
            # Two entries may share the beginning of their hashes.
            _ask_for_ids(reply, ledger, found, HASH_BYTES, frozenset(reply.table))
        return
    found.send += islice(lacking, max(0, MOST_SENT - len(found.send)))
    for request in requests(sorted(wanted), ledger.profile.uuid):
        found.ask(request)
    if not wanted:
        found.ask(_done(ledger))


def _done(ledger: Ledger) -> SendMissingLogs:
    return SendMissingLogs(ledger.profile.uuid, (), ledger.digest)
