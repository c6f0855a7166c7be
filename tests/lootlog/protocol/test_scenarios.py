"""The document's common scenarios and its troubleshooting, played through: each test is named as its heading."""

from lootlog.domain.protocol.journal import Category
from lootlog.domain.protocol.status import Role, status_of
from lootlog.domain.replay import standings
from tests.lootlog.protocol.raid import LEADER, OFFICER, THRALL, points, raid
from tests.lootlog.protocol.simulator import ALTS, MAIN, World, entries_by

FIRST, LAST = "Anna-Garona", "Cleo-Garona"


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


def test_i_don_t_see_updated_points_after_grouping_up():
    """Same profile, a place in the queue, what the notes say, a sync by hand: each of the document's steps helps."""
    world = World()
    raid(world, FIRST, "Berta-Garona", LAST, entries=60)
    late = world.client(LAST, profiles=(ALTS, MAIN))
    leader = world.peers[LEADER]
    assert world.run_until(lambda: status_of(leader).current and LAST in status_of(leader).queue, 30, every=0.1)
    assert len(late.books.log.entries) < 60
    world.settle(120)
    assert status_of(late).profile == status_of(world.peers[LEADER]).profile == MAIN.name
    assert [note.text for note in late.journal.of(Category.PROFILE)] == [f"Using {MAIN.name}, as {LEADER} announced"]
    world.network.loss = 1.0
    world.write(LEADER, delta=7)
    world.run(2)
    world.network.loss = 0.0
    assert points(late) == 0
    world.do(FIRST, world.peers[FIRST].manual_sync(world.now))
    assert world.settle(30) < 30
    assert points(late) == 7
    assert "Coordinating" in world.peers[FIRST].journal.of(Category.SYNC)[0].text


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
