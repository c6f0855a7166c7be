"""The sync status of a guild."""

import re

import pytest
from django.urls import reverse
from kombu.exceptions import OperationalError

from characters.models import SyncRun
from tests.factories.characters import GuildFactory
from tests.pages.demo import demo_guild, invented, running_run


@pytest.fixture
def page(client, demo, officer):
    client.force_login(officer)

    def ask(name="guild-sync"):
        return client.get(reverse(name, args=[demo.guild.pk])).text

    return ask


def test_the_last_run_is_shown_with_its_steps_and_what_was_given_up(page):
    text = page()
    assert "Last run" in text and "took 3 min 9 s" in text
    assert "13 of 13 steps" in text
    assert "Given up:" in text and "Kaelith" in text


def test_a_running_run_is_asked_for_every_two_seconds(page, demo):
    running_run(demo)
    text = page()
    assert 'hx-trigger="every 2s"' in text
    assert '<progress max="100" value="40"' in text
    assert "10 of 25 steps" in text


def test_without_a_running_run_it_is_asked_for_seldom(page):
    assert 'hx-trigger="every 30s"' in page()


def test_the_part_is_the_page_without_its_frame(page):
    text = page("guild-sync-part")
    assert text.startswith('<div id="sync"')
    assert "<html" not in text


def test_failures_are_grouped_by_cause(page):
    text = page()
    assert "out of order" in text and "Raider.IO answered 503" in text
    assert "Fáelan, Mòrwen, Thornwick" in text
    assert "does not know the character" in text


def test_sections_are_counted_by_age(page):
    row = page().split("Freshness by section")[1].split("Raider.IO</th>")[1].split("</tr>")[0]
    assert [int(cell) for cell in re.findall(r">(\d+)<", row)] == [18, 0, 5, 1, 5]


def test_an_officer_starts_a_sync_or_joins_the_running_one(client, demo, officer):
    client.force_login(officer)
    for _ in range(2):
        answer = client.post(reverse("guild-sync-start", args=[demo.guild.pk]))
        assert answer.headers["Location"] == reverse("guild-sync", args=[demo.guild.pk])
    run = SyncRun.objects.get(guild=demo.guild, status="running")
    assert (run.source, run.requested_by) == ("page", officer)


def test_a_sync_is_kept_when_the_workers_cannot_be_reached(client, demo, officer, monkeypatch):
    def refuse():
        raise OperationalError("no broker")

    monkeypatch.setattr("vault.pages.starting.dispatch_due_steps.delay", refuse)
    client.force_login(officer)
    answer = client.post(reverse("guild-sync-start", args=[demo.guild.pk]), follow=True)
    assert "The sync is kept and starts as soon as they can." in answer.text
    assert SyncRun.objects.filter(guild=demo.guild, status="running").exists()


def test_a_guild_that_was_never_synced_says_so(client, operator, now):
    client.force_login(operator)
    text = client.get(reverse("guild-sync", args=[GuildFactory().pk])).text
    assert "No sync has run yet" in text


def test_the_number_of_queries_does_not_grow_with_the_guild(client, demo, operator, django_assert_num_queries):
    client.force_login(operator)
    address = reverse("guild-sync", args=[demo.guild.pk])
    with django_assert_num_queries(10):
        client.get(address)
    large = demo_guild(demo.now, people=invented(36), name="Many")
    with django_assert_num_queries(10):
        client.get(reverse("guild-sync", args=[large.guild.pk]))
