"""Two ledgers become equal, whatever they held, at a cost that follows their difference."""

import json
from dataclasses import replace
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lootlog.domain.digests import Digest
from lootlog.domain.exchange import answering, asking, comparing
from lootlog.domain.exchange.answering import answer
from lootlog.domain.exchange.asking import Outcome, Reconciliation
from lootlog.domain.exchange.messages import (
    AskBuckets,
    AskHashes,
    AskSwap,
    AskWeeks,
    BadMessage,
    Node,
    NotTaken,
    Split,
    read_answer,
    read_ask,
)
from lootlog.domain.exchange.rows import row_of
from lootlog.domain.exchange.shelf import Holding, Taken
from tests.lootlog.exchange.ledgers import entries, entry, exchange, holding

FEW = [entry(number, weeks=3) for number in range(60)]


@settings(max_examples=60, deadline=None)
@given(mine=st.sets(st.integers(0, 59)), theirs=st.sets(st.integers(0, 59)))
def test_any_two_sets_end_as_their_union(mine, theirs):
    left, right = holding(FEW[number] for number in mine), holding(FEW[number] for number in theirs)
    outcome, cost = exchange(left, right)
    assert outcome.in_sync and left.root == right.root
    assert left.entries.keys() == right.entries.keys() == {FEW[number].hash for number in mine | theirs}
    assert (len(outcome.received), outcome.new) == (len(theirs - mine), len(mine - theirs))
    assert cost.trips <= 5


@pytest.mark.parametrize("weeks", [104, 1])
def test_ten_that_differ_among_many_take_five_round_trips_and_few_bytes(weeks, monkeypatch):
    monkeypatch.setattr(comparing, "FEW_SUMS", 500)
    common = entries(range(8_000), weeks=weeks)
    mine, theirs = entries(range(5), weeks=weeks, author=2), entries(range(5), weeks=weeks, author=3)
    left, right = holding(common + mine), holding(common + theirs)
    outcome, cost = exchange(left, right)
    assert outcome.in_sync and len(left.entries) == len(right.entries) == 8_010
    assert cost.trips <= 5
    assert cost.size < 25_000


def test_equal_ledgers_need_one_message():
    outcome, cost = exchange(holding(FEW), holding(FEW[::-1]))
    assert (outcome.in_sync, cost.trips) == (True, 1)
    assert cost.size < 500


@pytest.mark.parametrize("start", [(0, 900), (900, 0), (450, 450)])
def test_long_differences_go_in_portions(monkeypatch, start):
    """Every limit of a message is far smaller than the difference."""
    monkeypatch.setattr(asking, "MOST_ENTRIES", 100)
    monkeypatch.setattr(comparing, "MOST_NODES", 16)
    monkeypatch.setattr(comparing, "PORTION", 50)
    monkeypatch.setattr(answering, "MOST_SUMS", 64)
    monkeypatch.setattr(answering, "MOST_HASHES", 80)
    monkeypatch.setattr(answering, "MOST_READ", 200)
    mine, theirs = start
    left, right = holding(entries(range(mine), weeks=4)), holding(entries(range(theirs), weeks=4, author=2))
    outcome, _ = exchange(left, right)
    assert outcome.in_sync and left.root == right.root and left.root.count == 900


class Picky(Holding):
    """A side that sets aside whatever its first author wrote."""

    def take(self, rows):
        bad = [row for row in rows if row.entry[2] == str(FEW[0].author)]
        taken = super().take([row for row in rows if row not in bad])
        return Taken(taken.new, taken.known, 0, [NotTaken(row.hash, "No.") for row in bad])


def test_what_the_other_side_does_not_take_is_named_and_kept_back_from_then_on():
    left, right = holding(FEW[:4] + entries([1, 2], author=2)), Picky(holding().facts, entries([9], author=3))
    outcome, _ = exchange(left, right)
    assert (outcome.in_sync, outcome.new, len(outcome.not_taken), len(outcome.kept_back)) == (True, 2, 4, 4)
    again = Outcome(kept_back=outcome.kept_back)
    first = next(Reconciliation(left, again).run())
    assert first.root == str(right.root)


def test_who_only_fetches_brings_nothing():
    left, right = holding(FEW[:10]), holding(FEW[5:20])
    outcome, _ = exchange(left, right, may_bring=False)
    assert outcome.in_sync and len(outcome.kept_back) == 5
    assert (left.root.count, right.root.count) == (20, 15)


class Changing(Holding):
    """A side that somebody writes in while it is asked."""

    def find(self, names):
        if self.root.count < 65:
            self.add(entry(1_000 + self.root.count))
        return super().find(names)


def test_what_is_written_meanwhile_is_fetched_in_a_further_round():
    right = Changing(holding().facts, FEW)
    left = holding(FEW[:30])
    outcome, _ = exchange(left, right)
    assert not outcome.in_sync or left.root == right.root
    outcome, _ = exchange(left, right)
    assert outcome.in_sync and left.root == right.root


# ---- sides that lie, and what is no message ----


def lied_to(lie):
    """Let a ledger ask a side whose answers `lie` changes; they are JSON by then."""
    left, right = holding(FEW[:30]), holding(FEW[20:])
    steps = Reconciliation(left, Outcome()).run()
    ask = next(steps)
    while True:
        told = json.loads(msgspec.json.encode(answer(right, ask)))
        ask = steps.send(read_answer(lie(told)))


def change(kind, **values):
    return lambda told: {**told, **values} if told["answer"] == kind else told


