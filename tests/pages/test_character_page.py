"""A character's page."""

import pytest
from django.urls import reverse

from tests.factories.characters import CharacterFactory, GuildMemberFactory, UserCharacterFactory
from vault.domain.reasons import Reason
from vault.models import GreatVaultEntry


@pytest.fixture
def page(client, demo, member):
    client.force_login(member)

    def ask(number=0, query="", status=200):
        answer = client.get(reverse("character", args=[demo.characters[number].pk]) + query)
        assert answer.status_code == status
        return answer.text

    return ask


def test_it_shows_slots_bosses_runs_plan_and_history(page):
    text = page(3)
    for part in ("Dungeons slot 1: earned", "The Venomous Abyss", "Keystone runs", "What next", "Week by week"):
        assert part in text


def test_the_plan_names_what_the_next_kill_changes(page):
    text = page(0)
    assert "1 Heroic boss" in text
    assert "slot 2: locked →" in text
    assert "already" in text


def test_a_past_week_has_no_plan(page):
    text = page(0, "?period=1089")
    assert "The week is over" in text
    assert "period 1089" in text


def test_an_amended_week_shows_before_and_after(page):
    text = page(0)
    assert "raid slot 2: locked → earned" in text
    assert "<h3>Before</h3>" in text and "<h3>After</h3>" in text


def test_every_section_says_why_it_is_as_old_as_it_is(page):
    text = page(8)
    assert "Blizzard knows no character of this name on this realm. Failed 3 times in a row" in text
    assert "failing" in text


def test_former_names_are_listed(page, demo):
    demo.characters[0].identities.create(
        realm=demo.characters[0].realm, name="Oldmoon", seen_from=demo.now.replace(year=2025), seen_until=demo.now
    )
    assert "Oldmoon" in page(0)


def test_a_character_that_was_never_synced_says_so(client, demo, member):
    newcomer = CharacterFactory(name="Newcomer", last_synced_at=None, last_login_at=None, item_level=None)
    GuildMemberFactory(guild=demo.guild, character=newcomer)
    client.force_login(member)
    text = client.get(reverse("character", args=[newcomer.pk])).text
    assert "No week was derived yet: Newcomer was not synced so far." in text
    assert f"Raid slot 1: unknown. {Reason.NEVER_SYNCED.sentence}" in text


@pytest.mark.parametrize("query", ["?period=x", "?period=1", "?period=2000"])
def test_a_wrong_week_is_refused_with_a_page(page, query):
    assert "That cannot be answered" in page(0, query, status=400)


def test_only_the_owner_is_offered_a_sync(page, demo, member):
    assert "Sync now" not in page(0)
    UserCharacterFactory(user=member, character=demo.characters[0])
    assert "Sync now" in page(0)


def test_the_number_of_queries_does_not_grow_with_weeks(client, demo, operator, django_assert_num_queries):
    client.force_login(operator)
    address = reverse("character", args=[demo.characters[4].pk])
    client.get(address)
    with django_assert_num_queries(27):
        client.get(address)
    entry = GreatVaultEntry.objects.filter(character=demo.characters[4]).first()
    for back in range(5, 12):
        entry.pk, entry.period_id = None, 1090 - back
        entry.save()
    with django_assert_num_queries(27):
        client.get(address)
