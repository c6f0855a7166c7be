"""The server as the coordinator that is always there, for peers of the documented protocol.

It remembers nothing between two messages of a member: each is answered by itself, from what the profile holds then. So
a member may vanish at any moment, and any process of the server may answer the next message.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from lootlog.domain.digests import Digest
from lootlog.domain.entries import Entry
from lootlog.domain.exchange.messages import Node, Split
from lootlog.domain.exchange.shelf import HashTable
from lootlog.domain.protocol.compact import HASH_BYTES
from lootlog.domain.protocol.escaping import BadFrame
from lootlog.domain.protocol.frames import UnknownVersion, frames_of, read_frame, refusal_of
from lootlog.domain.protocol.lines import ID_BYTES
from lootlog.domain.protocol.lists import Detail, split_ids
from lootlog.domain.protocol.log import SUM_BYTES, Profile
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
# All hashes of a profile stand in one node.
ALL = 0
REQUEST = "1"
_SERIALS = 36**5


@dataclass
class Ledger:
    """What the coordinator can tell of a profile: `table` has all hashes as those of one week, `set_aside` begins of
    hashes that wait in quarantine and are not asked for again."""

    profile: Profile
    digest: Digest
    epoch: int
    table: HashTable
    set_aside: Collection[str] = ()


@dataclass
class Answers:
    """What a member's messages lead to: what to tell it, the hashes of entries to send, and those that it brings."""

    messages: list[Message] = field(default_factory=list)
    send: list[str] = field(default_factory=list)
    theirs: Digest | None = None
    is_over: bool = False

    def ask(self, message: Message) -> None:
        """Tell something once."""
        if message not in self.messages:
            self.messages.append(message)


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
        if isinstance(message, LogListReply):
            _listed(message, ledger, found)
        elif isinstance(message, SendMissingLogs):
            found.ask(_done(ledger))
    if not messages:
        found.ask(RequestLogList(ledger.profile.uuid, Detail.SUMS))
    return found


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
    if reply.digest is not None:
        found.theirs = reply.digest
        if reply.digest == ledger.digest:
            found.is_over = True
            return
    if reply.detail is Detail.DIGEST:
        found.ask(RequestLogList(ledger.profile.uuid, Detail.SUMS))
    elif reply.detail is Detail.SUMS:
        _ask_for_ids(reply, ledger, found, ID_BYTES, _differing(reply, ledger))
    else:
        _exchange(reply, ledger, found)


def _differing(reply: LogListReply, ledger: Ledger) -> frozenset[int]:
    ours = ledger.table.sums(Split(ALL, 0, 0, reply.bits))
    return frozenset(bucket for bucket, told in reply.table.items() if told != ours[bucket][-SUM_BYTES:])


def _ask_for_ids(reply: LogListReply, ledger: Ledger, found: Answers, width: int, buckets: frozenset[int]) -> None:
    if buckets:
        found.ask(RequestLogList(ledger.profile.uuid, Detail.IDS, reply.bits, width, buckets))


def _exchange(reply: LogListReply, ledger: Ledger, found: Answers) -> None:
    digits = 2 * reply.width
    lacking: list[str] = []
    wanted: set[str] = set()
    for bucket, data in reply.table.items():
        ours = ledger.table.within(Node(ALL, reply.bits, bucket))
        theirs = set(split_ids(data, reply.width))
        lacking += [name for name in ours if name[:digits] not in theirs]
        wanted |= theirs - {name[:digits] for name in ours}
    wanted -= {name[:digits] for name in ledger.set_aside}
    if not lacking and not wanted:
        if reply.width < HASH_BYTES and not ledger.set_aside:
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
