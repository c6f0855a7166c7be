"""Why somebody holds what they hold."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from lootlog.domain.entries import Entry, Kind, imported_author
from lootlog.domain.merging import Incoming
from lootlog.models import Delivery, Stream
from lootlog.pages import explain
from lootlog.services.merging import merge
from lootlog.services.writing import amend, void
from tests.factories.lootlog import writer
from tests.lootlog.pages.reading import words


def path(ledger, query=""):
    return f"targets/{ledger.loot.target_id}/{query}"


def running(answer):
    return re.findall(r'data-label="Points"><strong>([^<]*)', answer.text)


def test_every_line_comes_with_the_points_after_it(ledger, ask):
    answer = ask(path(ledger), "member")
    assert running(answer) == ["7.5", "10"]
    assert "7.5 points" in words(answer) and "Boss kill" in words(answer)


def test_what_does_not_count_is_shown_with_the_reason(world, ledger, ask):
    by = writer(world.officer, world.now, "Olga-Garona")
    void(ledger.profile, [ledger.loot], "Wrong person", by=by)
    amend(ledger.profile, ledger.kill[0], Decimal(8), "Came late", by=by)
    answer = ask(path(ledger))
    text = words(answer)
    assert "does not count Ring" in text and re.search(r"Taken out by Olga-Garona, .*?: Wrong person", text)
    assert re.search(r"Replaced by \+8 by Olga-Garona, .*?: Came late", text)
    assert running(answer)[0] == "8"


def test_of_an_amended_amendment_the_last_counts_and_each_says_why_it_does_not(world, ledger, ask):
    by = writer(world.officer, world.now, "Olga-Garona")
    first = amend(ledger.profile, ledger.kill[0], Decimal(8), "Came late", by=by)
    second = amend(ledger.profile, first, Decimal(9), "Came early", by=by)
    text = words(ask(path(ledger)))
    assert re.search(r"Replaced by \+8 by [^:]*:\d\d UTC : Came late", text)
    assert re.search(r"Replaced by \+9 by [^:]*:\d\d UTC : Came early", text)
    void(ledger.profile, [second], "No", by=by)
    assert "Replaced by +8" in (text := words(ask(path(ledger)))) and "Replaced by +9" not in text


def test_amendments_of_what_was_taken_out_name_the_void(world, ledger, ask):
    by = writer(world.officer, world.now, "Olga-Garona")
    entry = ledger.kill[0]
    last = amend(ledger.profile, amend(ledger.profile, entry, Decimal(8), "a", by=by), Decimal(9), "b", by=by)
    gone = Entry(
        profile=ledger.profile.uuid, author=imported_author(ledger.profile.uuid, "gen1:x"), sequence=1, previous="",
        timestamp=int(world.now.timestamp()), actor="Anna-Garona", target=entry.target_name, delta=Decimal(0),
        kind=Kind.VOID, reference=entry.hash, reason="Not earned",
    )  # fmt: skip
    delivery = Delivery.objects.create(profile=ledger.profile, channel="import", received_at=world.now)
    merge(ledger.profile, [Incoming("line 1", gone)], delivery, source=Stream.Source.FILE, labels={})
    text = words(ask(path(ledger)))
    assert text.count("Not earned") == 4 and "Replaced by" not in text
    assert "take out the void" in words(ask(f"entries/{last.hash}/"))


def test_a_writer_who_saw_another_total_is_named(world, ledger, ask):
    delivery = Delivery.objects.create(profile=ledger.profile, channel="import", received_at=world.now)
    at = int((world.now - timedelta(minutes=5)).timestamp())
    entry = Entry(
        profile=ledger.profile.uuid, author=imported_author(ledger.profile.uuid, "gen1:x"), sequence=1, previous="",
        timestamp=at, actor="Anna-Garona", target=ledger.names[0], delta=Decimal(5), claimed_total=Decimal(12),
    )  # fmt: skip
    incoming = [
        Incoming("line 1", entry),
        Incoming("line 2", replace(entry, sequence=2, claimed_total=Decimal("17.5"))),
    ]
    merge(ledger.profile, incoming, delivery, source=Stream.Source.FILE, labels={})
    text = words(ask(path(ledger)))
    assert text.count("saw 12 points") == 1
    assert "adds up to 12.5" in text and "saw 17.5" not in text


def test_a_long_history_comes_in_pages(ledger, ask, monkeypatch):
    monkeypatch.setattr(explain, "LINES_PER_PAGE", 1)
    assert running(ask(path(ledger))) == ["7.5"]
    assert running(ask(path(ledger, "?page=2"))) == ["10"]


def test_a_person_s_characters_are_read_as_one_when_asked(world, ledger, ask):
    for member in (world.own, world.other):
        member.character.person_key = "p1"
        member.character.save()
    assert running(ask(path(ledger))) == ["7.5", "10"]
    assert running(ask(path(ledger, "?by=person"))) == ["17.5", "20", "10"]


def test_any_day_can_be_looked_at(ledger, ask):
    answer = ask(path(ledger, f"?as_of={ledger.past:%Y-%m-%d}"))
    assert running(answer) == ["10"] and "as of" in words(answer)


@pytest.mark.parametrize("who", ["stranger", "anonymous"])
def test_strangers_find_nothing(ledger, ask, who):
    assert ask(path(ledger), who).status_code == 404


def test_a_target_of_another_profile_is_not_found(ledger, ask):
    assert ask("targets/4711/").status_code == 404
