"""Officers decide about two histories of one author, and about what was set aside."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from lootlog.domain.entries import Entry, imported_author
from lootlog.domain.merging import Incoming
from lootlog.models import Delivery, Fork, Quarantined, Stream
from lootlog.selectors.standings import standings
from lootlog.services.merging import merge
from tests.lootlog.pages.reading import words


@pytest.fixture
def trouble(world, ledger):
    """Two entries at one place of an author, and one of a year that has not come."""
    delivery = Delivery.objects.create(profile=ledger.profile, channel="import", received_at=world.now)
    at = int((world.now - timedelta(hours=2)).timestamp())
    left = Entry(
        profile=ledger.profile.uuid, author=imported_author(ledger.profile.uuid, "gen1:x"), sequence=1, previous="",
        timestamp=at, actor="Anna-Garona", target="Pug-Garona", delta=Decimal(5), reason="Left",
    )  # fmt: skip
    right = replace(left, delta=Decimal(7), reason="Right")
    late = replace(left, sequence=2, timestamp=at + 10**8, reason="From the future")
    incoming = [Incoming(f"line {number}", one) for number, one in enumerate((left, right, late), start=1)]
    merge(ledger.profile, incoming, delivery, source=Stream.Source.FILE, labels={left.author: "Anna, gen1"})
    return Fork.objects.get(), Quarantined.objects.get(), left


def held(ledger):
    return {row.label: row.points for row in standings(ledger.profile)}.get("Pug-Garona")


def test_both_sides_are_shown_and_counted_at_the_tab(trouble, ask):
    text = words(ask("conflicts/"))
    assert "Conflicts 2 open" in text and "Anna, gen1, entry 1" in text
    assert "+5 for Pug-Garona" in text and "+7 for Pug-Garona" in text
    assert "From the future" in text and "five minutes ahead" in text


def test_one_side_is_taken_out(ledger, trouble, send, ask):
    fork, _, left = trouble
    assert held(ledger) == 12
    send(f"conflicts/forks/{fork.pk}/", wrong=left.hash, reason="Restored backup")
    assert held(ledger) == 7
    assert "None. Every author" in words(ask("conflicts/"))
    assert "1 taken out: Restored backup" in words(ask("conflicts/?shown=settled"))


def test_both_may_be_right(ledger, trouble, send):
    send(f"conflicts/forks/{trouble[0].pk}/", wrong="", reason="Two kills")
    assert held(ledger) == 12
    again = send(f"conflicts/forks/{trouble[0].pk}/", wrong="", reason="kept")
    assert again.status_code == 409


def test_a_decision_needs_a_reason(trouble, send):
    answer = send(f"conflicts/forks/{trouble[0].pk}/", wrong="", reason=" ")
    assert answer.status_code == 409 and "Say why" in words(answer)


def test_what_was_set_aside_is_let_in_or_put_away(ledger, trouble, send, ask):
    item = trouble[1]
    send(f"conflicts/aside/{item.pk}/dismiss/", reason="A wrong clock")
    item.refresh_from_db()
    assert (item.state, held(ledger)) == ("dismissed", 12)
    assert "A wrong clock" in words(ask("conflicts/?shown=settled"))
    again = send(f"conflicts/aside/{item.pk}/accept/", reason="kept")
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("what", "said", "points"), [("accept", "are in the ledger now", 22), ("dismiss", "put away", 12)]
)
def test_all_that_waits_for_one_reason_is_decided_at_once(ledger, trouble, send, ask, what, said, points):
    _, item, left = trouble
    assert "for the same reason" not in words(ask("conflicts/"))
    delivery = Delivery.objects.create(profile=ledger.profile, channel="import", received_at=item.delivery.received_at)
    later = replace(left, sequence=3, timestamp=left.timestamp + 10**8, reason="Of that day too")
    merge(ledger.profile, [Incoming("line 4", later)], delivery, source=Stream.Source.FILE, labels={})
    assert "2 for the same reason" in words(ask("conflicts/"))
    form = {"cause": item.reason, "reason": "A wrong clock"}
    stale = send(f"conflicts/aside/alike/{what}/", seen="1", **form)
    assert stale.status_code == 409 and "2 wait for that reason now" in words(stale)
    send(f"conflicts/aside/alike/{what}/", seen="2", **form)
    assert said in words(ask("conflicts/"))
    assert held(ledger) == points
    assert words(ask("conflicts/?shown=settled")).count("A wrong clock") == 2


def test_members_decide_nothing(trouble, send):
    assert send(f"conflicts/forks/{trouble[0].pk}/", "member", wrong="", reason="x").status_code == 403
    assert send(f"conflicts/aside/{trouble[1].pk}/accept/", "member", reason="x").status_code == 403
    assert send("conflicts/aside/alike/accept/", "member", reason="x").status_code == 403


def test_what_is_not_there_is_not_found(trouble, send):
    assert send("conflicts/forks/4711/", reason="x").status_code == 404
    assert send(f"conflicts/aside/{trouble[1].pk}/burn/", reason="x").status_code == 404
    assert send("conflicts/aside/alike/burn/", reason="x").status_code == 404
