"""The side that asks: what to ask next, until both hold the same or it is clear why not."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field

from lootlog.domain.digests import Digest, digest_of
from lootlog.domain.entries import Entry
from lootlog.domain.exchange.comparing import Asking, Comparison, Difference
from lootlog.domain.exchange.messages import (
    MOST_ENTRIES,
    Answer,
    Ask,
    AskSwap,
    AskWeeks,
    BadMessage,
    NotTaken,
    Swapped,
    Weeks,
    read_root,
)
from lootlog.domain.exchange.rows import entry_in, row_of
from lootlog.domain.exchange.shelf import Holding, without

# Others may write meanwhile; whoever still differs after so many rounds stops, and says so.
MOST_ROUNDS = 5


@dataclass
class Outcome:
    """What a sync came to.

    `in_sync`: the roots are equal, but for our own entries in `kept_back`, which the other side does not take, or was
    not offered. `received` came from there; `new`, `known` and `forks` are what became there of what we brought.
    """

    in_sync: bool = False
    received: list[Entry] = field(default_factory=list)
    new: int = 0
    known: int = 0
    forks: int = 0
    lacking: int = 0
    not_taken: list[NotTaken] = field(default_factory=list)
    kept_back: set[str] = field(default_factory=set)


class Reconciliation:
    """One sync of a holding with a side that answers. It fills `outcome`, whose `kept_back` are hashes that the other
    side is known not to take; with `may_bring=False` it is offered nothing.
    """

    def __init__(self, held: Holding, outcome: Outcome, *, may_bring: bool = True) -> None:
        self.held = held
        self.outcome = outcome
        self._may_bring = may_bring

    def run(self) -> Asking:
        """Yield questions, be sent their answers, and fill `outcome` and the holding.

        :raises BadMessage: when an answer is none to its question; what came before it is held.
        """
        for _ in range(MOST_ROUNDS):
            weeks = yield AskWeeks(root=str(self._root()))
            if not isinstance(weeks, Weeks):
                raise BadMessage("The other side did not answer with its weeks.")
            self._recognise(weeks)
            theirs = read_root(weeks.root)
            if theirs != self._root():
                comparison = Comparison(self.held.table([]), weeks, theirs)
                yield from comparison.walk()
                theirs = yield from self._swap(comparison.difference, theirs)
            self.outcome.in_sync = theirs == self._root()
            if self.outcome.in_sync:
                return

    def _recognise(self, weeks: Weeks) -> None:
        if weeks.profile.uuid != self.held.facts.uuid:
            raise BadMessage(f"The other side holds the profile {weeks.profile.uuid}, we {self.held.facts.uuid}.")
        self.held.facts = weeks.profile

    def _root(self) -> Digest:
        """What we hold and the other side may hold, too."""
        return without(self.held.root, self.outcome.kept_back)

    def _swap(self, difference: Difference, theirs: Digest) -> Generator[Ask, Answer, Digest]:
        if not self._may_bring:
            self.outcome.kept_back |= difference.ours
        offers = _in_order(self.held.entries[name] for name in difference.ours - self.outcome.kept_back)
        wants = sorted(difference.theirs)
        while wants or offers:
            bring, want = offers[:MOST_ENTRIES], wants[:MOST_ENTRIES]
            answer = yield AskSwap(
                bring=[row_of(entry) for entry in bring], want=want, lacks=len(wants), has_more=len(offers),
                root_after=str(self._root() + digest_of(wants)),
            )  # fmt: skip
            if not isinstance(answer, Swapped):
                raise BadMessage("The other side did not answer with what became of the entries.")
            self._receive(answer, set(want))
            self._delivered(answer, {entry.hash for entry in bring})
            theirs = read_root(answer.root)
            offers, wants = offers[MOST_ENTRIES:], wants[MOST_ENTRIES:]
        return theirs

    def _receive(self, answer: Swapped, want: set[str]) -> None:
        for row in answer.entries:
            entry, fault = entry_in(row, self.held.facts.uuid)
            if entry is None or entry.hash not in want:
                raise BadMessage(
                    f"The other side sent an entry that we cannot take. {fault or 'It was not asked for.'}"
                )
            if self.held.add(entry):
                self.outcome.received.append(entry)
        self.outcome.lacking += len(want - self.held.entries.keys())

    def _delivered(self, answer: Swapped, brought: set[str]) -> None:
        self.outcome.new += answer.new
        self.outcome.known += answer.known
        self.outcome.forks += answer.forks
        refused = [item for item in answer.not_taken if item.hash in brought]
        self.outcome.not_taken += refused
        self.outcome.kept_back.update(item.hash for item in refused)


def _in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Sort entries so that every author's come in the order of their chain."""
    return sorted(entries, key=lambda entry: (str(entry.author), entry.sequence, entry.timestamp, entry.hash))
