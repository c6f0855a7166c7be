"""Who goes on from whom: renames, transfers and faction changes, and names that somebody else took."""

from datetime import UTC, datetime, timedelta

import pytest

from guild_identity.domain.continuity import WITHIN, Trace, continuations
from tests.guild_identity.domain.achievement_sets import solo

DAY = timedelta(days=1)
GONE = datetime(2026, 11, 18, 20, tzinfo=UTC)
OLD, NEW = 1, 2


def old(name="Trogmoon", **fields):
    return Trace(**{"character_id": OLD, "name": name, "realm": "Sen'jin", "class_name": "Druid", "blizzard_id": 11,
                    "moment": GONE, "dates": solo(1), **fields})  # fmt: skip


def new(name="Ragnabear", **fields):
    return Trace(**{"character_id": NEW, "name": name, "realm": "Ragnaros", "class_name": "Druid", "blizzard_id": 22,
                    "moment": GONE + DAY, "dates": solo(1), **fields})  # fmt: skip


def found(vanished, appeared):
    return [(row.character_id, row.other_character_id, row.score) for row in continuations(vanished, appeared)]


def test_a_transferred_character_under_another_name_is_known_by_its_achievements():
    (proposal,) = continuations([old()], [new()])
    assert (proposal.character_id, proposal.other_character_id, proposal.score) == (NEW, OLD, 0.9)
    assert (proposal.discord_user_id, proposal.player_id) == (None, None)
    assert [piece.rule for piece in proposal.evidence] == ["continuity"]
    assert "100 of 100 achievements of Ragnabear" in proposal.evidence[0].text


def test_a_faction_change_keeps_name_and_realm_and_changes_the_id():
    changed = new("Trogmoon", realm="Sen'jin", moment=GONE)
    (proposal,) = continuations([old()], [changed])
    assert len(proposal.evidence) == 2


def test_a_name_that_somebody_else_took_goes_on_nothing():
    # The same name on the same realm and the same class: a naive look at names would say yes.
    assert found([old()], [new("Trogmoon", realm="Sen'jin", dates=solo(2))]) == []


def test_a_similar_name_alone_is_worth_asking_about():
    assert found([old(dates={})], [new("Trogmoonn", dates={})]) == [(NEW, OLD, 0.7)]


def test_too_few_common_achievements_say_nothing_against_a_name():
    few = {key: 5 for key in list(solo(1))[:9]}
    assert found([old()], [new("Trogmoon", dates=few)]) == [(NEW, OLD, 0.7)]


def test_the_same_blizzard_id_is_the_best_reason_even_with_dates_that_differ():
    assert found([old()], [new(blizzard_id=11, dates=solo(2))]) == [(NEW, OLD, 0.95)]


def test_two_unknown_ids_are_not_the_same():
    assert found([old(blizzard_id=None, dates={})], [new(blizzard_id=None, dates={})]) == []


def test_another_class_is_somebody_else_or_another_alt():
    assert found([old()], [new(class_name="Mage")]) == []


@pytest.mark.parametrize("moment", [GONE + WITHIN + DAY, GONE - WITHIN - DAY])
def test_weeks_apart_is_no_continuation(moment):
    assert found([old()], [new(moment=moment)]) == []


def test_the_new_one_may_be_seen_before_the_old_one_is_missed():
    assert len(found([old()], [new(moment=GONE - DAY)])) == 1


def test_each_character_goes_on_from_one_and_the_best_reason_wins():
    namesake = old("Ragnabear", character_id=5, blizzard_id=55, dates={})
    assert found([namesake, old()], [new()]) == [(NEW, OLD, 0.9)]
    twice = [new(), new("Other", character_id=3, blizzard_id=33)]
    assert found([old()], twice) == [(NEW, OLD, 0.9)]


def test_a_character_does_not_go_on_from_itself():
    assert found([old()], [old()]) == []
