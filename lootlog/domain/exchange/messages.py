"""The messages of the exchange: what is asked, what is answered, and how much one message may hold."""

from typing import Annotated, TypeVar
from uuid import UUID

import msgspec
from msgspec import Meta

from characters.domain.errors import Refused
from lootlog.domain.digests import DEEPEST, Digest, parse_digest

PROTOCOL = 1
SUM_BYTES = 16
MOST_WEEKS = 6_000
MOST_NODES = 16_384
MOST_SUMS = 32_768
MOST_HASHES = 20_000
MOST_ENTRIES = 2_000
LARGEST_COUNT = 2**40

_Week = Annotated[int, Meta(ge=0, le=2**31 - 1)]
_Bits = Annotated[int, Meta(ge=0, le=DEEPEST)]
_Bucket = Annotated[int, Meta(ge=0, lt=2**DEEPEST)]
_Count = Annotated[int, Meta(ge=0, le=LARGEST_COUNT)]
_Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
_Sum = Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
_Root = Annotated[str, Meta(max_length=80)]
_Base64 = Annotated[str, Meta(max_length=(MOST_HASHES * 32 + 2) // 3 * 4)]
_Text = Annotated[str, Meta(max_length=300)]
_Name = Annotated[str, Meta(max_length=120)]
_Shape = TypeVar("_Shape")


class Node(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The hashes of a week that begin with the `bits` bits of the number `bucket`; all of the week where bits is 0."""

    week: _Week
    bits: _Bits
    bucket: _Bucket


class Split(Node, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A node that is to be told in 2^deeper parts."""

    deeper: _Bits


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry: its hash, and the array that is hashed."""

    hash: _Hash
    entry: list[object]


class Device(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who asks: its author stream, and its name for people."""

    uuid: UUID
    label: _Name


class _Ask(msgspec.Struct, frozen=True, kw_only=True, tag_field="ask", forbid_unknown_fields=True):
    """What all questions have: the profile, where the asker knows it already, and the asker, where it has a name."""

    protocol: int = PROTOCOL
    profile: UUID | None = None
    peer: Device | None = None


class AskWeeks(_Ask, frozen=True, tag="weeks"):
    """Whether the roots are equal, and if not, the weeks."""

    root: _Root


class AskBuckets(_Ask, frozen=True, tag="buckets"):
    """The sums of the parts of nodes."""

    splits: Annotated[list[Split], Meta(min_length=1, max_length=MOST_NODES)]


class AskHashes(_Ask, frozen=True, tag="hashes"):
    """The hashes in nodes."""

    nodes: Annotated[list[Node], Meta(min_length=1, max_length=MOST_NODES)]


class AskSwap(_Ask, frozen=True, tag="swap"):
    """Entries against entries.

    `root_after` is what the asker will hold when all that it misses has come; `lacks` and `has_more` count what the
    two still miss of one another before this message.
    """

    bring: Annotated[list[Row], Meta(max_length=MOST_ENTRIES)]
    want: Annotated[list[_Hash], Meta(max_length=MOST_ENTRIES)]
    root_after: _Root
    lacks: _Count
    has_more: _Count


class Facts(msgspec.Struct, frozen=True):
    """Which profile is spoken of. `home_realm` stands in for targets that are written without a realm."""

    uuid: UUID
    name: _Name
    guild: _Name
    home_realm: _Name


class WeekSum(msgspec.Struct, frozen=True, array_like=True):
    """A week, how many entries it has, and the last 128 bits of the sum of their hashes."""

    week: _Week
    count: _Count
    sum: _Sum


class Weeks(msgspec.Struct, frozen=True, tag_field="answer", tag="weeks"):
    """The root, and the weeks unless the asker's root is the same."""

    profile: Facts
    root: _Root
    weeks: Annotated[list[WeekSum], Meta(max_length=MOST_WEEKS)]


class Buckets(msgspec.Struct, frozen=True, tag_field="answer", tag="buckets"):
    """For the first of the splits, at least one of them, the sums of all parts, in base64."""

    sums: Annotated[list[_Base64], Meta(min_length=1, max_length=MOST_NODES)]


class Hashes(msgspec.Struct, frozen=True, tag_field="answer", tag="hashes"):
    """For the first of the nodes, at least one of them, the hashes in it in their order, in base64."""

    hashes: Annotated[list[_Base64], Meta(min_length=1, max_length=MOST_NODES)]


class NotTaken(msgspec.Struct, frozen=True):
    """An entry that was set aside, and why."""

    hash: Annotated[str, Meta(max_length=64)]
    reason: _Text


class Swapped(msgspec.Struct, frozen=True, tag_field="answer", tag="swap"):
    """Those of the wanted entries that there are, what became of those that were brought, and the root after it."""

    entries: Annotated[list[Row], Meta(max_length=MOST_ENTRIES)]
    new: _Count
    known: _Count
    forks: _Count
    not_taken: Annotated[list[NotTaken], Meta(max_length=MOST_ENTRIES)]
    root: _Root


class Wait(msgspec.Struct, frozen=True, tag_field="answer", tag="wait"):
    """Somebody else's turn comes first: how many are before the asker, and after how many seconds to ask again."""

    before: _Count
    seconds: Annotated[float, Meta(ge=0, le=600)]


Ask = AskWeeks | AskBuckets | AskHashes | AskSwap
Answer = Weeks | Buckets | Hashes | Swapped | Wait


class BadMessage(Refused):
    """What arrived is no message of the exchange, or not the one that was due."""


def read_ask(document: object) -> Ask:
    """Read a question from decoded JSON.

    :raises BadMessage: when it is none, of another version, or larger than it may be.
    """
    ask: Ask = _read(document, Ask)  # type: ignore[arg-type]
    if ask.protocol != PROTOCOL:
        raise BadMessage(f"Version {ask.protocol} of the exchange is not spoken here, only {PROTOCOL}.")
    if isinstance(ask, AskWeeks | AskSwap):
        read_root(ask.root if isinstance(ask, AskWeeks) else ask.root_after)
    nodes: list[Split] | list[Node] = (
        ask.splits if isinstance(ask, AskBuckets) else ask.nodes if isinstance(ask, AskHashes) else []
    )
    for node in nodes:
        deepest = node.bits + (node.deeper if isinstance(node, Split) else 0)
        if node.bucket >> node.bits or deepest > DEEPEST:
            raise BadMessage(f"There is no bucket {node.bucket} of {node.bits} bits, or no part of it as deep as that.")
    return ask


def read_answer(document: object) -> Answer:
    """Read an answer from decoded JSON.

    :raises BadMessage: when it is none, or larger than it may be.
    """
    answer: Answer = _read(document, Answer)  # type: ignore[arg-type]
    return answer


def read_root(text: str) -> Digest:
    """Read the digest of a whole ledger.

    :raises BadMessage: when it is none.
    """
    try:
        return parse_digest(text)
    except ValueError as error:
        raise BadMessage(f"The other side sent no digest: {error}.") from None


def _read(document: object, shape: type[_Shape]) -> _Shape:
    try:
        return msgspec.convert(document, shape)
    except (msgspec.ValidationError, UnicodeError, RecursionError) as error:
        raise BadMessage(f"This is no message of the exchange: {str(error)[:200]}.") from None
