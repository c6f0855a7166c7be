"""The document's advanced details, played through: the queue, throttling, profiles, changes of leadership."""

from lootlog.domain.protocol.messages import tag_of
from lootlog.domain.protocol.status import Role, status_of
from tests.lootlog.protocol.raid import LEADER, OFFICER, THRALL, raid, wait_for_queue
from tests.lootlog.protocol.simulator import ALTS, MAIN, World, author_of, entries_by


def test_queue_system_details():
    """First come, first served; one at a time; joiners at the end."""
    world = World()
    members = [f"{name}-Garona" for name in ("Anna", "Berta", "Cleo", "Dora")]
    raid(world, *members, entries=60)
    queued = wait_for_queue(world, 3)
    world.client("Late-Garona")
    world.join("Late-Garona")
    world.settle()
    world.run(10)
    turns = []
    for _, send in [pair for pair in world.texts("SEND_MISSING_LOGS") if pair[0] == LEADER]:
        if not turns or turns[-1] != send.target:
            turns.append(send.target)
    assert turns == [queued.current, *queued.queue, "Late-Garona"]


def test_members_see_their_place_in_the_queue():
    world = World()
    members = [f"{name}-Garona" for name in ("Anna", "Berta", "Cleo")]
    world.client(LEADER, entries_by(LEADER, 120))
    for name in members:
        world.client(name)
    world.form(LEADER, *members)
    world.run(40)
    queue = status_of(world.peers[LEADER])
    assert [status_of(world.peers[name]).position for name in (queue.current, *queue.queue)] == [0, 1, 2]
    assert len(tag_of(THRALL)) == 4


def test_throttling_and_batching():
    world = World()
    world.client(LEADER, entries_by(LEADER, 60))
    world.client(OFFICER, entries_by(OFFICER, 60))
    world.client("Anna-Garona")
    world.form(LEADER, OFFICER, "Anna-Garona")
    world.settle()
    for name in world.peers:
        times = [at for at, sender, _ in world.carried if sender == name]
        assert all(times[place + 11] - times[place] >= 0.99 for place in range(len(times) - 11))
    assert all(len(peer.books.log.entries) == 120 for peer in world.peers.values())


def test_a_pause_lies_between_two_members_turns():
    world = World()
    raid(world, "Anna-Garona", "Berta-Garona", entries=50)
    world.settle()
    world.run(5)
    [done, *_] = [at for at, sender, send in world.carried if sender == LEADER and "\tDONE|" in send.frame]
    [next_turn, *_] = [at for at, sender, send in world.carried if sender == LEADER and "\t2." in send.frame]
    assert 1.5 <= next_turn - done <= 4


def test_the_next_turn_begins_when_all_that_was_brought_is_broadcast():
    world = World()
    world.client(LEADER)
    for name in (OFFICER, "Zora-Garona"):
        world.client(name, entries_by(name, 40))
    world.form(LEADER, OFFICER, "Zora-Garona")
    world.settle()
    frames = [send.frame for _, sender, send in world.carried if sender == LEADER]
    begins = next(place for place, frame in enumerate(frames) if "\t2." in frame)
    assert sum("\tLOG_ENTRY\t" in frame for frame in frames[:begins]) == 40


def test_nothing_is_asked_again_while_ones_own_messages_wait_for_the_throttle():
    world = World()
    raid(world, OFFICER, entries=80)
    world.settle()
    world.run(10)
    done = [send for _, send in world.texts("SEND_MISSING_LOGS") if "\tDONE|" in send.frame]
    assert len(done) == 1


def test_profile_auto_creation():
    world = World()
    raid(world, OFFICER)
    newcomer = world.client("New-Garona", profiles=(ALTS,))
    world.join("New-Garona")
    world.run(1)
    world.settle()
    assert newcomer.books.active == MAIN.uuid
    assert len(newcomer.books.log.entries) == 10
    assert len(newcomer.books.logs[ALTS.uuid].entries) == 0


def test_leadership_changes():
    """The old leader finishes its member and drops the rest; the new one starts a fresh cycle."""
    world = World()
    members = [f"{name}-Garona" for name in ("Anna", "Berta", "Cleo", "Dora")]
    world.client(LEADER, entries_by(LEADER, 30))
    world.client(OFFICER, entries_by(OFFICER, 30))
    for name in members:
        world.client(name)
    world.form(LEADER, OFFICER, *members)
    current = wait_for_queue(world, 4).current
    world.lead(OFFICER if current != OFFICER else "Anna-Garona")
    world.run(1)
    assert status_of(world.peers[LEADER]).queue == []
    assert status_of(world.peers[LEADER]).current == current
    world.client("Late-Garona")
    world.join("Late-Garona")
    world.settle()
    served = {send.target for sender, send in world.texts("SEND_MISSING_LOGS") if sender == LEADER and send.target}
    assert current in served
    late = {sender for sender, send in world.texts("SEND_MISSING_LOGS") if send.target == "Late-Garona"}
    assert late == {world.leader}
    assert world.peers[LEADER].session.coordinator is None


def test_a_leader_that_vanishes_is_replaced_by_the_first_of_the_members():
    world = World()
    raid(world, "Anna-Garona", "Berta-Garona")
    world.settle()
    world.run(5)
    world.vanish(LEADER)
    world.peers["Berta-Garona"].books.log.add(entries_by("Berta-Garona", 1)[0])
    assert world.run_until(lambda: status_of(world.peers["Anna-Garona"]).role is Role.COORDINATOR, 150)
    world.settle()
    assert status_of(world.peers["Berta-Garona"]).coordinator == "Anna-Garona"
    world.come_back(LEADER)
    world.run(60)
    assert status_of(world.peers[LEADER]).role is Role.MEMBER
    assert world.agree()


def test_an_officer_writes_as_themselves():
    world = World()
    raid(world, OFFICER)
    world.settle()
    first, second = world.write(OFFICER), world.write(OFFICER)
    assert (first.author, first.sequence, second.sequence) == (author_of(OFFICER), 1, 2)
    assert second.previous == first.hash


def test_a_member_is_complete_while_it_holds_the_same_and_no_longer():
    world = World()
    raid(world, OFFICER)
    world.settle()
    state = lambda: status_of(world.peers[LEADER]).members[OFFICER]  # noqa: E731
    assert world.run_until(lambda: state().state == "complete", 10)
    assert (state().have, state().need) == (10, 0)
    assert world.now - state().last_seen < 10
    world.on_frame = lambda sender, send: "LOG_ENTRY" not in send.frame
    world.write(LEADER)
    assert state().state == "unconfirmed"
    world.settle()
    assert world.run_until(lambda: state().state == "complete", 10)
    assert state().have == 11


def test_a_guest_who_did_not_take_up_the_profile_never_coordinates_it():
    world = World()
    world.client(LEADER, entries_by(LEADER, 3))
    world.client("Aaron-Garona", profiles=(ALTS,), owners={"another guild"})
    world.form(LEADER, "Aaron-Garona")
    world.run(10)
    world.vanish(LEADER)
    world.run(600)
    assert status_of(world.peers["Aaron-Garona"]).role is Role.MEMBER
    assert world.frames["Aaron-Garona"] == 0
