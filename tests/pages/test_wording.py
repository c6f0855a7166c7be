"""Every word that data may hold has words for people, and slots read well in every state."""

from datetime import UTC, datetime, timedelta

import pytest

from characters.domain.difficulties import Difficulty
from characters.domain.errors import ErrorKind
from characters.domain.sections import Section
from characters.pages.moments import age_in_words, day, instant, weekday
from tests.factories.vault import slot
from vault.domain.facts import Source
from vault.domain.kills import Confidence
from vault.domain.reasons import Reason
from vault.domain.slots import ROWS as VAULT_ROWS
from vault.pages.cells import cell_of
from vault.pages.next_steps import deed_of_step
from vault.pages.wording import CONFIDENCES, DIFFICULTIES, KINDS, ROWS, SECTIONS, SHORT_REASONS, SOURCES

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "known"),
    [
        (SHORT_REASONS, Reason),
        (SECTIONS, Section),
        (KINDS, ErrorKind),
        (CONFIDENCES, Confidence),
        (SOURCES, Source),
        (DIFFICULTIES, Difficulty),
        (ROWS, VAULT_ROWS),
    ],
)
def test_every_known_word_is_worded(words, known):
    assert set(words) == set(known)


@pytest.mark.parametrize(
    ("made", "lines"),
    [
        (slot("raid", 1, 2, 2), ("300", "Heroic", "Hero")),
        (slot("dungeon", 1, 1, 1, level=12), ("300", "+12", "Hero")),
        (slot("dungeon", 1, 1, 1, level=0, difficulty="mythic"), ("300", "Mythic", "Hero")),
        (slot("dungeon", 1, 1, 1, level=None, difficulty="heroic"), ("300", "Heroic", "Hero")),
        (slot("world", 1, 2, 2, level=8), ("300", "Tier 8", "Hero")),
        (slot("raid", 2, 4, 3), ("3 of 4", "", "locked")),
        (slot("raid", 2, 4, 3, state="locked", reason="no_vault"), ("3 of 4", "", "no vault")),
        (slot("raid", 2, 4, 0, state="unknown", reason="not_logged_in"), ("?", "", "no logout yet")),
        (slot("raid", 2, 4, 3, state="unknown", reason="unplaced"), ("?", "3+ of 4", "which week?")),
        (slot("raid", 2, 4, 0, state="unknown", reason="no_season") | {"threshold": None}, ("?", "", "no rules")),
        (slot("raid", 2, 4, 0, state="unknown", reason="not yet thought of"), ("?", "", "unknown")),
    ],
)
def test_a_cell_says_it_in_up_to_three_lines(made, lines):
    cell = cell_of(made)
    assert (cell.top, cell.what, cell.bottom) == lines


def test_states_differ_by_shape_and_words():
    earned, locked = cell_of(slot("raid", 1, 2, 2)), cell_of(slot("raid", 1, 2, 1))
    unknown = cell_of(slot("raid", 1, 2, 1, state="unknown", reason="no_baseline"))
    assert len({cell.css.split()[0] for cell in (earned, locked, unknown)}) == 3
    assert locked.told == "Raid slot 1: locked, 1 of 2 bosses."
    assert unknown.told.startswith("Raid slot 1: unknown, at least 1 of 2.")
    assert locked.css == "locked share-4"


@pytest.mark.parametrize(
    ("step", "deed"),
    [
        ({"row": "raid", "count": 1, "difficulty": "heroic", "level": None}, "1 Heroic boss"),
        ({"row": "raid", "count": 2, "difficulty": "lfr", "level": None}, "2 LFR bosses"),
        ({"row": "dungeon", "count": 3, "difficulty": None, "level": 10}, "3 keys +10"),
        ({"row": "dungeon", "count": 1, "difficulty": "mythic", "level": 0}, "1 Mythic dungeon"),
        ({"row": "world", "count": 2, "difficulty": None, "level": 8}, "2 delves tier 8"),
    ],
)
def test_a_step_names_what_is_to_be_done(step, deed):
    assert deed_of_step(step) == deed


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=-3), "just now"),
        (timedelta(minutes=18), "18 min ago"),
        (timedelta(hours=47), "47 h ago"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=30), "22 Oct 2026"),
    ],
)
def test_ages_are_told_in_the_largest_unit_that_fits(age, words):
    assert age_in_words(age, NOON - age) == words


def test_moments_are_in_utc_and_machine_readable():
    element = '<time datetime="2026-11-21T12:00:00Z" title="2026-11-21 12:00 UTC">Sat 21 Nov, 12:00 UTC</time>'
    assert instant(NOON) == instant("2026-11-21T13:00:00+01:00") == element
    assert ">Sat 12:00<" in weekday(NOON) and ">21 Nov 2026<" in day(NOON)
    assert instant(None) == day("") == weekday(None) == "never"
