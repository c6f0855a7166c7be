"""A group whose leader has no addon, or whose waiting members repeat themselves."""

from lootlog.domain.protocol.coordinator import MOST_OFFERS
from lootlog.domain.protocol.lists import Detail
from lootlog.domain.protocol.log import FIRST_BITS, Log
from lootlog.domain.protocol.messages import LogListReply, RequestLogList
from lootlog.domain.protocol.portions import listing
from lootlog.domain.protocol.status import Role, status_of
from tests.lootlog.protocol.alone import LEADER, ME, OTHER, in_group, tell
from tests.lootlog.protocol.simulator import MAIN, START, World, entries_by

BARE = "Bare-Garona"
NAMES = ["Anna-Garona", "Berta-Garona", "Cleo-Garona"]


def leaderless():
    """A group that is led by somebody without the addon; each of the others knows something."""
    world = World()
    for name in NAMES:
        world.client(name, entries_by(name, 3))
    world.form(BARE, *NAMES)
    return world


def present_agree(world):
    return len({world.peers[name].books.log.digest for name in NAMES}) == 1


def test_where_the_leader_has_no_addon_the_first_by_name_coordinates_after_a_silence():
    world = leaderless()
    world.run(90)
    assert {status_of(world.peers[name]).role for name in NAMES} == {Role.UNLED}
    assert world.run_until(lambda: present_agree(world), 120)
    assert [status_of(world.peers[name]).role for name in NAMES] == [Role.COORDINATOR, Role.MEMBER, Role.MEMBER]
    assert len(world.peers[NAMES[2]].books.log.entries) == 9


def test_where_the_leader_has_no_addon_anybody_can_start_a_sync_at_once():
    world = leaderless()
    world.run(5)
    world.do(NAMES[2], world.peers[NAMES[2]].manual_sync(world.now))
    assert world.run_until(lambda: present_agree(world), 60)


def test_a_leader_with_the_addon_who_comes_later_coordinates():
    world = leaderless()
    assert world.run_until(lambda: present_agree(world), 200)
    world.client("Late-Garona", entries_by("Late-Garona", 2))
    world.join("Late-Garona")
    world.lead("Late-Garona")
    world.run(2)
    assert world.run_until(lambda: len(world.peers[NAMES[0]].books.log.entries) == 11, 60)
    assert status_of(world.peers[NAMES[0]]).coordinator == "Late-Garona"


def test_who_was_switched_off_does_not_take_over_the_moment_it_is_on_again():
    world = leaderless()
    world.peers[NAMES[1]].sync_off()
    for name in (NAMES[0], NAMES[2]):
        world.vanish(name)
    world.run(400)
    world.do(NAMES[1], world.peers[NAMES[1]].sync_on(world.now))
    world.run(60)
    assert status_of(world.peers[NAMES[1]]).role is Role.UNLED


def test_a_waiting_member_that_repeats_its_list_takes_no_more_room():
    found = in_group(entries_by(ME, 3), leader=ME)
    sums = {number: bytes(4) for number in range(4)}
    for number in range(300):
        table = LogListReply(MAIN.uuid, None, Detail.SUMS, 2, 8, sums | {0: number.to_bytes(4)})
        for sender in (LEADER, OTHER):
            tell(found, table, sender, now=START, request=f"0.{number}")
    assert {len(offers) for offers in found.session.coordinator._offers.values()} == {MOST_OFFERS}


def test_the_longest_first_list_has_fewer_messages_than_are_kept():
    log = Log(MAIN, entries_by(ME, 2_000))
    assert log.bits == FIRST_BITS
    assert len(list(listing(log, RequestLogList(MAIN.uuid, Detail.SUMS)))) < MOST_OFFERS
