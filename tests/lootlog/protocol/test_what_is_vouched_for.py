"""Rules on both sides of a sync agree: a member takes what its coordinator holds, however odd it looks."""

from dataclasses import replace

from lootlog.domain.protocol.journal import Category
from lootlog.domain.protocol.log import Profile
from lootlog.domain.protocol.status import status_of
from tests.lootlog.protocol.cast import LEADER, OFFICER, RAIDER, counts, group, officers_only, own, say
from tests.lootlog.protocol.simulator import ALTS, GUILD, MAIN, World, entries_by

# What an officer has let out of quarantine.
ODD = [own(timestamp=0), own(timestamp=4_102_444_800), own(sequence=10**9, previous="a" * 64)]


def test_entries_that_an_officer_accepted_reach_everybody():
    world = World()
    world.client(LEADER, [*entries_by(LEADER, 3), *ODD])
    for name in (OFFICER, RAIDER):
        world.client(name, entries_by(LEADER, 3))
    world.form(LEADER, OFFICER, RAIDER)
    world.settle(120)
    world.run(60)
    assert counts(world) == [6, 6, 6]
    assert {state.state for state in status_of(world.peers[LEADER]).members.values()} == {"complete"}


def test_only_the_coordinator_vouches():
    world = World()
    group(world, LEADER, OFFICER, RAIDER)
    for entry in ODD:
        say(world, OFFICER, entry)
        say(world, OFFICER, entry, kind="SEND_MISSING_LOGS")
    assert counts(world) == [0, 0, 0]


def test_who_coordinates_may_bring_no_more_than_who_does_not():
    world = World()
    world.client(RAIDER, entries_by(RAIDER, 2))
    world.client(OFFICER, may_write=officers_only)
    world.form(RAIDER, OFFICER)
    world.run(60)
    assert counts(world) == [2, 0]


def test_what_no_ledger_can_hold_is_taken_from_nobody():
    world = World()
    world.client(LEADER, [own(target="x" * 65)])
    world.client(OFFICER)
    world.form(LEADER, OFFICER)
    world.run(60)
    assert counts(world) == [1, 0]


def test_a_file_whose_authors_share_one_count_is_taken_by_members_as_by_an_import():
    shared = replace(own(), sequence=50_000, previous="", claimed_total=None)
    world = World()
    world.client(LEADER)
    world.client(OFFICER, [shared])
    world.form(LEADER, OFFICER)
    world.run(2)
    world.settle(60)
    assert counts(world) == [1, 1]


def test_a_profile_s_new_name_reaches_everybody_and_is_noted():
    world = World()
    for name in (LEADER, OFFICER):
        world.client(name, entries_by(LEADER, 3), profiles=(MAIN, ALTS))
    renamed = Profile(MAIN.uuid, "Raid-Team-B", GUILD)
    world.peers[LEADER].books.log.profile = renamed
    world.form(LEADER, OFFICER)
    world.run(10)
    officer = world.peers[OFFICER]
    assert (status_of(officer).profile, officer.books.log.digest.count) == ("Raid-Team-B", 3)
    assert [note.text for note in officer.journal.of(Category.PROFILE)] == ["Raid-Team-A is called Raid-Team-B now"]


def test_a_name_that_no_profile_may_bear_renames_nothing():
    world = World()
    for name in (LEADER, OFFICER):
        world.client(name)
    world.peers[LEADER].books.log.profile = Profile(MAIN.uuid, "x" * 65, GUILD)
    world.form(LEADER, OFFICER)
    world.run(10)
    assert status_of(world.peers[OFFICER]).profile == MAIN.name


def test_a_stranger_renames_no_profile():
    world = World()
    world.client(LEADER, profiles=(Profile(MAIN.uuid, "Ours now", "eu/garona/strangers"),))
    world.client(OFFICER)
    world.form(LEADER, OFFICER)
    world.run(10)
    assert status_of(world.peers[OFFICER]).profile == MAIN.name
