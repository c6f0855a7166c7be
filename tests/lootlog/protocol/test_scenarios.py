"""The document's common scenarios and its troubleshooting, played through: each test is named as its heading."""

import pytest

from characters.domain.errors import Refused
from lootlog.domain.protocol.status import Role, status_of
from lootlog.domain.replay import standings
from tests.lootlog.protocol.raid import LEADER, OFFICER, THRALL, points, raid
from tests.lootlog.protocol.simulator import ALTS, MAIN, World, entries_by


def test_late_joiner_to_existing_raid():
    world = World()
    raid(world, OFFICER)
    world.settle()
    late = world.client("Late-Garona", entries_by("Late-Garona", 2))
    for _ in range(3):
        world.write(LEADER)
        world.run(3)
    world.join("Late-Garona")
    assert world.settle() < 15
    assert points(late) == points(world.peers[OFFICER]) == 15
    assert len(late.books.log.entries) == 10 + 3 + 2


def test_offline_changes_by_an_officer():
    world = World()
    for name in (OFFICER, "Anna-Garona", "Berta-Garona"):
        world.client(name, entries_by(LEADER, 10))
    world.write(OFFICER, delta=-3, reason="Correction of the last raid")
    assert points(world.peers["Anna-Garona"]) == 0
    world.form(OFFICER, "Anna-Garona", "Berta-Garona")
    world.settle()
    assert points(world.peers["Anna-Garona"]) == points(world.peers["Berta-Garona"]) == -3


def test_multiple_officers_updating_the_same_player():
    world = World()
    raid(world, OFFICER)
    world.leave(OFFICER)
    world.run(1)
    world.write(LEADER, delta=5, reason="Attendance")
    world.write(OFFICER, delta=3, reason="Loot")
    world.join(OFFICER)
    world.run(1)
    world.settle()
    for name in (LEADER, OFFICER):
        assert points(world.peers[name]) == 8
        reasons = {
            entry.reason for entry in world.peers[name].books.log.entries.values() if entry.target == "Thrall-Garona"
        }
        assert reasons == {"Attendance", "Loot"}


def test_different_profiles_for_different_content():
    world = World()
    for name in (LEADER, OFFICER):
        world.client(name, profiles=(MAIN, ALTS))
    world.form(LEADER, OFFICER)
    world.write(LEADER, delta=5)
    world.settle()
    world.run(5)
    world.leave(OFFICER)
    world.run(5)
    world.do(LEADER, world.peers[LEADER].use_profile(ALTS.uuid, world.now))
    world.write(LEADER, delta=70)
    world.join(OFFICER)
    world.run(30)
    officer = world.peers[OFFICER]
    assert officer.books.active == ALTS.uuid
    assert points(officer) == 70
    assert standings(officer.books.logs[MAIN.uuid].entries.values()) == {THRALL: 5}


def test_manual_sync_when_leader_isn_t_available():
    world = World()
    raid(world, OFFICER, "Anna-Garona")
    world.settle()
    world.leave(OFFICER)
    world.run(2)
    world.write(OFFICER, delta=7)
    world.vanish(LEADER)
    world.join(OFFICER)
    world.run(2)
    world.do(OFFICER, world.peers[OFFICER].manual_sync(world.now))
    assert world.settle() < 60
    assert points(world.peers["Anna-Garona"]) == 7
    assert status_of(world.peers["Anna-Garona"]).coordinator == OFFICER


def test_wrong_profile_is_being_used():
    world = World()
    for name in (LEADER, OFFICER):
        world.client(name, profiles=(MAIN, ALTS))
    world.do(LEADER, world.peers[LEADER].use_profile(ALTS.uuid, world.now))
    world.form(LEADER, OFFICER)
    world.run(5)
    assert status_of(world.peers[OFFICER]).profile == ALTS.name
    world.do(LEADER, world.peers[LEADER].use_profile(MAIN.uuid, world.now))
    world.run(5)
    assert status_of(world.peers[OFFICER]).profile == MAIN.name


def test_my_data_looks_wrong_or_inconsistent():
    """Leaving and rejoining triggers a fresh sync, even of what the coordinator thought to be complete."""
    world = World()
    raid(world, OFFICER)
    world.settle()
    world.run(10)
    world.leave(OFFICER)
    world.run(2)
    world.client(OFFICER)
    lists = len(world.texts("LOG_LIST_REPLY"))
    world.join(OFFICER)
    world.run(1)
    world.settle()
    assert len(world.texts("LOG_LIST_REPLY")) > lists
    assert len(world.peers[OFFICER].books.log.entries) == 10


def test_sync_seems_slow_or_stuck():
    """A member that stops answering holds up the queue for half a minute, and is tried again later."""
    world = World()
    raid(world, "Anna-Garona", "Berta-Garona", "Cleo-Garona")
    world.on_frame = lambda sender, send: (
        sender != "Anna-Garona" or "LOG_LIST_REPLY\tAAAAAAAAAAAAAAAAAAAAAQ\t0." in send.frame
    )
    done = lambda name: len(world.peers[name].books.log.entries) == 10  # noqa: E731
    assert world.run_until(lambda: done("Berta-Garona") and done("Cleo-Garona"), 90)
    assert world.run_until(lambda: status_of(world.peers[LEADER]).members["Anna-Garona"].state == "no answer", 300)
    world.on_frame = lambda sender, send: True
    assert world.run_until(lambda: status_of(world.peers[LEADER]).members["Anna-Garona"].state == "complete", 300)


def test_large_log_sets_take_as_long_as_the_throttle_wants():
    world = World()
    world.client(LEADER, entries_by(LEADER, 100))
    world.client(OFFICER)
    world.form(LEADER, OFFICER)
    assert world.settle() < 90


def test_i_want_to_temporarily_disable_sync():
    world = World()
    raid(world, OFFICER)
    world.peers[OFFICER].sync_off()
    world.run(30)
    assert status_of(world.peers[OFFICER]).role is Role.OFF
    assert len(world.peers[OFFICER].books.log.entries) == 0
    sent = world.frames[OFFICER]
    world.write(OFFICER)
    world.run(60)
    assert world.frames[OFFICER] == sent == 0
    world.do(OFFICER, world.peers[OFFICER].sync_on(world.now))
    world.settle()
    assert len(world.peers[LEADER].books.log.entries) == 11


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
