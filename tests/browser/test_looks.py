"""Light and dark, narrow and wide, without complaints of the console or jumps of the layout."""

import pytest

from tests.browser.conftest import NARROW

pytestmark = pytest.mark.browser

SHIFTS = """
const done = arguments[arguments.length - 1];
let sum = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.value; }))
  .observe({type: "layout-shift", buffered: true});
setTimeout(() => done(sum), 400);
"""


def pages(demo):
    guild, character, period = demo.guild.pk, demo.characters[0].pk, demo.week.period_id
    return [
        "/", "/characters/", f"/guilds/{guild}/vault/", f"/guilds/{guild}/vault/?period={period - 1}",
        f"/guilds/{guild}/sync/", f"/characters/{character}/", f"/characters/{demo.characters[4].pk}/",
        f"/characters/{character}/vault/{period}/raid/", "/accounts/logout/",
    ]  # fmt: skip


def ground(browser):
    return browser.run("return getComputedStyle(document.body).backgroundColor")


def test_no_page_scrolls_sideways_at_360_pixels(browser, demo, operator):
    browser.resize(*NARROW)
    for page in pages(demo):
        browser.open(page)
        width = browser.run("return document.documentElement.scrollWidth")
        assert (page, width) == (page, NARROW[0])
    board = f"/guilds/{demo.guild.pk}/vault/"
    browser.open(board)
    browser.run("document.querySelector('[data-part=raid]').click()")
    browser.until(lambda: browser.all(".evidence-row .evidence"))
    assert browser.run("return document.documentElement.scrollWidth") == NARROW[0]


def test_no_page_makes_the_console_complain_or_jumps(browser, demo, operator):
    for page in pages(demo):
        browser.open(page)
        jumps = browser.driver.execute_async_script(SHIFTS)
        assert (page, browser.complaints(), jumps < 0.02) == (page, [], True)


def test_the_admin_makes_the_console_not_complain(browser, demo, operator):
    for page in (
        "",
        "characters/guild/",
        f"characters/character/{demo.characters[0].pk}/change/",
        "vault/seasonoverlay/add/",
    ):
        browser.open(f"/admin/{page}")
        assert (page, browser.complaints()) == (page, [])


def test_the_api_s_page_makes_the_console_not_complain(browser, db):
    browser.open("/api/docs/")
    browser.until(lambda: browser.all(".opblock"))
    assert browser.complaints() == []


def test_the_system_s_wish_for_dark_is_followed(browser, demo):
    browser.open("/")
    light = ground(browser)
    browser.prefer(prefers_color_scheme="dark")
    browser.open("/")
    assert ground(browser) != light


def test_the_toggle_is_remembered(browser, demo):
    browser.open("/")
    light = ground(browser)
    button = browser.find(".theme")
    assert button.text == "Theme: auto"
    button.click()
    button.click()
    assert button.text == "Theme: dark"
    dark = ground(browser)
    browser.open(f"/guilds/{demo.guild.pk}/vault/")
    assert ground(browser) == dark != light
    assert browser.run("return document.documentElement.dataset.theme") == "dark"
    browser.find(".theme").click()
    browser.open("/")
    assert ground(browser) == light


def test_nothing_moves_for_those_who_want_it_still(browser, demo):
    browser.prefer(prefers_reduced_motion="reduce")
    browser.open(f"/guilds/{demo.guild.pk}/sync/")
    moving = (
        "return [...document.querySelectorAll('*')].filter((e) => getComputedStyle(e).animationName !== 'none').length"
    )
    assert browser.run(moving) == 0