ELSEWHERE = {"uuid": "00000000-0000-0000-0000-000000000009", "name": "Other", "guild": "", "home_realm": ""}


@pytest.mark.parametrize(
    "lie",
    [
        lambda told: {},
        lambda told: [],
        lambda told: {"answer": "weeks"},
        change("weeks", root="5:abc"),
        change("weeks", root="many"),
        change("weeks", root="9999:" + "0" * 64),
        change("weeks", weeks=[[2900, 5, "zz"]]),
        change("weeks", weeks=[[2900, -5, "0" * 32]]),
        change("weeks", weeks=[[2900, 20, "0" * 32]] * 2),
        change("weeks", profile=ELSEWHERE),
        lambda told: {**told, "answer": "swap"},
        change("buckets", sums=[]),
        change("buckets", sums=["AAAA"]),
        change("buckets", sums=["!!"] * 3),
        change("buckets", sums=["A" * 22] * 20_000),
        change("hashes", hashes=[]),
        change("hashes", hashes=["AAAA"]),
        change("hashes", hashes=["A" * 43] * 64),
        change("hashes", hashes=[""] * 5_000),
        change("swap", root=""),
        change("swap", entries=[{"hash": "0" * 64, "entry": []}]),
        change("swap", entries=[{"hash": FEW[59].hash, "entry": ["x"]}]),
        change("swap", entries=[{"hash": FEW[2].hash, "entry": json.loads("[" * 90 + "]" * 90)}]),
        change("swap", new=-1),
    ],
)
def test_a_side_that_lies_is_refused_in_words(lie):
    with pytest.raises(BadMessage) as refusal:
        lied_to(lie)
    assert len(str(refusal.value)) > 20


def test_a_side_that_never_sends_what_it_claims_to_hold_ends_in_words_and_not_for_ever():
    class Claiming(Holding):
        def find(self, names):
            return []

    outcome, cost = exchange(holding(FEW[:30]), Claiming(holding().facts, FEW))
    assert (outcome.in_sync, outcome.lacking > 0) == (False, True)
    assert cost.trips < 30


def test_an_entry_that_was_changed_on_its_way_is_not_taken():
    left = holding()
    row = msgspec.to_builtins(AskSwap(bring=[], want=[], root_after=str(Digest()), lacks=0, has_more=0))
    good = row_of(FEW[0])
    forged = msgspec.structs.replace(good, entry=[*good.entry[:8], "500", *good.entry[9:]])
    other = row_of(replace(FEW[1], profile=ELSEWHERE["uuid"]))
    told = answer(left, read_ask({**row, "bring": msgspec.to_builtins([forged, other])}))
    assert (told.new, left.root.count) == (0, 0)
    assert ["changed" in told.not_taken[0].reason, "another profile" in told.not_taken[1].reason] == [True, True]


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"ask": "everything"},
        {"ask": "weeks"},
        {"ask": "weeks", "root": "", "more": 1},
        {"ask": "weeks", "root": "", "protocol": 2},
        {"ask": "weeks", "root": "", "peer": {"uuid": "x", "label": ""}},
        {"ask": "buckets", "splits": []},
        {"ask": "buckets", "splits": [[2900, 0, 1, 4]]},
        {"ask": "buckets", "splits": [[2900, 12, 1, 5]]},
        {"ask": "buckets", "splits": [[-1, 0, 0, 4]]},
        {"ask": "buckets", "splits": [[2900, 0, 0, 4]] * 20_000},
        {"ask": "hashes", "nodes": [[2900, 17, 0]]},
        {"ask": "hashes", "nodes": [[2900, 3, 8]]},
        {"ask": "swap", "bring": [], "want": ["x"], "root_after": "", "lacks": 0, "has_more": 0},
        {"ask": "swap", "bring": [], "want": ["0" * 64] * 2_001, "root_after": "", "lacks": 0, "has_more": 0},
        {"ask": "swap", "bring": [{"hash": "x" * 65, "entry": []}], "want": [], "root_after": "", "lacks": 0,
         "has_more": 0},
    ],
)  # fmt: skip
def test_what_is_no_question_is_refused_in_words(document):
    with pytest.raises(BadMessage, match=r"\w{4}"):
        read_ask(document)


@settings(max_examples=80, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["ask", "root", "splits", "nodes", "bring", "want", "profile", "peer"]),
                inner,
                max_size=5,
            )
        ),
        max_leaves=12,
    )
)
def test_whatever_arrives_is_a_question_or_refused(document):
    try:
        told = answer(holding(FEW[:5]), read_ask(document))
    except BadMessage:
        return
    assert told


def test_a_question_about_another_profile_is_refused():
    with pytest.raises(BadMessage, match="not 0{8}"):
        answer(holding(FEW), AskWeeks(root="", profile=UUID(int=9)))


def test_work_for_one_answer_is_bounded(monkeypatch):
    monkeypatch.setattr(answering, "MOST_SUMS", 100)
    monkeypatch.setattr(answering, "MOST_HASHES", 20)
    side, week = holding(FEW), FEW[0].timestamp // (7 * 86400)
    told = answer(side, AskBuckets(splits=[Split(week, 0, 0, 5)] * 50))
    assert len(told.sums) == 3
    with pytest.raises(BadMessage, match="too large"):
        answer(holding(entries(range(30))), AskHashes(nodes=[Node(2900, 0, 0)]))
    assert len(answer(side, AskHashes(nodes=[Node(9, 0, 0)] * 500)).hashes) == 500
