"""What an export changes about one member, and the guild's words for its ranks."""

from datetime import timedelta

import pytest

from guild_identity.domain.export_rows import ExportRow
from guild_identity.domain.note_plan import NoteState, Outcome, plan_note, rank_names
from tests.factories.exports import EXPORTED

HOUR = timedelta(hours=1)
KNOWN = NoteState("Mikel", "Discord: trog", 3, EXPORTED)


def planned(known=KNOWN, *, at=EXPORTED + HOUR, has_officer_notes=True, **fields):
    row = ExportRow(row=1, name="Trogmoon", **fields)
    return plan_note(row, known, exported_at=at, has_officer_notes=has_officer_notes)


def test_the_first_export_is_news_even_if_there_are_no_notes():
    outcome, state = planned(None, note="", officer_note="")
    assert (outcome, state) == (Outcome.UPDATED, NoteState("", "", None, EXPORTED + HOUR))


@pytest.mark.parametrize(
    ("fields", "note", "officer_note", "rank"),
    [
        ({"note": "Mia", "officer_note": "x", "rank_index": 1}, "Mia", "x", 1),
        ({"note": "", "officer_note": "", "rank_index": 0}, "", "", 0),
        ({"note": "Mia"}, "Mia", "Discord: trog", 3),
        ({"officer_note": "x"}, "Mikel", "x", 3),
        ({"note": "  Mia \n", "officer_note": "\t"}, "Mia", "", 3),
    ],
    ids=["all", "emptied", "no officer notes", "no notes", "spaces"],
)
def test_a_newer_export_changes_what_it_has_and_leaves_what_it_lacks(fields, note, officer_note, rank):
    assert planned(**fields) == (Outcome.UPDATED, NoteState(note, officer_note, rank, EXPORTED + HOUR))


def test_the_same_words_are_no_news_but_the_newer_time_is_kept():
    outcome, state = planned(note="Mikel ", officer_note="Discord: trog", rank_index=3)
    assert (outcome, state) == (Outcome.UNCHANGED, NoteState("Mikel", "Discord: trog", 3, EXPORTED + HOUR))


def test_an_older_export_changes_nothing():
    assert planned(at=EXPORTED - HOUR, note="Old", officer_note="old", rank_index=9) == (Outcome.OLDER, KNOWN)


def test_of_two_exports_of_one_moment_the_later_to_come_counts():
    outcome, state = planned(at=EXPORTED, note="Mia")
    assert (outcome, state.note) == (Outcome.UPDATED, "Mia")


def test_officer_notes_stay_when_the_exports_maker_may_not_read_them():
    outcome, state = planned(has_officer_notes=False, note="Mia", officer_note="")
    assert (outcome, state.note, state.officer_note) == (Outcome.UPDATED, "Mia", "Discord: trog")


def test_each_rank_has_the_word_that_most_rows_use():
    given = [(0, "Chief"), (3, "Raider"), (3, "Raider"), (3, "Bench"), (4, "B"), (4, "A"), (None, "Lost"), (5, "")]
    rows = [ExportRow(number, "x", rank_index=index, rank_name=name) for number, (index, name) in enumerate(given)]
    assert rank_names(rows) == {0: "Chief", 3: "Raider", 4: "A"}
