from datetime import UTC, datetime, timedelta

import pytest

from characters.domain.sections import Section
from characters.selectors.freshness import State, character_sections, guild_sections, sections_of, state_of
from tests.factories.characters import CharacterFactory, GuildFactory, PayloadFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)


def cause(section="raids", login=None, **payload):
    character = CharacterFactory(last_login_at=login)
    PayloadFactory(character=character, section=section, **{"attempted_at": NOW - HOUR, **payload})
    states = {state.section: state for state in character_sections(character, now=NOW)}
    return states[Section(section)].cause


def test_what_was_never_asked_for_says_so():
    causes = {state.cause for state in character_sections(CharacterFactory(), now=NOW)}
    assert causes == {"Never asked for yet: the next sync does."}


def test_a_document_of_the_last_logout_is_as_new_as_can_be():
    login = NOW - 5 * HOUR
    assert cause(login=login, as_of=login) == (
        "Fetched at 2026-11-20 19:00 UTC, shows the last logout at 2026-11-20 15:00 UTC: nothing newer exists."
    )


def test_a_newer_logout_is_named():
    told = cause(login=NOW - 2 * HOUR, as_of=NOW - 9 * HOUR)
    assert told.startswith("Shows the logout at 2026-11-20 11:00 UTC; there is a newer one at 2026-11-20 18:00 UTC")


def test_a_failure_tells_what_happened_how_often_and_when_it_is_tried_again():
    told = cause(
        fetched_at=NOW - 9 * HOUR, error_kind="timeout", error="No answer in 10 s.", failures=3, due_at=NOW + HOUR
    )
    assert told == (
        "No answer in 10 s. Failed 3 times in a row, last at 2026-11-20 19:00 UTC; the last good answer is of "
        "2026-11-20 11:00 UTC. It is asked for again from 2026-11-20 21:00 UTC."
    )


def test_a_first_failure_has_no_answer_to_show():
    told = cause(fetched_at=None, error_kind="not_found", error="There is no such profile.", failures=1)
    assert told == (
        "There is no such profile. Failed once, at 2026-11-20 19:00 UTC; there is no answer yet. It is asked for again "
        "with the next sync."
    )


def test_sections_of_many_take_one_query(django_assert_num_queries):
    characters = CharacterFactory.create_batch(5)
    for character in characters:
        PayloadFactory(character=character)
    with django_assert_num_queries(1):
        states = sections_of(characters, now=NOW)
    assert [sum(state.fetched_at is not None for state in rows) for rows in states.values()] == [1] * 5


def test_a_guild_has_sections_of_its_own():
    guild = GuildFactory()
    PayloadFactory(character=None, guild=guild, section="roster")
    assert [(s.section, s.fetched_at is not None) for s in guild_sections(guild, now=NOW)] == [
        ("guild", False), ("roster", True), ("reports", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("looked_at", "failed", "expected"),
    [
        (None, False, State.PENDING),
        (None, True, State.STALE),
        (NOW, True, State.STALE),
        (NOW - HOUR, False, State.STALE),
        (NOW, False, State.FRESH),
    ],
)
def test_the_state_follows_from_the_last_look_and_from_failures(looked_at, failed, expected):
    assert state_of(looked_at, failed, wanted_since=NOW) is expected
