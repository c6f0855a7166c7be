"""What the document says in passing, and what happens elsewhere to a profile or to who got points."""

import pytest

from characters.domain.errors import Refused
from lootlog.domain.protocol.status import Role, status_of
from tests.lootlog.protocol.raid import LEADER, OFFICER, THRALL, points, raid
from tests.lootlog.protocol.simulator import World, entries_by


def test_large_log_sets_take_as_long_as_the_throttle_wants():
    world = World()
    world.client(LEADER, entries_by(LEADER, 100))
    world.client(OFFICER)
    world.form(LEADER, OFFICER)
    assert world.settle() < 90


def test_a_leader_who_turned_sync_off_coordinates_when_it_is_on_again():
    world = World()
    world.client(LEADER, entries_by(LEADER, 3)).sync_off()
    world.client(OFFICER)
    world.form(LEADER, OFFICER)
    world.run(60)
    assert status_of(world.peers[OFFICER]).role is Role.UNLED
    world.do(LEADER, world.peers[LEADER].sync_on(world.now))
    world.settle()
    assert status_of(world.peers[LEADER]).role is Role.COORDINATOR


def test_being_solo_prevents_any_sync():
    world = World()
    world.client(LEADER, entries_by(LEADER, 3))
    world.form(LEADER)
    world.write(LEADER)
    world.run(120)
    assert status_of(world.peers[LEADER]).role is Role.ALONE
    assert sum(world.frames.values()) == 0
    with pytest.raises(Refused):
        world.peers[LEADER].manual_sync(world.now)


def test_who_left_the_group_and_the_guild_keeps_the_points_that_were_given():
    world = World()
    raid(world, OFFICER)
    world.settle()
    world.write(LEADER, target="Thrall-Garona")
    world.join("Thrall-Garona")
    world.run(5)
    world.leave("Thrall-Garona")
    world.write(LEADER, target="Thrall-Garona", delta=-2)
    world.run(10)
    assert {points(world.peers[name], THRALL) for name in (LEADER, OFFICER)} == {3}


def test_entries_for_somebody_whom_no_roster_knows_are_merged_like_all_others():
    world = World()
    raid(world, OFFICER)
    world.write(OFFICER, target="Nobody-Elsewhere")
    world.settle()
    assert points(world.peers[LEADER], "nobody-elsewhere") == 5
