"""A raid that meets with half-known histories, changes its leader twice and loses one of them without a word."""

import random
import time
from dataclasses import dataclass, field

from tests.lootlog.protocol.simulator import START, Network, World, entries_by

OFFICERS = 5


@dataclass(frozen=True)
class Night:
    """How it ended: how many entries there are, how many peers hold all of them, game time, frames and CPU time."""

    union: int
    complete: int
    seconds: float
    frames: int
    busiest: int
    cpu_s: float = field(compare=False)


def raid_night(*, peers: int, entries: int, loss: float, seed: int = 1) -> Night:
    """Let everybody hold so many entries, drawn from a fifth more, and run until all digests are equal.

    The last of the members comes late, officers write meanwhile, an encounter allows no messages for two minutes, the
    lead changes twice, and the third leader vanishes for ten minutes.
    """
    began = time.process_time()
    world = World(seed, Network(loss=loss, doubled=0.05, late=0.1))
    world.keeps_frames = False
    names = [f"Raider{number:02}-Garona" for number in range(peers)]
    _gather(world, names, entries)
    _play(world, names)
    union = {name for peer in world.peers.values() for name in peer.books.log.entries}
    world.settle(10**6, every=20)
    complete = sum(peer.books.log.entries.keys() == union for peer in world.peers.values())
    frames = world.frames.values()
    return Night(len(union), complete, world.now - START, sum(frames), max(frames), time.process_time() - began)


def _gather(world: World, names: list[str], entries: int) -> None:
    chance = random.Random(world.seed)
    officers = [f"Officer{number}-Garona" for number in range(OFFICERS)]
    history = [entry for name in officers for entry in entries_by(name, entries * 6 // 5 // OFFICERS)]
    for name in names:
        world.client(name, chance.sample(history, entries))
    world.form(*names[:-1])
    world.run(100)
    world.write(names[1])
    world.join(names[-1])
    world.run(100)


def _play(world: World, names: list[str]) -> None:
    world.lead(names[1])
    world.run(60)
    world.lockdown(True)
    world.write(names[2])
    world.run(120)
    world.lockdown(False)
    world.run(200)
    world.lead(names[2])
    world.run(100)
    world.vanish(names[2])
    world.write(names[3])
    world.run(600)
    world.come_back(names[2])
