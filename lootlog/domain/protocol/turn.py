"""One member's turn with the coordinator: compare, send what it lacks, ask for what it has, until both hold the same.

A turn goes in rounds, and every step may be lost and is repeated:

1. sums: the member tells the sums of its buckets (it did so unasked, or is asked for them); where large buckets
   differ, it is asked for the sums of smaller ones in them;
2. ids: it tells the ids in the buckets whose sums differ;
3. exchange: it is sent what it lacks, is asked for what the coordinator lacks, and is told `DONE` and the coordinator's
   digest. It answers with its own. Where that is the coordinator's, the turn is complete; else the next round begins.
"""

from collections.abc import Iterable, Iterator

from lootlog.domain.digests import Digest
from lootlog.domain.protocol.compact import HASH_BYTES
from lootlog.domain.protocol.lines import ID_BYTES
from lootlog.domain.protocol.lists import Detail, children, split_ids
from lootlog.domain.protocol.log import MOST_BITS, Log, in_order
from lootlog.domain.protocol.messages import LogListReply, Message, RequestLogList, SendMissingLogs
from lootlog.domain.protocol.outcomes import Outcome
from lootlog.domain.protocol.portions import batches, requests

PATIENCE_S = 3.0
IMPATIENCE = 1.5
TRIES = 5
STALLED_ROUNDS = 5
# Ids of so many entries take three times the room of the sums of the 16 smaller buckets that they fall into.
LARGE_BUCKET = 24
FINER_BITS = 4
# How often the digests may differ and nothing else before whole hashes are compared: mostly the log has just grown.
PUZZLES = 2


class Turn:
    """The state of a turn. As far as known, `theirs` is the member's digest and `need` what it lacks of our entries."""

    def __init__(self, member: str, log: Log, request: str, now: float, *, id_bytes: int = ID_BYTES) -> None:
        self.member = member
        self.request = request
        self.outcome: Outcome | None = None
        self.theirs: Digest | None = None
        self.need: int | None = None
        self._log = log
        self._detail = Detail.SUMS
        self._bits = 0
        self._width = id_bytes
        self._wanted: frozenset[int] = frozenset()
        self._table: dict[int, bytes] = {}
        self._refused: set[str] = set()
        self._heard_at = now
        self._tries = 0
        self._fewest: int | None = None
        self._stalled = 0
        self._puzzles = 0

    def begin(self, offer: Iterable[LogListReply], now: float) -> list[Message]:
        """Start with what the member told unasked; return what to send."""
        messages: list[Message] = []
        for reply in offer:
            messages += self.listed(reply, now)
        return messages or ([] if self.outcome else self._questions())

    def heard(self, now: float) -> None:
        """Note that the member is there."""
        self._heard_at = now
        self._tries = 0

    def merged(self, refused: Iterable[str], now: float) -> None:
        """Note that the member's entries came in, but for the `refused` ones, which are not asked for again."""
        self.heard(now)
        self._refused.update(refused)
        self._compare_digests()

    def listed(self, reply: LogListReply, now: float) -> list[Message]:
        """Take a part of the member's list; return what to send."""
        self.heard(now)
        if reply.digest:
            self.theirs = reply.digest
            self._compare_digests()
        if self.outcome or not self._expects(reply):
            return []
        self._table.update(reply.table)
        if self._detail is Detail.DIGEST:
            return self._ask(Detail.SUMS, 0, frozenset())
        if not self._wanted:
            self._bits, self._wanted = reply.bits, frozenset(range(1 << reply.bits))
        if not self._table.keys() >= self._wanted:
            return []
        return self._compare_sums() if self._detail is Detail.SUMS else list(self._exchange())

    def waited(self, now: float) -> list[Message]:
        """Ask again for what did not come in time, 3 s at first and half as long again each time; give up at last."""
        if self.outcome or now - self._heard_at < PATIENCE_S * IMPATIENCE**self._tries:
            return []
        if self._tries >= TRIES:
            self.outcome = Outcome.SILENT
            return []
        self._tries += 1
        self._heard_at = now
        return self._questions()

    def still_sending(self, now: float) -> None:
        """Note that our own messages have not left yet: the member cannot answer before."""
        self._heard_at = now

    def _compare_digests(self) -> None:
        if self.theirs == self._log.digest:
            self.outcome, self.need = Outcome.EQUAL, 0

    def _expects(self, reply: LogListReply) -> bool:
        if self._detail is Detail.DIGEST:
            return reply.digest is not None
        same = reply.detail is self._detail and (not self._wanted or reply.bits == self._bits)
        return same and (self._detail is Detail.SUMS or reply.width == self._width)

    def _questions(self) -> list[Message]:
        profile = self._log.profile.uuid
        if self._detail is Detail.DIGEST:
            return [SendMissingLogs(profile, (), self._log.digest)]
        missing = self._wanted - self._table.keys()
        return [RequestLogList(profile, self._detail, self._bits, self._width, missing)]

    def _ask(self, detail: Detail, bits: int, wanted: frozenset[int]) -> list[Message]:
        self._detail, self._bits, self._wanted, self._table = detail, bits, wanted, {}
        return self._questions()

    def _compare_sums(self) -> list[Message]:
        ours = self._log.sums(self._bits)
        differing = frozenset(bucket for bucket in self._wanted if self._table[bucket] != ours[bucket])
        if not differing:
            return self._puzzled()
        size = max(self.theirs.count if self.theirs else 0, len(self._log.entries)) >> self._bits
        finer = min(FINER_BITS, MOST_BITS - self._bits)
        if size <= LARGE_BUCKET or not finer:
            return self._ask(Detail.IDS, self._bits, differing)
        return self._ask(Detail.SUMS, self._bits + finer, children(differing, finer))

    def _exchange(self) -> Iterator[Message]:
        profile = self._log.profile.uuid
        theirs = {name for data in self._table.values() for name in split_ids(data, self._width)}
        buckets = self._log.names(self._bits, self._wanted).values()
        ours = {name: name[: 2 * self._width] for names in buckets for name in names}
        lacking = in_order(self._log.entries[name] for name, short in ours.items() if short not in theirs)
        wanted = sorted(theirs - set(ours.values()) - {name[: 2 * self._width] for name in self._refused})
        self.need = len(lacking)
        if not lacking and not wanted:
            yield from self._puzzled()
            return
        self._puzzles = 0
        if self._is_stalled(len(lacking) + len(wanted)):
            self.outcome = Outcome.DIFFERS
            return
        yield from batches(lacking, profile)
        yield from requests(wanted, profile)
        yield from self._ask(Detail.DIGEST, 0, frozenset())

    def _puzzled(self) -> list[Message]:
        """The digests differ, and nothing is missing that both would take."""
        self._puzzles += 1
        if self._refused or self._is_stalled(0):
            self.outcome = Outcome.DIFFERS
            return []
        if self._puzzles <= PUZZLES or self._width == HASH_BYTES:
            return self._ask(Detail.DIGEST, 0, frozenset())
        # Two entries may share an id, or two sets a sum: whole hashes tell.
        self._width = HASH_BYTES
        return self._ask(Detail.IDS, self._bits, self._wanted)

    def _is_stalled(self, differences: int) -> bool:
        if self._fewest is None or differences < self._fewest:
            self._fewest, self._stalled = differences, 0
        else:
            self._stalled += 1
        return self._stalled >= STALLED_ROUNDS
