"""The dates of achievements, and the choice among them that makes two characters comparable."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from characters.domain.achievements import MOST_DATES, chosen_dates, parse_achievements
from characters.domain.errors import MalformedPayload
from tests.captures import at

DAY = datetime(2020, 1, 1, tzinfo=UTC)


def test_dates_are_read_and_what_is_under_way_is_not():
    body = {
        "achievements": [
            {"id": 6, "criteria": {"id": 1, "is_completed": True}, "completed_timestamp": 1225052057000},
            {"id": 14188, "criteria": {"id": 2, "is_completed": False}},
            {"id": 14189, "completed_timestamp": None},
            {"id": 14190, "completed_timestamp": 0},
        ]
    }
    assert parse_achievements(body) == {6: at("2008-10-26T20:14:17")}


def test_an_achievement_of_another_character_of_the_account_has_its_date_too():
    # Completed by somebody else of the account: its own criteria are open, the date is there.
    row = {"id": 6, "criteria": {"id": 1, "is_completed": False}, "completed_timestamp": 1225052057000}
    assert list(parse_achievements({"achievements": [row]})) == [6]


def test_a_character_without_achievements_has_no_dates():
    assert parse_achievements({"total_quantity": 0}) == {}


def test_a_date_outside_of_all_years_is_malformed():
    with pytest.raises(MalformedPayload, match="achievement 6"):
        parse_achievements({"achievements": [{"id": 6, "completed_timestamp": 5}]})


def test_a_few_dates_are_all_kept_to_the_millisecond():
    assert chosen_dates({6: DAY.replace(microsecond=123000)}) == {6: 1577836800123}


def test_of_many_dates_the_same_are_chosen_for_two_characters_of_one_account():
    many = dict.fromkeys(range(1, 6000), DAY)
    fewer = {key: DAY for key in many if key % 2}
    one, other = chosen_dates(many), chosen_dates(fewer)
    assert (len(one), len(other)) == (MOST_DATES, MOST_DATES)
    # All that the shorter list could have in common with the longer one is there.
    assert one.keys() & fewer.keys() <= other.keys()
    assert len(one.keys() & other.keys()) > MOST_DATES / 3


def test_the_choice_is_scattered_over_all_years():
    chosen = chosen_dates(dict.fromkeys(range(1, 40_000), DAY))
    assert {key // 10_000 for key in chosen} == {0, 1, 2, 3}


@given(st.dictionaries(st.integers(0, 2**31 - 1), st.just(DAY), max_size=50), st.randoms())
def test_the_order_of_the_document_does_not_matter(dates, chance):
    items = list(dates.items())
    chance.shuffle(items)
    assert chosen_dates(dict(items)) == chosen_dates(dates)
