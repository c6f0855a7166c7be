"""The profiles that a peer holds, which of them is in use, and what it lets into their logs."""

from collections.abc import Callable, Collection, Iterable
from uuid import UUID

from characters.domain.errors import Refused
from lootlog.domain.entries import Entry
from lootlog.domain.protocol.arrivals import Arrival, Merged, Proposal
from lootlog.domain.protocol.log import Log, Profile
from lootlog.domain.rules import entry_fault, fault_of, jump_fault, name_fault

MOST_PROPOSALS = 50
MOST_REFUSED = 1000
# Tells why this sender may not bring this entry; "" when they may. The sender is named as `Name-Realm`.
MayWrite = Callable[[Entry, str], str]


class Books:
    """All profiles of a peer. `owners` are the guilds whose profiles it takes up without asking."""

    def __init__(self, logs: Iterable[Log], active: UUID, owners: Collection[str], may_write: MayWrite) -> None:
        self.logs = {log.profile.uuid: log for log in logs}
        self.active = active
        self.proposals: dict[UUID, Proposal] = {}
        self._taken: list[Arrival] = []
        self._refused: dict[tuple[str, str], Arrival] = {}
        self._owners = frozenset(owners)
        self._may_write = may_write

    @property
    def log(self) -> Log:
        """The log of the profile in use."""
        return self.logs[self.active]

    def follow(self, announced: Profile, by: str) -> str:
        """Use the announced profile, made empty if it is new; or propose it to a person, and return why.

        A profile that is held takes the announced name, which is a label only.
        """
        known = self.logs.get(announced.uuid)
        why = _doubt(announced, known.profile if known else None, self._owners)
        if not why:
            self.logs.setdefault(announced.uuid, Log(announced)).profile = announced
            self.active = announced.uuid
        elif len(self.proposals) < MOST_PROPOSALS:
            self.proposals.setdefault(announced.uuid, Proposal(announced, by, why))
        return why

    def accept(self, uuid: UUID) -> Profile:
        """Take up a profile that was proposed, by a person's decision, and use it.

        :raises Refused: when it was not proposed, or one of that UUID is held as another owner's.
        """
        proposal = self.proposals.get(uuid)
        if proposal is None or uuid in self.logs:
            raise Refused("No such profile is proposed, or it is held with another owner.")
        del self.proposals[uuid]
        self.logs[uuid] = Log(proposal.profile)
        self.active = uuid
        return proposal.profile

    def merge(self, log: Log, entries: Iterable[Entry], sender: str, now: float, *, is_vouched: bool = False) -> Merged:
        """Add what is new and allowed to a log. The coordinator vouches for what it sends of its own log."""
        merged = Merged()
        for entry in entries:
            if entry.hash in log.entries:
                continue
            why = self.fault(log, entry, sender, now, is_vouched=is_vouched)
            if why:
                merged.refused[entry.hash] = why
                if len(self._refused) < MOST_REFUSED:
                    self._refused[sender, entry.hash] = Arrival(entry, sender, why)
            else:
                log.add(entry)
                merged.new.append(entry)
                self._taken.append(Arrival(entry, sender))
        return merged

    def arrivals(self) -> list[Arrival]:
        """Hand over, once, what was taken since the last call, and what was refused, for whoever keeps it."""
        arrivals = [*self._taken, *self._refused.values()]
        self._taken, self._refused = [], {}
        return arrivals

    def fault(self, log: Log, entry: Entry, sender: str, now: float, *, is_vouched: bool = False) -> str:
        """Tell why an entry may not enter a log, "" when it may.

        Of an entry that is vouched for, an odd time or count is not held against it: an officer may have taken it all
        the same, and two who judged that each by themselves would never agree.
        """
        if entry.profile != log.profile.uuid:
            return "It belongs to another profile."
        fault = fault_of(entry) if is_vouched else _suspicion(log, entry, now)
        return fault or self._may_write(entry, sender)


def _suspicion(log: Log, entry: Entry, now: float) -> str:
    fault = entry_fault(
        actor=entry.actor, target=entry.target, delta=entry.delta, claimed_total=entry.claimed_total,
        reason=entry.reason, kind=entry.kind, reference=entry.reference,
        timestamp=entry.timestamp, origin=entry.origin, now=int(now),
    )  # fmt: skip
    return fault or jump_fault(entry.sequence, log.heads.get(entry.author, 0), is_chained=bool(entry.previous))


def _doubt(announced: Profile, known: Profile | None, owners: frozenset[str]) -> str:
    if name_fault(announced.name, "profile's name"):
        return name_fault(announced.name, "profile's name")
    if known:
        return "" if known.owner == announced.owner else f"It is held as a profile of {known.owner}."
    return "" if announced.owner in owners else f"It belongs to {announced.owner or 'nobody'}."
