"""A raid with a leader who knows ten entries, and what to ask about it."""

from lootlog.domain.protocol.status import status_of
from lootlog.domain.replay import standings
from tests.lootlog.protocol.simulator import entries_by

LEADER, OFFICER = "Leader-Garona", "Officer-Garona"
THRALL = "thrall-garona"


def points(peer, target=THRALL):
    return standings(peer.books.log.entries.values()).get(target, 0)


def raid(world, *members, entries=10):
    """A leader with ten entries, and members who have nothing."""
    world.client(LEADER, entries_by(LEADER, entries))
    for name in members:
        world.client(name)
    world.form(LEADER, *members)


def wait_for_queue(world, length):
    """Let time pass until it is one's turn and so many others wait; return how it looks to the leader."""
    leader = world.peers[LEADER]
    assert world.run_until(lambda: status_of(leader).current and len(status_of(leader).queue) == length, 30, every=0.1)
    return status_of(leader)
