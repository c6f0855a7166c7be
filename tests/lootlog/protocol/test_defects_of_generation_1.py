"""What broke the first generation of the addon's sync, done to ours."""

from decimal import Decimal
from uuid import UUID

import pytest

from characters.domain.errors import Refused
from lootlog.domain.entries import chained
from lootlog.domain.protocol.journal import Category
from lootlog.domain.protocol.log import Profile
from lootlog.domain.protocol.status import status_of
from lootlog.domain.replay import standings
from tests.lootlog.protocol.cast import LEADER, OFFICER, RAIDER, counts, group, officers_only, own, say
from tests.lootlog.protocol.simulator import ALTS, GUILD, MAIN, START, World, author_of, entries_by


def test_entries_of_ones_own_are_sent():
    world = World()
    group(world, LEADER, RAIDER)
    world.write(LEADER)
    world.run(1)
    assert counts(world) == [1, 1]


def test_two_officers_first_entries_do_not_collide():
    world = World()
    for name in (LEADER, OFFICER):
        world.client(name)
    world.write(LEADER, delta=5)
    world.write(OFFICER, delta=3)
    world.form(LEADER, OFFICER)
    world.run(1)
    world.settle()
    for name in (LEADER, OFFICER):
        assert standings(world.peers[name].books.log.entries.values()) == {"thrall-garona": 8}


def test_totals_are_sums_and_not_the_last_writers_claim():
    world = World()
    group(world, LEADER, RAIDER)
    entries = chained(
        [own(delta=Decimal(5), claimed_total=Decimal(5)), own(delta=Decimal(3), claimed_total=Decimal(3))]
    )
    for entry in entries:
        say(world, OFFICER, entry)
        say(world, LEADER, entry)
    assert standings(world.peers[RAIDER].books.log.entries.values()) == {"thrall-garona": 8}


def test_an_older_entry_reaches_who_holds_newer_ones():
    world = World()
    world.client(LEADER, entries_by(LEADER, 3, at=START - 10))
    world.client(OFFICER, entries_by(OFFICER, 1, at=START - 90_000) + entries_by(LEADER, 3, at=START - 10))
    world.form(LEADER, OFFICER)
    world.run(1)
    world.settle()
    assert counts(world) == [4, 4]


def test_sixty_entries_arrive_though_the_game_throttles():
    world = World()
    world.client(LEADER, entries_by(LEADER, 60))
    world.client(OFFICER)
    world.form(LEADER, OFFICER)
    world.run(1)
    world.settle()
    world.leave(OFFICER)
    world.join(OFFICER)
    world.run(5)
    assert counts(world) == [60, 60]


def test_frames_that_the_game_throttles_are_sent_again():
    world = World()
    group(world, LEADER, OFFICER)
    entries = [world.write(LEADER, delta=number) for number in range(1, 30)]
    world.run(60)
    assert counts(world) == [len(entries)] * 2


@pytest.mark.parametrize(
    "reason", [r"C:\pics", "a|b", "two\nlines", "", "tab\there", "Лут: 한글 掉落 🐉", "a,b", "|cffff8000|Hitem:19019|h"]
)
def test_any_reason_arrives_as_written(reason):
    world = World()
    group(world, LEADER, RAIDER)
    world.write(LEADER, reason=reason)
    world.run(1)
    assert [entry.reason for entry in world.peers[RAIDER].books.log.entries.values()] == [reason]


def test_a_profile_may_be_called_anything():
    odd = Profile(UUID(int=9), "A|B,\\p", GUILD)
    world = World()
    world.client(LEADER, entries_by(LEADER, 2, profile=odd), profiles=(odd,))
    raider = world.client(RAIDER)
    world.form(LEADER, RAIDER)
    world.run(15)
    assert raider.books.log.profile == odd
    assert len(raider.books.log.entries) == 2


@pytest.mark.parametrize("reason", ["x" * 190, "x" * 255, "я" * 255, "龍" * 255, "🐉" * 255, "|" * 255])
def test_long_reasons_arrive_whole(reason):
    world = World()
    group(world, LEADER, RAIDER)
    world.write(LEADER, reason=reason)
    world.run(30)
    world.client("Late-Garona")
    world.join("Late-Garona")
    world.run(1)
    world.settle()
    assert [entry.reason for entry in world.peers["Late-Garona"].books.log.entries.values()] == [reason]


def test_half_points_are_not_cut_off():
    world = World()
    group(world, LEADER, RAIDER)
    world.do(LEADER, world.peers[LEADER].append(own(delta=Decimal("0.5")), world.now))
    world.run(1)
    assert standings(world.peers[RAIDER].books.log.entries.values()) == {"thrall-garona": Decimal("0.5")}


