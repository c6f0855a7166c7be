"""The ledger: entries, filters, what arrives, and whence an entry comes."""

import re
from decimal import Decimal
from uuid import uuid4

import pytest

from lootlog.domain.entries import Entry
from lootlog.domain.merging import Incoming
from lootlog.models import Delivery, Stream, Upload
from lootlog.pages import ledger as pages
from lootlog.services.merging import merge
from lootlog.services.writing import Award, award
from tests.factories.lootlog import writer
from tests.lootlog.pages.reading import words

HTMX = {"HX-Request": "true"}


def changes(answer):
    return re.findall(r'data-label="Change"><span[^>]*>(?:<s>)?([^<]*)', answer.text)


def test_entries_come_newest_first(ledger, ask):
    assert changes(ask("entries/", "member")) == ["−2.5", "+10", "+10"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("target=trogmoon", 2),
        ("actor=olga", 3),
        ("kind=void", 0),
        ("search=ring", 1),
        ("counting=yes", 3),
        ("counting=no", 0),
        ("from=2004-12-01&to=2004-12-02", 0),
        ("target=nobody", 0),
    ],
)
def test_filters_are_in_the_address(ledger, ask, query, found):
    answer = ask(f"entries/?{query}", headers=HTMX)
    assert len(changes(answer)) == found
    assert "<html" not in answer.text
    assert ("No entry fits" in answer.text) == (found == 0)


@pytest.mark.parametrize("query", ["kind=x", "counting=x", "from=x", "before=x"])
def test_what_makes_no_sense_is_a_page_in_words(ledger, ask, query):
    assert ask(f"entries/?{query}").status_code == 400


def test_older_entries_follow_by_a_link_that_keeps_the_filters(ledger, ask, monkeypatch):
    monkeypatch.setattr(pages, "LINES_PER_PAGE", 2)
    first = ask("entries/?actor=olga")
    [link] = re.findall(r'rel="next" href="([^"]*)"', first.text)
    second = ask(f"entries/{link.replace('&amp;', '&')}")
    assert (changes(first), changes(second)) == (["−2.5", "+10"], ["+10"])
    assert "actor=olga" in link and 'rel="next"' not in second.text


def test_nothing_new_costs_hardly_anything(ledger, ask, django_assert_max_num_queries):
    ask("sync/", "member")
    with django_assert_max_num_queries(4):
        answer = ask(f"entries/live/?after={ledger.loot.position}", "member")
    assert (answer.status_code, answer.text) == (204, "")


def test_what_arrives_is_told_with_the_place_to_ask_from_next(world, ledger, ask):
    [row] = award(ledger.profile, [Award("Pug-Garona", Decimal(4), "Help")], by=writer(world.officer, world.now))
    answer = ask(f"entries/live/?after={ledger.loot.position}", "member")
    assert "1 new entry, newest: +4 for Pug-Garona" in words(answer)
    assert f"after={row.position}" in answer.text
    filtered = ask(f"entries/live/?after={ledger.loot.position}&target=trogmoon")
    assert "Pug" not in filtered.text and f"after={row.position}" in filtered.text


def test_whence_an_entry_comes_is_told(ledger, ask):
    answer = ask(f"entries/{ledger.kill[1].hash}/", "member")
    text = words(answer)
    assert ledger.kill[1].hash in text and ledger.kill[0].hash[:8] in text and ledger.loot.hash[:8] in text
    assert "olga, the site" in text and str(ledger.kill[1].stream.uuid) in text


def test_strangers_of_a_public_guild_are_not_told_whose_account_brought_it(world, ledger, ask):
    world.guild.is_public = True
    world.guild.save()
    text = words(ask(f"entries/{ledger.loot.pk}/", "anonymous"))
    assert "Delivered by the site" in text and "olga," not in text
    assert "Take it out" not in text


def test_strangers_of_a_public_guild_are_told_no_names_of_files_and_devices(world, ledger, ask):
    world.guild.is_public = True
    world.guild.save()
    profile, device = ledger.profile, uuid4()
    upload = Upload.objects.create(
        guild=world.guild, file_name="olgas.lua", size=1, sha256="0" * 64, raw=b"x", received_at=world.now,
        state=Upload.State.APPLIED, mapping={}, report={},
    )  # fmt: skip
    delivery = Delivery.objects.create(
        profile=profile, channel="import", upload=upload, note="olgas.lua", received_at=world.now
    )
    line = Entry(profile.uuid, device, 1, "0" * 64, int(world.now.timestamp()) - 60, "Olga-G", "Olga-G", Decimal(1))
    merge(profile, [Incoming("", line)], delivery, source=Stream.Source.PEER, labels={device: "olgas notebook"})
    for path in (f"deliveries/{delivery.pk}/", f"entries/{line.hash}/", "sync/"):
        shown, hidden = ask(path, "member").text, ask(path, "anonymous").text
        assert "olgas" in shown and "olgas" not in hidden
    for path in (f"entries/{line.hash}/", "entries/", "entries/?format=csv"):
        answer = world.client("anonymous").get(f"/api/lootlog/profiles/{profile.pk}/{path}")
        assert answer.status_code == 200 and b"olgas" not in answer.getvalue()


def test_in_the_ledger_it_opens_below_its_line(ledger, ask):
    answer = ask(f"entries/{ledger.loot.pk}/", headers=HTMX)
    assert answer.text.startswith(f'<tr class="evidence-row" id="entry-{ledger.loot.pk}"')
    assert "Take it out of the sum" in answer.text


@pytest.mark.parametrize("name", ["4711", "f" * 64, "x", "9" * 30])
def test_what_does_not_exist_is_not_found(ledger, ask, name):
    assert ask(f"entries/{name}/").status_code == 404


@pytest.mark.parametrize("path", ["", "entries/", "award/", "files/", "sync/", "conflicts/"])
def test_the_number_of_queries_does_not_grow_with_the_history(
    world, ledger, ask, path, django_assert_max_num_queries, django_assert_num_queries
):
    ask("sync/")
    with django_assert_max_num_queries(18) as before:
        ask(path)
    names = [f"Raider{chr(97 + number)}-Garona" for number in range(20)]
    for night in range(3):
        award(ledger.profile, [Award(name, Decimal(night + 1)) for name in names], by=writer(world.officer, world.now))
    with django_assert_num_queries(len(before.captured_queries)):
        ask(path)
