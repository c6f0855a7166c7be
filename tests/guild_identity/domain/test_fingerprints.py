"""Which characters share an account by their achievements' dates, and which only raid together."""

from hypothesis import given
from hypothesis import strategies as st

from guild_identity.domain.facts import SameAccount
from guild_identity.domain.fingerprints import agreement, same_account
from tests.growth import growth
from tests.guild_identity.domain.achievement_sets import raids, solo


def pairs(dates):
    return [(found.character_id, found.other_id) for found in same_account(dates)]


def raid_of(people: int):
    """A raid group, one character each, numbered from 100."""
    return {100 + person: solo(person) | raids(1) for person in range(people)}


def test_two_characters_of_one_account_are_found_with_their_numbers():
    found = same_account({**raid_of(10), 1: solo(77), 2: dict(list(solo(77).items())[:50])})
    assert found == (SameAccount(1, 2, agreeing=50, compared=50, rare=50),)


def test_agreement_counts_equal_dates_among_the_common_achievements():
    assert agreement(solo(1) | raids(1), solo(1) | raids(2)) == (100, 140)
    assert agreement(solo(1), {}) == (0, 0)


def test_raid_mates_are_not_one_account_though_they_share_every_kill():
    # A naive count of equal dates sees 40 of 140: more than a third.
    assert pairs(raid_of(20)) == []


def test_raid_mates_with_little_else_are_not_one_account():
    people = {100 + person: solo(person, range(1000, 1012)) | raids(1) for person in range(20)}
    assert pairs(people) == []


def test_two_people_who_always_play_together_are_not_one_account():
    # Twins: every dungeon together, only the two of them. Others of the guild did those dungeons in groups, too.
    dungeons = range(200, 260)
    twins = {1: solo(1) | raids(5, dungeons), 2: solo(2) | raids(5, dungeons)}
    others = {
        10 + group * 5 + person: solo(100 + group * 5 + person) | raids(10 + group, dungeons)
        for group in range(4)
        for person in range(5)
    }
    assert pairs(twins | others) == []


def test_twins_of_whom_the_guild_knows_nothing_else_share_nothing_rare():
    # Nobody else did their dungeons, so an officer may be asked; nothing is linked by itself.
    dungeons = range(200, 260)
    twins = {1: solo(1) | raids(5, dungeons), 2: solo(2) | raids(5, dungeons)}
    assert [found.rare for found in same_account(twins)] == [0]


def test_an_account_with_many_characters_is_found_whole():
    # A date that twelve characters share is no group event when the twelve agree on everything.
    account = {number: solo(1) | raids(1) for number in range(1, 13)}
    found = same_account(account | raid_of(20))
    assert {(one, other) for one in account for other in account if one < other} <= {
        (row.character_id, row.other_id) for row in found
    }
    assert all(row.rare == 100 for row in found if row.other_id < 100)
    # Person 1 of the raid is the same account, by construction.
    assert {row.other_id for row in found if row.character_id < 100 <= row.other_id} == {101}


def rested(person: int, agreeing: int):
    """What an alt shows that was not played for long: so many dates agree."""
    dates = list(solo(person).items())
    return dict(dates[:agreeing]) | {key: moment - 10**9 for key, moment in dates[agreeing:]}


def test_an_alt_that_rested_for_long_is_found_by_the_part_that_still_agrees():
    found = same_account({1: solo(50), 2: rested(50, 66) | raids(9), **raid_of(12)})
    assert found == (SameAccount(1, 2, agreeing=66, compared=100, rare=66),)


def test_where_most_dates_differ_nothing_counts_as_rare():
    found = same_account({1: solo(50), 2: rested(50, 33), 200: solo(3)})
    assert found == (SameAccount(1, 2, agreeing=33, compared=100, rare=0),)


def test_an_alt_in_the_raid_of_the_others_is_found_by_what_it_did_not_do_there():
    guild = raid_of(20)
    guild[300] = guild[105] | raids(2, range(50, 60))
    assert pairs(guild) == [(105, 300)]


def test_what_everybody_got_in_one_second_says_nothing():
    gift = {9000 + number: 1_650_000_000_000 for number in range(30)}
    assert pairs({person: solo(person, range(1000, 1005)) | gift for person in range(80)}) == []


def test_a_handful_of_equal_dates_is_not_enough():
    assert pairs({1: solo(1, range(1000, 1003)), 2: solo(1, range(1000, 1003))}) == []


def test_characters_without_dates_agree_with_nobody():
    assert same_account({1: {}, 2: {}, 3: solo(3)}) == ()


def test_different_dates_of_the_same_achievements_never_agree():
    assert pairs({person: solo(person) for person in range(30)}) == []


@given(st.lists(st.lists(st.integers(1, 3), max_size=12), max_size=6), st.randoms())
def test_the_order_of_characters_does_not_matter(rows, chance):
    dates = {number: dict(enumerate(row)) for number, row in enumerate(rows)}
    items = list(dates.items())
    chance.shuffle(items)
    found = same_account(dates)
    assert same_account(dict(items)) == found
    assert all(row.character_id < row.other_id and 0 <= row.rare <= row.agreeing <= row.compared for row in found)


def test_the_cost_grows_with_the_pairs_and_no_faster():
    people = {}
    for person in range(60):
        mine = solo(person, range(1000, 1300)) | raids(person % 8, range(1, 101))
        people |= {person * 4 + alt: mine for alt in range(4)}
    assert growth(lambda size: same_account(dict(list(people.items())[:size])), 60, 240) < 30
    assert len(same_account(people)) == 60 * 6
