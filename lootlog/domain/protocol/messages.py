"""The seven messages. Each knows its profile; `message_text` and `read_message` write and read what stands in frames.

    PROFILE_ANNOUNCE    epoch | manual | name | owner | digest | current | queue     to the group
    MANUAL_SYNC_START   epoch                                                        to the group
    LOG_ENTRY           an entry (`lines`)                                           to the group
    REQUEST_LOG_LIST    detail | bits | width | buckets                              coordinator to member
    SEND_MISSING_LOGS   DONE | digest | LF | entries (`lines`)                       either to the other
    REQUEST_MY_MISSING  width | ids                                                  coordinator to member
    LOG_LIST_REPLY      digest | detail | bits | width | table (`lists`)             member to coordinator

An announcement is repeated as a sign of life: `current` is whose turn it is and `queue` who waits, as tags (`tag_of`).
`DONE` and the digest of the sender's whole log stand in the last SEND_MISSING_LOGS of a transfer: who holds the same
digest then is complete, and says so, or what it holds instead, with a LOG_LIST_REPLY.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from lootlog.domain.digests import Digest
from lootlog.domain.entries import Entry
from lootlog.domain.protocol.compact import HASH_BYTES, number, packed, packed_digest, unpacked, unpacked_digest
from lootlog.domain.protocol.escaping import BadFrame, escape, unescape
from lootlog.domain.protocol.lines import ID_BYTES, entry_lines, read_lines
from lootlog.domain.protocol.lists import (
    Detail,
    bucket_set,
    bucket_table,
    joined_ids,
    read_bucket_set,
    read_bucket_table,
    split_ids,
)
from lootlog.domain.protocol.log import MOST_BITS, Profile

LARGEST_EPOCH = 10**11
DONE = "DONE"


@dataclass(frozen=True, slots=True)
class ProfileAnnounce:
    """ "Everyone use this profile" """

    announced: Profile
    epoch: int
    digest: Digest
    manual: bool = False
    current: str = ""
    queue: tuple[str, ...] = ()

    @property
    def profile(self) -> UUID:
        return self.announced.uuid


@dataclass(frozen=True, slots=True)
class ManualSyncStart:
    """ "I am initiating a manual sync" """

    profile: UUID
    epoch: int


@dataclass(frozen=True, slots=True)
class LogEntry:
    """ "Here is a new change" """

    profile: UUID
    entry: Entry


@dataclass(frozen=True, slots=True)
class RequestLogList:
    """ "Send me your log ids" No buckets named means all of them, and then the member chooses how many there are."""

    profile: UUID
    detail: Detail
    bits: int = 0
    width: int = ID_BYTES
    buckets: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SendMissingLogs:
    """ "Here are logs you are missing" """

    profile: UUID
    entries: tuple[Entry, ...]
    done: Digest | None = None


@dataclass(frozen=True, slots=True)
class RequestMyMissing:
    """ "I need these log ids from you": each the first bytes of a hash, as hexadecimal digits, all of one length."""

    profile: UUID
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogListReply:
    """ "Here are my log ids for this profile" The first message of a list tells the digest of the whole log, too."""

    profile: UUID
    digest: Digest | None = None
    detail: Detail = Detail.DIGEST
    bits: int = 0
    width: int = ID_BYTES
    table: dict[int, bytes] = field(default_factory=dict)


Message = (
    ProfileAnnounce | ManualSyncStart | LogEntry | RequestLogList | SendMissingLogs | RequestMyMissing | LogListReply
)

KINDS: dict[type[Message], str] = {
    ProfileAnnounce: "PROFILE_ANNOUNCE",
    ManualSyncStart: "MANUAL_SYNC_START",
    LogEntry: "LOG_ENTRY",
    RequestLogList: "REQUEST_LOG_LIST",
    SendMissingLogs: "SEND_MISSING_LOGS",
    RequestMyMissing: "REQUEST_MY_MISSING",
    LogListReply: "LOG_LIST_REPLY",
}


def tag_of(key: str) -> str:
    """Shorten the key of a character to four letters, for lists that people look at."""
    return packed(sha256(key.encode()).digest()[:3])


def message_text(message: Message) -> str:
    """Write what stands behind the envelope of a message."""
    match message:
        case ProfileAnnounce(announced, epoch, digest, manual, current, queue):
            names = [escape(announced.name), escape(announced.owner), packed_digest(digest)]
            return "|".join([str(epoch), "1" if manual else "0", *names, current, ",".join(queue)])
        case ManualSyncStart(_, epoch):
            return str(epoch)
        case LogEntry(profile, entry):
            return entry_lines([entry], profile)
        case RequestLogList(_, detail, bits, width, buckets):
            return f"{detail}|{bits}|{width}|{bucket_set(buckets)}"
        case SendMissingLogs(profile, entries, done):
            head = f"{DONE}|{packed_digest(done)}\n" if done else ""
            return head + entry_lines(entries, profile)
        case RequestMyMissing(_, ids):
            return f"{len(ids[0]) // 2}|{packed(joined_ids(ids))}"
        case LogListReply(_, digest, detail, bits, width, table):
            head = packed_digest(digest) if digest else ""
            return f"{head}|{detail}|{bits}|{width}|{bucket_table(table, detail)}"


def read_message(kind: str, profile: UUID, text: str) -> Message:
    """Read a message of this kind and profile.

    :raises BadFrame: when it is none.
    """
    match kind:
        case "PROFILE_ANNOUNCE":
            return _announcement(profile, text)
        case "MANUAL_SYNC_START":
            return ManualSyncStart(profile, number(text, LARGEST_EPOCH))
        case "LOG_ENTRY":
            return LogEntry(profile, _one(read_lines(text, profile)))
        case "REQUEST_LOG_LIST":
            detail, bits, width, buckets = _fields(text, 4)
            most = number(bits, MOST_BITS)
            return RequestLogList(profile, _detail(detail), most, _width(width), read_bucket_set(buckets, most))
        case "SEND_MISSING_LOGS":
            return _missing(profile, text)
        case "REQUEST_MY_MISSING":
            width, ids = _fields(text, 2)
            return RequestMyMissing(profile, tuple(split_ids(unpacked(ids), _width(width))))
        case "LOG_LIST_REPLY":
            return _reply(profile, text)
    raise BadFrame(f"“{kind:.30}” is no message of this protocol.")


def _announcement(profile: UUID, text: str) -> ProfileAnnounce:
    epoch, manual, name, owner, digest, current, queue = _fields(text, 7)
    announced = Profile(profile, unescape(name), unescape(owner))
    waiting = tuple(queue.split(",")) if queue else ()
    return ProfileAnnounce(
        announced, number(epoch, LARGEST_EPOCH), unpacked_digest(digest), manual == "1", current, waiting
    )


def _missing(profile: UUID, text: str) -> SendMissingLogs:
    done = None
    if text.startswith(f"{DONE}|"):
        first, _, text = text.partition("\n")
        done = unpacked_digest(_fields(first, 2)[1])
    return SendMissingLogs(profile, tuple(read_lines(text, profile)), done)


def _reply(profile: UUID, text: str) -> LogListReply:
    digest, detail, bits, width, table = _fields(text, 5)
    what, most, size = _detail(detail), number(bits, MOST_BITS), _width(width)
    read = read_bucket_table(table, what, most, size)
    return LogListReply(profile, unpacked_digest(digest) if digest else None, what, most, size, read)


def _fields(text: str, count: int) -> list[str]:
    fields = text.split("|")
    if len(fields) != count:
        raise BadFrame(f"“{text:.40}” has {len(fields)} fields instead of {count}.")
    return fields


def _one(entries: list[Entry]) -> Entry:
    if len(entries) != 1:
        raise BadFrame(f"A live entry came with {len(entries)} lines.")
    return entries[0]


def _detail(text: str) -> Detail:
    if text not in Detail.__members__.values():
        raise BadFrame(f"“{text:.20}” is nothing that can be told of a log.")
    return Detail(text)


def _width(text: str) -> int:
    return number(text, HASH_BYTES, 1)
