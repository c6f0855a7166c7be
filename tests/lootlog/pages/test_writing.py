"""Officers give points on the page, take them back and amend them; nobody else does."""

import re
from decimal import Decimal

import pytest

from characters.domain.errors import Refused
from lootlog.models import LogEntry
from lootlog.pages.typed import typed_points
from lootlog.selectors.standings import standings
from lootlog.services.profiles import archive_profile, create_profile
from tests.lootlog.pages.reading import hidden, words


def held(ledger):
    return {row.label.split("-")[0]: row.points for row in standings(ledger.profile)}


def confirmed(send, **fields):
    """Fill in the form, and send what the page that asks for confirmation holds."""
    page = send("award/", step="check", **fields)
    assert page.status_code == 200, words(page)
    names = ("token", "who", "points", "reason")
    kept = {name: hidden(page, name) for name in names}
    return page, lambda: send("award/", step="write", **kept)


@pytest.mark.parametrize("path", ["award/", "conflicts/"])
@pytest.mark.parametrize(("who", "status"), [("officer", 200), ("member", 403), ("stranger", 404), ("anonymous", 404)])
def test_officers_only_see_the_forms(ledger, ask, path, who, status):
    assert ask(path, who).status_code == status


@pytest.mark.parametrize(
    "path", ["award/", "entries/{0}/void/", "entries/{0}/amend/", "deliveries/{1}/void/", "profile/rename/", "files/"]
)
def test_members_write_nothing(ledger, send, path):
    answer = send(path.format(ledger.loot.pk, ledger.loot.delivery_id), "member", reason="x", points="1", name="x")
    assert answer.status_code == 403
    assert LogEntry.objects.count() == 3


def test_a_form_from_elsewhere_writes_nothing(world, ledger):
    client = world.client("officer")
    client.handler.enforce_csrf_checks = True
    assert client.post(f"/loot/{ledger.profile.pk}/award/", {"step": "write"}).status_code == 403


def test_members_and_known_names_can_be_chosen(ledger, ask):
    text = words(ask("award/"))
    assert "Trogmoon-Sen'jin 7.5" in text and "Ümbrânox-Sen'jin 10" in text


def test_what_would_be_written_is_shown_and_nothing_is_written(ledger, send):
    page, _ = confirmed(send, who=ledger.names[0], others="Pug-Garona, pug-garona\n", points="-2,5", reason="Late")
    text = words(page)
    assert "−2.5 points for 2 characters" in text and "All together −5" in text
    assert "Trogmoon-Sen'jin 7.5 −2.5 5" in text
    assert re.search(r"pug-garona New here: [^?]*\? 0 −2\.5 −2\.5", text, re.IGNORECASE)
    assert LogEntry.objects.count() == 3


def test_confirmed_it_is_written_once(ledger, send):
    _, write = confirmed(send, who=ledger.names, points="4", reason="Bonus")
    first, second = write(), write()
    assert first.status_code == 302 and first.url == second.url
    assert held(ledger) == {"Trogmoon": Decimal("11.5"), "Ümbrânox": Decimal(14)}
    entry = LogEntry.objects.order_by("-position").first()
    assert (entry.reason, entry.actor, entry.delivery.channel) == ("Bonus", "olga", "web")


def test_it_can_be_changed_before(ledger, send):
    page = send("award/", step="edit", who=ledger.names[0], points="4", reason="Bonus")
    assert 'value="Bonus"' in page.text and re.search(rf'value="{ledger.names[0][:8]}[^>]*checked', page.text)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"points": "4"}, "Choose who gets"),
        ({"points": "", "others": "A-B"}, "Say how many points"),
        ({"points": "x", "others": "A-B"}, "no number of points"),
        ({"points": "0", "others": "A-B"}, "change nothing"),
        ({"points": "1.23456", "others": "A-B"}, "decimal places"),
        ({"points": "1e12", "others": "A-B"}, "more than a ledger takes"),
    ],
)
def test_a_refusal_stands_beside_the_form_with_the_input_kept(ledger, send, fields, said):
    page = send("award/", step="check", reason="kept", **fields)
    assert (page.status_code, said in words(page), 'value="kept"' in page.text) == (400, True, True)


def test_what_only_the_ledger_can_refuse_is_told_the_same_way(ledger, send):
    page = send("award/", step="write", others="N" * 65, points="1", reason="kept", token="ab")
    assert page.status_code == 400 and "longer than 64" in words(page) and 'value="kept"' in page.text


def test_an_entry_is_taken_out_and_brought_back(ledger, send):
    answer = send(f"entries/{ledger.loot.hash}/void/", reason="Wrong person")
    assert answer.status_code == 302 and held(ledger)["Trogmoon"] == 10
    gone = LogEntry.objects.get(kind="void")
    send(f"entries/{gone.hash}/void/", reason="Right after all")
    assert held(ledger)["Trogmoon"] == Decimal("7.5")


def test_a_void_needs_a_reason_and_something_that_counts(ledger, send):
    assert "Say why" in words(send(f"entries/{ledger.loot.hash}/void/", reason=" "))
    send(f"entries/{ledger.loot.hash}/void/", reason="Wrong")
    again = send(f"entries/{ledger.loot.hash}/void/", reason="kept")
    assert again.status_code == 409 and "does not count already" in words(again)


def test_an_entry_is_amended_and_the_input_is_kept_where_it_is_refused(ledger, send):
    refused = send(f"entries/{ledger.loot.pk}/amend/", points="x", target="T-R", reason="kept")
    assert refused.status_code == 409 and 'value="kept"' in refused.text and 'value="T-R"' in refused.text
    send(f"entries/{ledger.loot.pk}/amend/", points="-3", target="", reason="Price was 3")
    assert held(ledger)["Trogmoon"] == 7


def test_what_was_just_written_is_undone_at_once(ledger, ask, send):
    path = f"deliveries/{ledger.kill[0].delivery_id}/"
    assert "Undo: take all 2 out of the sum" in words(ask(path))
    send(f"{path}void/", reason="Written by mistake")
    assert held(ledger) == {"Trogmoon": Decimal("-2.5"), "Ümbrânox": Decimal(0)}
    assert "Undo" not in words(ask(path))
    assert "counts any more" in words(send(f"{path}void/", reason="Again"))


def test_nothing_is_written_in_an_archived_profile(world, ledger, send, ask):
    create_profile(world.guild, "Other", now=world.now)
    other = world.guild.loot_profiles.get(name="Other")
    archive_profile(other, now=world.now)
    client = world.client("officer")
    assert "is archived" in words(client.get(f"/loot/{other.pk}/"))
    fields = {"step": "write", "others": "A-B", "points": "1"}
    assert "is archived" in words(client.post(f"/loot/{other.pk}/award/", fields))
    assert not other.entries.exists()


@pytest.mark.parametrize(("text", "points"), [("2,5", "2.5"), ("−3", "-3"), (" 10 ", "10"), ("1000", "1000")])
def test_points_are_read_as_people_type_them(text, points):
    assert typed_points(text) == Decimal(points)


@pytest.mark.parametrize("text", ["1,000", "-12,500", "1,000,000"])
def test_a_number_that_can_be_read_in_two_ways_is_refused(text):
    with pytest.raises(Refused, match="two ways"):
        typed_points(text)


def test_names_that_were_typed_are_kept_when_something_is_changed(ledger, send):
    page = send("award/", step="edit", who=[ledger.names[0], "Stranger-Garona"], points="4", reason="Bonus")
    assert ">Stranger-Garona</textarea>" in page.text
