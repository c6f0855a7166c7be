"""The vault board in a real browser."""

import pytest
from selenium.webdriver.common.keys import Keys

pytestmark = pytest.mark.browser


@pytest.fixture
def board(browser, demo):
    browser.open(f"/guilds/{demo.guild.pk}/vault/")
    return browser


def names(browser):
    return [link.text for link in browser.all("#board th a.who")]


def opened(browser):
    return [row.get_attribute("id") for row in browser.all("tr.evidence-row") if row.is_displayed()]


def test_typing_filters_the_board_and_writes_the_address(board):
    board.find("#search").send_keys("faelan")
    board.until(lambda: names(board) == ["Fáelan"])
    assert board.driver.current_url.endswith("/vault/?search=faelan")
    assert board.run("return document.activeElement.id") == "search"
    board.driver.back()
    board.until(lambda: len(names(board)) == 9)


def test_choosing_a_class_filters_at_once(board):
    board.find("#filter-class").send_keys("Monk")
    board.until(lambda: names(board) == ["Brûmbar"])
    assert "class=monk" in board.driver.current_url


def test_a_column_head_orders_and_turns_round(board):
    board.find("thead th:first-child a").click()
    board.until(lambda: names(board)[0] == "Ælfwyn")
    board.find("thead th:first-child a").click()
    board.until(lambda: names(board)[0] == "Trogmoon")


def test_evidence_opens_beneath_the_row_and_closes_again(board, demo):
    # Last week: in this one nobody may have raided yet.
    board.open(f"/guilds/{demo.guild.pk}/vault/?period={demo.week.period_id - 1}")
    row = f"evidence-{demo.characters[0].pk}"
    board.find(f'[data-opens="{row}"][data-part="raid"]').click()
    board.until(lambda: opened(board) == [row])
    assert "the Soulcoiler" in board.find(f"#{row}").text
    assert board.find(f'[data-opens="{row}"][data-part="raid"]').get_attribute("aria-expanded") == "true"
    board.find(f'[data-opens="{row}"][data-part="dungeon"]').click()
    board.until(lambda: "Dungeons" in board.find(f"#{row} h3").text)
    assert board.find(f'[data-opens="{row}"][data-part="raid"]').get_attribute("aria-expanded") == "false"
    board.find(f'[data-opens="{row}"][data-part="dungeon"]').click()
    board.until(lambda: opened(board) == [])
    board.find(f'[data-opens="{row}"][data-part="dungeon"]').click()
    board.until(lambda: opened(board) == [row])
    assert board.complaints() == []


def test_the_keyboard_alone_is_enough(board, demo):
    page = board.find("body")
    page.send_keys(Keys.TAB)
    assert "Skip to the content" in board.focused()
    board.driver.switch_to.active_element.send_keys(Keys.ENTER)
    for _ in range(40):
        board.driver.switch_to.active_element.send_keys(Keys.TAB)
        if "data-opens" in board.focused():
            break
    outline = board.run("return getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    board.driver.switch_to.active_element.send_keys(Keys.ENTER)
    board.until(lambda: len(opened(board)) == 1)
    board.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    board.until(lambda: opened(board) == [])
    assert 'data-part="raid"' in board.focused()


def test_closing_gives_the_focus_back(board, demo):
    row = f"evidence-{demo.characters[0].pk}"
    board.find(f'[data-opens="{row}"][data-part="world"]').send_keys(Keys.ENTER)
    board.until(lambda: opened(board) == [row])
    board.find(f"#{row} [data-closes]").send_keys(Keys.ENTER)
    board.until(lambda: opened(board) == [])
    assert 'data-part="world"' in board.focused()


def test_without_scripts_filters_and_evidence_are_pages(board, demo):
    board.scripts(False)
    board.open(f"/guilds/{demo.guild.pk}/vault/")
    board.find("#search").send_keys("trogmoon")
    board.find(".filters button").click()
    board.until(lambda: len(names(board)) == 1)
    board.find('[data-part="raid"]').click()
    board.until(lambda: board.find("h1").text == "Trogmoon: Raid")


def test_times_carry_the_reader_s_own(board):
    assert "your time:" in board.find("#board time").get_attribute("title")
