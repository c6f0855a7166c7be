"""The document's sequence diagrams, arrow by arrow."""

from lootlog.domain.protocol.frames import read_frame
from lootlog.domain.protocol.outbox import Channel
from tests.lootlog.protocol.simulator import ALTS, MAIN, World, entries_by

OFFICER, LEADER = "Officer-Garona", "Leader-Garona"
ONE, TWO = "Raider1-Garona", "Raider2-Garona"


def arrows(world):
    """Who sent which kind of message to whom, each kind once for as long as it goes on."""
    told = []
    for _, sender, send in world.carried:
        arrow = (sender, read_frame(send.frame).kind, send.target or "group")
        if not told or told[-1] != arrow:
            told.append(arrow)
    return told


def in_this_order(steps, told):
    """Whether the steps are found among what was told, in their order."""
    remaining = iter(told)
    return all(step in remaining for step in steps)


def test_live_broadcast_real_time_point_adjustment():
    world = World()
    for name in (OFFICER, ONE, TWO):
        world.client(name)
    world.form(OFFICER, ONE, TWO)
    world.run(10)
    world.carried.clear()
    entry = world.write(OFFICER)
    assert entry.hash in world.peers[OFFICER].books.log.entries
    world.run(1)
    assert arrows(world)[0] == (OFFICER, "LOG_ENTRY", "group")
    assert set(arrows(world)[1:]) <= {(OFFICER, "PROFILE_ANNOUNCE", "group")}
    assert all(entry.hash in world.peers[name].books.log.entries for name in (ONE, TWO))
    frame = world.carried[0][2].frame
    world.peers[ONE].receive(OFFICER, frame.replace("\t0.", "\t0.9"), world.now)
    assert len(world.peers[ONE].books.log.entries) == 1


def test_leader_coordinated_sync_group_formation():
    world = World()
    world.client(LEADER, entries_by(LEADER, 5))
    world.client(ONE, entries_by(ONE, 2), profiles=(ALTS, MAIN))
    world.client(TWO)
    world.form(LEADER, ONE, TWO)
    world.settle()
    world.run(10)
    told = arrows(world)
    assert told[0] == (LEADER, "PROFILE_ANNOUNCE", "group")
    assert world.peers[ONE].books.active == MAIN.uuid
    for member in (ONE, TWO):
        assert in_this_order(
            [(LEADER, "PROFILE_ANNOUNCE", "group"), (member, "LOG_LIST_REPLY", LEADER),
             (LEADER, "SEND_MISSING_LOGS", member)],
            told,
        )  # fmt: skip
    assert in_this_order(
        [(LEADER, "SEND_MISSING_LOGS", ONE), (LEADER, "REQUEST_MY_MISSING", ONE), (ONE, "SEND_MISSING_LOGS", LEADER),
         (LEADER, "LOG_ENTRY", "group")],
        told,
    )  # fmt: skip
    whispers = {(sender, send.target) for _, sender, send in world.carried if send.channel is Channel.WHISPER}
    assert all(LEADER in pair for pair in whispers)


def test_newly_received_entries_are_broadcast_once():
    world = World()
    world.client(LEADER)
    world.client(ONE, entries_by(ONE, 4))
    for name in (TWO, "Raider3-Garona"):
        world.client(name, entries_by(ONE, 4)[:2])
    world.form(LEADER, ONE, TWO, "Raider3-Garona")
    world.settle()
    world.run(60)
    lines = [read_frame(send.frame).text for _, send in world.texts("LOG_ENTRY")]
    assert len(lines) == len({line.partition("|")[0] for line in lines}) == 4


def test_manual_sync_flow():
    world = World()
    for name in (LEADER, ONE, TWO):
        world.client(name)
    world.client(OFFICER, entries_by(OFFICER, 3))
    world.form(LEADER, ONE, TWO)
    world.settle()
    world.run(10)
    world.vanish(LEADER)
    world.leave(ONE, TWO)
    world.run(1)
    alone = [world.write(name) for name in (ONE, TWO)]
    world.join(ONE, TWO, OFFICER)
    world.run(1)
    world.carried.clear()
    world.do(OFFICER, world.peers[OFFICER].manual_sync(world.now))
    world.settle()
    told = arrows(world)
    assert told[:2] == [(OFFICER, "MANUAL_SYNC_START", "group"), (OFFICER, "PROFILE_ANNOUNCE", "group")]
    for member in (ONE, TWO):
        assert in_this_order(
            [(member, "LOG_LIST_REPLY", OFFICER), (OFFICER, "SEND_MISSING_LOGS", member),
             (OFFICER, "REQUEST_MY_MISSING", member), (member, "SEND_MISSING_LOGS", OFFICER),
             (OFFICER, "LOG_ENTRY", "group")],
            told,
        )  # fmt: skip
    for name in (ONE, TWO, OFFICER):
        assert {entry.hash for entry in alone} <= world.peers[name].books.log.entries.keys()
        assert len(world.peers[name].books.log.entries) == 5


def test_equal_logs_are_not_listed():
    world = World()
    for name in (LEADER, ONE):
        world.client(name, entries_by(LEADER, 200))
    world.form(LEADER, ONE)
    world.run(20)
    assert {kind for _, kind, _ in arrows(world)} == {"PROFILE_ANNOUNCE", "LOG_LIST_REPLY"}
    [(_, reply)] = world.texts("LOG_LIST_REPLY")
    assert "|digest|" in reply.frame
