"""The vault board: what it shows, and what can be asked of it by address."""

import re

import pytest
from django.urls import reverse

from tests.factories.characters import GuildFactory
from tests.pages.demo import demo_guild, invented
from vault.domain.reasons import Reason


@pytest.fixture
def board(client, demo, member):
    """Ask for the board with a query and return the page's text."""
    client.force_login(member)

    def ask(query="", status=200, **headers):
        answer = client.get(reverse("guild-vault", args=[demo.guild.pk]) + query, headers=headers)
        assert answer.status_code == status
        return answer.text

    return ask


def names(text):
    return re.findall(r'<th role="rowheader".*?>([^<]+)</a>', text)


def test_every_synced_character_has_nine_slots(board, demo):
    text = board()
    assert len(names(text)) == len(demo.characters)
    assert len(re.findall(r'class="slot ', text.split('id="board"')[1].split("legend")[0])) == 9 * len(demo.characters)


def test_slots_say_their_state_in_words(board):
    text = board()
    assert "Raid slot 1: earned, item level 334, Myth, for Mythic." in text
    assert "Raid slot 2: locked, 3 of 4 bosses." in text
    assert f"unknown. {Reason.NEVER_SYNCED.sentence}" in text


def test_an_unknown_slot_is_never_shown_as_nothing(board):
    row = next(part for part in board().split("<tbody")[1:] if "Vexandra" in part)
    assert "0 of" not in row
    assert row.count('<b aria-hidden="true">?</b>') == 9
    assert "–" in row


def test_counts_are_figures_and_no_fields(board):
    text = board()
    assert not re.search(r'<input[^>]*type="number"', text)
    assert "LFR" in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?search=umbranox", ["Umbranöx"]),
        ("?search=DUSKARA", ["Dûskara"]),
        ("?class=evoker", ["Ignara", "Nixie"]),
        ("?role=tank&sort=name", ["Brûmbar", "Ebonhart", "Thornwick"]),
        ("?rank=officer&sort=name", ["Ælfwyn", "Brûmbar"]),
        ("?state=pending", ["Vexandra"]),
        ("?class=druid&role=healer", ["Fáelan"]),
    ],
)
def test_filters_are_in_the_address(board, query, expected):
    assert names(board(query)) == expected


def test_the_order_is_in_the_address(board):
    assert names(board("?sort=name"))[:2] == ["Ælfwyn", "Brûmbar"]
    assert names(board("?sort=-name"))[0] == "Wolfsbane"
    assert 'aria-sort="descending"' in board("?sort=-name")


def test_chosen_filters_are_chosen_in_the_form(board):
    text = board("?class=Evoker&sort=-raid&search=x")
    assert re.search(r'<option value="evoker" selected>', text)
    assert re.search(r'<option value="-raid" selected>', text)
    assert 'value="x"' in text


def test_nobody_who_fits_is_said_so(board):
    assert "Nobody fits" in board("?search=zzzz")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("?rank=king", "has no rank “king”"),
        ("?class=bard", "There is no class “bard”"),
        ("?role=dancer", "There is no role “dancer”"),
        ("?state=rotten", "There is no state “rotten”"),
        ("?sort=colour", "There is no order “colour”"),
        ("?period=12", "no reset week 12"),
        ("?period=abc", "“abc” is no reset week"),
        ("?period=1091", "nothing is known about it yet"),
    ],
)
def test_a_wrong_question_is_answered_with_what_is_wrong(board, query, message):
    text = board(query, status=400)
    assert message in text
    assert "Show it without the filters" in text


def test_the_week_picker_leads_to_the_weeks_around(board):
    this_week = board("?class=druid")
    assert "This week" in this_week and "period 1090" in this_week
    assert "?class=druid&amp;period=1089" in this_week
    past = board("?class=druid&period=1089")
    assert "period 1089" in past and "?class=druid&amp;period=1088" in past
    assert 'rel="next" href="?class=druid"' in past


def test_the_csv_link_asks_for_what_is_shown(board, demo):
    assert f"/api/guilds/{demo.guild.pk}/vault/?class=druid&amp;format=csv" in board("?class=druid")


def test_htmx_gets_only_the_board(board):
    text = board("?search=nixie", **{"HX-Request": "true"})
    assert "<html" not in text
    assert names(text) == ["Nixie"]


def test_a_failing_section_is_named_with_its_cause(board):
    assert "Raider.IO: Raider.IO answered 503 (out of order)." in board("?search=faelan")


def test_the_number_of_queries_does_not_grow_with_the_guild(
    client, demo, operator, django_assert_max_num_queries, django_assert_num_queries
):
    client.force_login(operator)
    with django_assert_max_num_queries(16) as small:
        client.get(reverse("guild-vault", args=[demo.guild.pk]))
    large = demo_guild(demo.now, people=invented(36), name="Many")
    with django_assert_num_queries(len(small.captured_queries)):
        client.get(reverse("guild-vault", args=[large.guild.pk]))


def test_a_large_guild_comes_in_pages(board, monkeypatch):
    monkeypatch.setattr("vault.pages.board.ROWS_PER_PAGE", 10)
    first = board("?sort=name")
    assert len(names(first)) == 10
    assert "?sort=name&amp;page=2" in first
    assert "21 to 24 of 24" in board("?sort=name&page=3")


def test_an_empty_guild_says_what_comes_next(client, operator, db, now):
    client.force_login(operator)
    text = client.get(reverse("guild-vault", args=[GuildFactory(name="Fresh").pk])).text
    assert "No character yet" in text
    assert "The background sync reads it within the hour" in text
