"""Whatever the network does, and whoever leads, everybody ends with the same entries."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lootlog.domain.protocol.status import status_of
from tests.lootlog.protocol.raid_night import raid_night
from tests.lootlog.protocol.simulator import Network, World, entries_by

NAMES = [f"Raider{number}-Garona" for number in range(8)]
networks = st.builds(Network, loss=st.floats(0, 0.3), doubled=st.floats(0, 0.3), late=st.floats(0, 0.5))


def lead(world, who):
    if who in world.present():
        world.lead(who)


def vanish(world, who):
    if who in world.present() and len(world.present()) > 2:
        world.vanish(who)


def leave(world, who):
    if who in world.present() and len(world.present()) > 2:
        world.leave(who)


def join(world, who):
    if who not in world.members:
        world.join(who)


def coordinate(world, who):
    if who in world.present() and world.peers[who].in_group:
        world.do(who, world.peers[who].manual_sync(world.now))


def fight(world, who):
    world.lockdown(True)
    world.write(who)
    world.run(20)
    world.lockdown(False)


DOINGS = [World.write, World.come_back, lead, vanish, leave, join, coordinate, fight]
doings = st.tuples(st.sampled_from(DOINGS), st.sampled_from(NAMES), st.integers(0, 30))


@settings(max_examples=10, deadline=None, database=None)
@given(st.integers(0, 10**6), networks, st.lists(doings, max_size=8))
def test_any_history_of_a_group_ends_with_equal_digests(seed, network, history):
    world = World(seed, network)
    chance = random.Random(seed)
    known = [entry for name in NAMES[:3] for entry in entries_by(name, 8)]
    for name in NAMES:
        world.client(name, chance.sample(known, 12))
    world.form(*NAMES[: chance.randint(2, 8)])
    for what, who, wait in history:
        what(world, who)
        world.run(wait)
    for name in NAMES:
        world.come_back(name)
    world.join()
    held = {name for member in world.members for name in world.peers[member].books.log.entries}
    world.run(2)
    world.settle(4000, every=5)
    assert world.peers[world.members[0]].books.log.entries.keys() == held


def test_equal_seeds_give_equal_runs():
    runs = [raid_night(peers=4, entries=20, loss=0.3, seed=5) for _ in range(2)]
    assert runs[0] == runs[1]


def test_a_raid_of_ten_with_two_leader_changes_and_a_fifth_of_all_frames_lost_agrees():
    assert raid_night(peers=10, entries=100, loss=0.2).complete == 10


@pytest.mark.parametrize("seed", range(2, 7))
def test_whatever_is_lost_a_raid_with_two_leader_changes_agrees(seed):
    assert raid_night(peers=12, entries=40, loss=0.2, seed=seed).complete == 12


@pytest.mark.slow
def test_forty_peers_with_a_thousand_entries_each_and_a_fifth_of_all_frames_lost_agree():
    night = raid_night(peers=40, entries=1000, loss=0.2, seed=3)
    assert (night.complete, night.union) == (40, 1203)


def test_two_who_start_a_sync_in_the_same_second_settle_who_does_it():
    world = World()
    for name in NAMES[:5]:
        world.client(name, entries_by(name, 5))
    world.form(*NAMES[:5])
    world.run(2)
    for name in NAMES[1:3]:
        world.do(name, world.peers[name].manual_sync(world.now))
    world.settle()
    world.run(10)
    assert {status_of(world.peers[name]).coordinator for name in world.members} == {NAMES[2]}


def test_once_all_agree_only_signs_of_life_are_sent():
    world = World(network=Network(loss=0.1))
    for name in NAMES:
        world.client(name, entries_by(name, 5))
    world.form(*NAMES)
    world.run(2)
    world.settle()
    world.run(120)
    world.carried.clear()
    world.run(300)
    assert len(world.carried) <= 15


def test_what_it_costs_to_agree_follows_the_difference_and_not_the_history():
    history = [entry for name in NAMES[:4] for entry in entries_by(name, 850)]
    world = World()
    world.client(NAMES[0], history[2:])
    world.client(NAMES[1], history[:-2])
    world.form(*NAMES[:2])
    world.run(1)
    assert world.settle() < 30
    assert len(world.carried) < 40


def test_long_lists_are_waited_for():
    history = [entry for name in NAMES[:4] for entry in entries_by(name, 850)]
    world = World()
    world.client(NAMES[0], history[150:])
    world.client(NAMES[1], history)
    world.form(*NAMES[:2])
    world.run(1)
    world.settle(600)
    asked = [send.frame for _, send in world.texts("REQUEST_LOG_LIST") if "|ids|" in send.frame]
    assert len(asked) == len(set(asked))
