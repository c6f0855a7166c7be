"""What people see of a sync: who coordinates, whose turn it is, who waits, how each stands, and what went wrong."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from lootlog.domain.digests import Digest
from lootlog.domain.protocol.arrivals import Proposal
from lootlog.domain.protocol.coordinator import Coordinator
from lootlog.domain.protocol.journal import Category, Note
from lootlog.domain.protocol.outcomes import MemberState, Outcome
from lootlog.domain.protocol.peer import Peer
from lootlog.domain.protocol.session import Session

UNCONFIRMED = "unconfirmed"


class Role(StrEnum):
    """What a peer is doing in the sync."""

    OFF = "sync is off"
    ALONE = "not in a group"
    COORDINATOR = "coordinating"
    MEMBER = "following"
    UNLED = "nobody coordinates"


@dataclass(frozen=True)
class Status:
    """How the sync looks from one peer.

    `position` is this peer's own place in the queue, 0 at its turn. `current`, `queue` and `members` are known to the
    coordinator only, by name. `unsent` counts frames that wait for the throttle or the end of an encounter.
    """

    role: Role
    profile: str
    digest: Digest
    coordinator: str = ""
    epoch: int | None = None
    position: int | None = None
    current: str = ""
    queue: list[str] = field(default_factory=list)
    members: dict[str, MemberState] = field(default_factory=dict)
    unsent: int = 0
    errors: list[Note] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)


def status_of(peer: Peer) -> Status:
    """Describe the sync as a peer sees it."""
    session = peer.session
    claim = session.leadership.claim
    coordinator = session.coordinator
    return Status(
        role=_role(peer),
        profile=peer.books.log.profile.name,
        digest=peer.books.log.digest,
        coordinator=_name(session, claim.key) if claim else "",
        epoch=claim.epoch if claim else None,
        position=session.member.position,
        current=_name(session, coordinator.turn.member) if coordinator and coordinator.turn else "",
        queue=[_name(session, key) for key in coordinator.queue.waiting] if coordinator else [],
        members=_members(session, coordinator),
        unsent=len(session.wire.outbox),
        errors=peer.journal.of(Category.REFUSED),
        proposals=list(peer.books.proposals.values()),
    )


def _role(peer: Peer) -> Role:
    if not peer.is_on:
        return Role.OFF
    if not peer.in_group:
        return Role.ALONE
    claim = peer.session.leadership.claim
    if claim is None:
        return Role.UNLED
    return Role.COORDINATOR if claim.key == peer.key else Role.MEMBER


def _members(session: Session, coordinator: Coordinator | None) -> dict[str, MemberState]:
    if coordinator is None:
        return {}
    return {name: _member(coordinator, key) for key, name in sorted(session.wire.names.items())}


def _member(coordinator: Coordinator, key: str) -> MemberState:
    """Complete is who holds the same digest now, not who once did."""
    state = coordinator.members.get(key, MemberState())
    is_behind = state.state == Outcome.EQUAL and state.digest != coordinator.log.digest
    return replace(state, state=UNCONFIRMED if is_behind else state.state)


def _name(session: Session, key: str) -> str:
    return session.wire.names.get(key, session.name)
