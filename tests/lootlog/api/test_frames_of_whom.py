"""Under whose name frames come, what becomes of those who may bring nothing, and what an answer costs."""

from decimal import Decimal
from uuid import uuid4

import pytest

from lootlog.domain.entries import Entry
from lootlog.models import LogEntry, Quarantined
from lootlog.models import Peer as PeerRow
from lootlog.selectors.digests import ledger_digest
from lootlog.services import coordinating
from lootlog.services.quarantine import accept
from lootlog.services.writing import Award, award
from tests.factories.characters import CharacterFactory, UserCharacterFactory
from tests.factories.lootlog import writer
from tests.lootlog.api.test_frames import Companion, give
from tests.lootlog.exchange.peers import second_officer

OLGA = "Olga-senjin"


@pytest.fixture
def member(world, profile):
    return Companion(world.client("officer"), profile)


def speaks_as(world, who, profile, name=OLGA):
    """Return with which status somebody's frames under a name are answered."""
    client = who if not isinstance(who, str) else world.client(who)
    return Companion(client, profile, name).post([]).status_code


def prove(user, name="Olga", realm=None):
    character = CharacterFactory(name=name, **({"realm": realm} if realm else {}))
    UserCharacterFactory(user=user, character=character, is_verified=True)
    return character


def test_a_plain_member_s_claim_gives_way_to_an_officer(world, profile):
    assert [speaks_as(world, who, profile) for who in ("member", "officer", "member")] == [200, 200, 409]
    assert PeerRow.objects.get().owner == world.officer


def test_a_claim_gives_way_to_who_has_proven_the_character(world, profile):
    assert speaks_as(world, "officer", profile) == 200
    prove(world.member, realm=profile.guild.realm)
    assert [speaks_as(world, who, profile) for who in ("officer", "member")] == [409, 200]
    assert PeerRow.objects.get().owner == world.member


def test_a_character_that_somebody_has_proven_is_not_claimed_before_they_come(world, profile):
    prove(world.officer, realm=profile.guild.realm)
    assert [speaks_as(world, "member", profile, name) for name in (OLGA, "Olga", "olga-Sen'jin")] == [409] * 3
    assert speaks_as(world, "officer", profile) == 200


def test_a_claim_without_proof_on_the_list_counts_for_nothing(world, profile):
    character = CharacterFactory(name="Olga", realm=profile.guild.realm)
    UserCharacterFactory(user=world.member, character=character, is_verified=False)
    assert [speaks_as(world, who, profile) for who in ("member", "officer")] == [200, 200]


def test_of_two_officers_without_proof_the_first_keeps_the_name(world, profile):
    assert [speaks_as(world, who, profile) for who in ("officer", second_officer(world))] == [200, 409]


def test_a_member_whose_entries_are_not_taken_is_not_asked_for_them_and_holds_up_nobody(world, profile):
    give(world, profile, 2)
    mia, olga = Companion(world.client("member"), profile, "Mia-senjin"), Companion(world.client("officer"), profile)
    mia.write(1)
    told = []
    for _ in range(8):
        told.append(mia.step())
        olga.step()
    assert sum(len(step["not_taken"]) for step in told) == 0
    assert (mia.log.digest.count, olga.log.digest) == (3, ledger_digest(profile).root)
    row = PeerRow.objects.get(label="Mia-senjin")
    assert (row.has_more, row.in_sync_at, row.error) == (1, None, coordinating.NOT_TAKEN)


def test_an_officer_of_whose_entries_one_was_set_aside_ends_its_turn(world, profile, member):
    member.write(3)
    member.log.add(Entry(profile.uuid, uuid4(), 10**6, "a" * 64, int(member.now), "X", "Thrall-senjin", Decimal(5)))
    other = Companion(second_officer(world), profile, "Otto-senjin")
    waits, told = [], []
    for _ in range(14):
        told.append(member.step())
        waits.append(other.step()["before"])
    assert (Quarantined.objects.count(), LogEntry.objects.count(), other.log.digest.count) == (1, 3, 3)
    assert (0 in waits, coordinating.SET_ASIDE in [step["differs"] for step in told]) == (True, True)


def test_once_an_officer_accepts_what_was_set_aside_all_hold_the_same(world, profile, member):
    odd = Entry(profile.uuid, uuid4(), 0, "", 60, "X", "Thrall-senjin", Decimal(5))
    member.log.add(odd)
    while not member.step()["differs"]:
        pass
    other = Companion(second_officer(world), profile, "Otto-senjin")
    give(world, profile, 3)
    accept(Quarantined.objects.get(), "Dated by a broken clock", user=world.officer, now=world.now)
    assert other.sync() <= 6
    assert (other.log.digest, len(other.log.entries)) == (ledger_digest(profile).root, 4)


def test_equal_digests_are_told_without_reading_a_hash(world, profile, member, monkeypatch):
    award(profile, [Award("Thrall-senjin", Decimal(3))] * 4, by=writer(world.officer, world.now))
    member.sync()
    read = []
    monkeypatch.setattr(coordinating, "all_hashes", lambda profile: read.append(profile))
    member.peer.session.member.reset()
    for _ in range(4):
        member.step()
    assert (read, member.log.digest.count) == ([], 4)


def test_a_profile_that_is_renamed_has_its_new_name_with_every_member(world, profile, member):
    member.sync()
    type(profile).objects.update(name="Raid-Team-B")
    for _ in range(3):
        member.step()
    assert member.log.profile.name == "Raid-Team-B"