@pytest.mark.parametrize(
    ("entry", "sender", "why"),
    [
        (own(), RAIDER, "may not bring entries"),
        (own(author=author_of(RAIDER)), RAIDER, "in their name"),
        (own(timestamp=4_102_444_800), OFFICER, "ahead of the time of arrival"),
        (own(timestamp=0), OFFICER, "before the game opened"),
        (own(sequence=10**9), OFFICER, "at most 10,000 are believed missing"),
        (own(sequence=2_147_483_000), OFFICER, "at most 10,000 are believed missing"),
        (own(reason="x" * 256), OFFICER, "a ledger takes 255"),
        (own(target="x" * 65), OFFICER, "longer than 64"),
    ],
)
def test_what_nobody_may_write_is_refused_with_the_reason(entry, sender, why):
    world = World()
    group(world, LEADER, OFFICER, RAIDER, may_write=officers_only)
    notes = say(world, sender, entry)
    assert counts(world) == [0, 0, 0]
    assert len(notes) >= 2
    assert all(why in note for note in notes)


def test_an_entry_of_an_officer_is_taken():
    world = World()
    group(world, LEADER, OFFICER, RAIDER, may_write=officers_only)
    say(world, OFFICER, own())
    assert counts(world)[::2] == [1, 1]


def test_an_entry_that_one_may_not_write_is_not_written_either():
    world = World()
    group(world, LEADER, RAIDER, may_write=officers_only)
    with pytest.raises(Refused, match="no officer"):
        world.write(RAIDER)


def test_an_entry_of_an_inactive_profile_overwrites_nothing():
    world = World()
    group(world, LEADER, OFFICER, profiles=(MAIN, ALTS))
    for profile in (MAIN, ALTS):
        say(world, OFFICER, own(profile=profile.uuid))
    books = world.peers[LEADER].books
    assert [len(books.logs[profile.uuid].entries) for profile in (MAIN, ALTS)] == [1, 1]


def test_a_newcomer_is_served_by_one_only():
    world = World()
    names = [LEADER, *(f"Raider{number}-Garona" for number in range(8))]
    for name in names:
        world.client(name, entries_by(LEADER, 5))
    world.form(*names)
    world.run(20)
    world.client("New-Garona")
    world.join("New-Garona")
    world.run(1)
    world.settle()
    assert {sender for _, sender, send in world.carried if send.target == "New-Garona"} == {LEADER}


def test_two_guilds_profiles_of_one_name_are_not_merged():
    ours, theirs = Profile(UUID(int=3), "Default", GUILD), Profile(UUID(int=4), "Default", "eu/garona/strangers")
    world = World()
    world.client("Stranger-Garona", entries_by("Stranger-Garona", 4, profile=theirs), profiles=(theirs,))
    guest = world.client(RAIDER, entries_by(LEADER, 2, profile=ours), profiles=(ours,))
    world.form("Stranger-Garona", RAIDER)
    world.run(60)
    assert guest.books.active == ours.uuid
    assert list(guest.books.logs) == [ours.uuid]
    assert world.texts("LOG_LIST_REPLY") == []
    [proposal] = status_of(guest).proposals
    assert (proposal.profile, proposal.announced_by) == (theirs, "Stranger-Garona")
    world.do(RAIDER, guest.accept_proposal(theirs.uuid, world.now))
    world.run(30)
    assert len(guest.books.logs[theirs.uuid].entries) == 4
    assert len(guest.books.logs[ours.uuid].entries) == 2


def test_a_profile_that_comes_with_another_owner_is_not_taken_up():
    stolen = Profile(MAIN.uuid, MAIN.name, "eu/garona/strangers")
    world = World()
    world.client("Stranger-Garona", entries_by("Stranger-Garona", 4), profiles=(stolen,))
    guest = world.client(RAIDER)
    world.form("Stranger-Garona", RAIDER)
    world.run(60)
    assert guest.books.log.profile.owner == GUILD
    assert len(guest.books.log.entries) == 0
    with pytest.raises(Refused):
        guest.accept_proposal(MAIN.uuid, world.now)


def test_realms_with_spaces_are_recognised_though_senders_come_without():
    world = World()
    world.client("Thrall-Area 52", entries_by(LEADER, 3))
    world.client("Jaina-Area 52")
    world.form("Thrall-Area 52", "Jaina-Area 52")
    world.run(20)
    assert counts(world) == [3, 3]
    assert not world.peers["Thrall-Area 52"].journal.of(Category.REFUSED)
