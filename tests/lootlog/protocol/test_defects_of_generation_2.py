"""What broke the second generation of the addon's sync, done to ours."""

from dataclasses import replace
from decimal import Decimal

from lootlog.domain.entries import GENESIS
from lootlog.domain.protocol.outbox import Channel
from lootlog.domain.protocol.status import Role, status_of
from tests.lootlog.protocol.cast import LEADER, OFFICER, RAIDER, counts, group, officers_only, own
from tests.lootlog.protocol.simulator import Network, World, author_of, entries_by


def test_the_same_character_on_two_machines_is_a_fork_that_everybody_sees():
    world = World()
    here, there = own(reason="here"), own(reason="there")
    world.client(LEADER, [here])
    world.client(OFFICER, [there])
    world.client(RAIDER, [here])
    world.form(LEADER, OFFICER, RAIDER)
    world.run(1)
    world.settle()
    for name in world.members:
        assert world.peers[name].books.log.entries.keys() == {here.hash, there.hash}


def test_a_relay_that_writes_into_anothers_chain_makes_a_visible_fork_and_replaces_nothing():
    world = World()
    first, second = entries_by(LEADER, 2)
    world.client(LEADER, [first, second])
    world.client(OFFICER, [first, replace(second, delta=Decimal(500))])
    world.form(LEADER, OFFICER)
    world.run(1)
    world.settle()
    at_two = [entry for entry in world.peers[LEADER].books.log.entries.values() if entry.sequence == 2]
    assert sorted(entry.delta for entry in at_two) == [5, 500]


def test_a_member_that_brings_refused_entries_is_told_apart_and_asked_no_more():
    world = World()
    bad = replace(own(), author=author_of(RAIDER), previous=GENESIS)
    world.client(LEADER, entries_by(LEADER, 3), may_write=officers_only)
    world.client(OFFICER, [*entries_by(LEADER, 1), bad])
    world.form(LEADER, OFFICER)
    world.run(60)
    assert status_of(world.peers[LEADER]).members[OFFICER].state == "differs"
    assert counts(world) == [3, 4]
    assert len(world.texts("REQUEST_MY_MISSING")) <= 3


def test_a_member_that_refuses_entries_does_not_hold_up_the_others():
    world = World()
    world.client(LEADER, entries_by(LEADER, 3))
    world.client(OFFICER, may_write=lambda entry, sender: "I take nothing.")
    world.client(RAIDER)
    world.form(LEADER, OFFICER, RAIDER)
    world.run(60)
    assert counts(world) == [3, 0, 3]
    assert status_of(world.peers[LEADER]).members[OFFICER].state == "differs"


def test_nobody_is_made_to_ask_for_a_thousand_million_entries():
    world = World()
    world.client(LEADER)
    world.client(OFFICER, [own(sequence=10**9)])
    world.form(LEADER, OFFICER)
    world.run(120)
    assert counts(world) == [0, 1]
    assert world.frames[LEADER] < 60


def test_after_a_reload_all_is_rebuilt_from_the_entries():
    world = World()
    group(world, LEADER, OFFICER)
    world.write(OFFICER)
    world.run(2)
    kept = list(world.peers[OFFICER].books.log.entries.values())
    world.leave(OFFICER)
    world.client(OFFICER, kept)
    world.join(OFFICER)
    world.run(8)
    world.write(OFFICER)
    world.run(2)
    assert counts(world) == [2, 2]


def test_a_takeover_works_and_the_old_coordinator_yields():
    world = World()
    names = (LEADER, OFFICER, RAIDER)
    for name in names:
        world.client(name, entries_by(name, 3))
    world.form(*names)
    world.run(3)
    world.vanish(LEADER)
    assert world.run_until(lambda: status_of(world.peers[OFFICER]).role is Role.COORDINATOR, 150)
    world.come_back(LEADER)
    world.run(1)
    world.settle(200)
    assert status_of(world.peers[LEADER]).coordinator == OFFICER


def test_an_old_backup_removes_nothing():
    world = World()
    world.client(LEADER, entries_by(LEADER, 2))
    world.client(OFFICER, entries_by(LEADER, 12))
    world.form(LEADER, OFFICER)
    world.run(1)
    world.settle()
    assert counts(world) == [12, 12]


def test_equal_beginnings_of_hashes_lose_no_entry():
    """Ids of one byte collide all the time; the digests say so, and whole hashes are compared."""
    world = World(network=Network(loss=0.1))
    for name in (LEADER, OFFICER):
        world.client(name, entries_by(name, 80), id_bytes=1)
    world.form(LEADER, OFFICER)
    world.run(1)
    world.settle(1500)
    assert counts(world) == [160, 160]


def test_members_talk_to_the_coordinator_and_not_to_one_another():
    world = World()
    names = [LEADER, *(f"Raider{number}-Garona" for number in range(6))]
    for name in names:
        world.client(name, entries_by(name, 4))
    world.form(*names)
    world.run(1)
    world.settle()
    whispers = {(sender, send.target) for _, sender, send in world.carried if send.channel is Channel.WHISPER}
    assert all(LEADER in pair for pair in whispers)
