"""The ledger's pages in a browser: narrow and wide, live, by keyboard, with and without scripts."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone
from selenium.webdriver.common.keys import Keys

from lootlog.models import LogEntry
from lootlog.services.importing import begin_apply, finish_apply, read_upload
from lootlog.services.profiles import active_profile, create_profile
from lootlog.services.uploads import receive_upload
from lootlog.services.writing import Award, amend, award, void
from tests.browser.conftest import NARROW
from tests.browser.test_looks import SHIFTS
from tests.factories.lootlog import writer

pytestmark = pytest.mark.browser
PUG = "Quîlldrâgon-Der Rat von Dalaran"


@pytest.fixture
def raid(ledger_db, demo, operator):
    """The demo guild's active profile: three raid nights, a price, a void, an amendment, and two devices."""
    profile = active_profile(demo.guild, now=demo.now)
    create_profile(demo.guild, "Raid-Team-A with a name that is rather long, as names go", now=demo.now)
    names = [f"{one.name}-{one.realm.name}" for one in demo.characters]
    for night in (21, 14, 7):
        by = writer(operator, demo.now - timedelta(days=night), f"Trogmoon-{demo.guild.realm.name}")
        rows = list(award(profile, [Award(name, Decimal("12.5"), "Attendance and two kills") for name in names], by=by))
    by = writer(operator, demo.now - timedelta(days=2), f"Trogmoon-{demo.guild.realm.name}")
    [loot] = award(profile, [Award(names[1], Decimal(-30), "Voidglass Kris")], by=by)
    [gone] = award(profile, [Award(names[2], Decimal(100), "Oops")], by=by)
    void(profile, [gone], "A zero too many", by=by)
    amend(profile, rows[3], Decimal(10), "Came late", by=by)
    award(profile, [Award(PUG, Decimal(5), "Filled in for a healer without being asked, twice in a row")], by=by)
    return SimpleNamespace(profile=profile, names=names, loot=loot, gone=gone, by=by)


@pytest.fixture
def path(raid):
    """The address below which all pages of the profile are."""
    return f"/loot/{raid.profile.pk}/"


def pages(raid, path):
    return [
        path, f"{path}?search=nobody", f"{path}targets/{raid.gone.target_id}/", f"{path}entries/",
        f"{path}entries/{raid.gone.pk}/", f"{path}award/", f"{path}deliveries/{raid.loot.delivery_id}/",
        f"{path}conflicts/", f"{path}files/", f"{path}sync/", f"/guilds/{raid.profile.guild_id}/loot/profiles/",
    ]  # fmt: skip


def points_of(browser, name):
    rows = [row for row in browser.all(".standings tbody tr") if name in row.text]
    return rows[0].find_element("css selector", ".total").text if rows else ""


def test_no_page_scrolls_sideways_at_360_pixels(browser, raid, path):
    browser.resize(*NARROW)
    for page in pages(raid, path):
        browser.open(page)
        browser.run("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        assert (page, browser.run("return document.documentElement.scrollWidth")) == (page, NARROW[0])


def test_an_endless_word_in_what_was_set_aside_widens_no_page(browser, raid, path, demo):
    line = f"1|{int(demo.now.timestamp())}|Leader-Garona|{'z' * 80}-Garona|5|5|{'y' * 300}|Default\n"
    upload = receive_upload(demo.guild, line.encode(), file_name="lines.txt", user=None, now=demo.now)
    read_upload(upload, now=demo.now)
    begin_apply(upload, {"*": str(raid.profile.uuid)}, user=None, now=demo.now)
    finish_apply(upload, now=demo.now)
    browser.resize(*NARROW)
    for page in (f"{path}conflicts/", f"{path}files/{upload.pk}/"):
        browser.open(page)
        assert (page, browser.run("return document.documentElement.scrollWidth")) == (page, NARROW[0])


def test_a_file_s_name_keeps_its_room_beside_a_long_reason_why_it_could_not_be_read(browser, raid, path, demo):
    upload = receive_upload(demo.guild, b"no file of an addon", file_name="saved.lua", user=None, now=demo.now)
    assert read_upload(upload, now=demo.now).error
    browser.resize(1280, 900)
    browser.open(f"{path}files/")
    assert browser.run("return document.querySelector('td[data-label=File]').getClientRects()[0].width") > 100


@pytest.mark.parametrize("half", [0, 1])
def test_no_page_makes_the_console_complain_or_jumps(browser, raid, path, half):
    for page in pages(raid, path)[half::2]:
        browser.open(page)
        jumps = browser.driver.execute_async_script(SHIFTS)
        assert (page, browser.complaints(), jumps < 0.02) == (page, [], True)


def test_points_are_given_checked_and_undone(browser, raid, path):
    browser.open(f"{path}award/")
    browser.find("#find").send_keys("tröGm")
    browser.find("[data-chooses='shown']").click()
    assert browser.find("[data-chosen]").text == "1 chosen"
    browser.find("#points").send_keys("−2,5")
    browser.find("#reason").send_keys("Late\n")
    browser.until(lambda: "−2.5 points for 1 character" in browser.find(".confirm h2").text)
    assert [cell.text for cell in browser.all(".confirm td")] == ["37.5", "−2.5", "35"]
    browser.find(".confirm button.primary").click()
    browser.until(lambda: "Written: 1 entry" in browser.find(".messages").text)
    browser.find(".undo summary").send_keys("\n")
    browser.find(".undo button").click()
    browser.until(lambda: "no longer counts" in browser.find(".messages").text)
    browser.open(path)
    assert points_of(browser, "Trogmoon") == "37.5"


def test_what_is_written_elsewhere_appears_while_the_ledger_is_open(browser, raid, path):
    browser.open(f"{path}entries/")
    browser.run("window.stayed = true")
    award(raid.profile, [Award(raid.names[0], Decimal(3), "Seen live")], by=replace(raid.by, now=timezone.now()))
    browser.until(lambda: "Seen live" in browser.find("#arrivals").text, seconds=2)
    assert "1 new entry, newest: +3 for Trogmoon" in browser.find("#arrived").text
    assert browser.driver.execute_async_script(SHIFTS) < 0.02
    award(raid.profile, [Award(raid.names[1], Decimal(4), "Seen next")], by=replace(raid.by, now=timezone.now()))
    browser.until(lambda: "Seen next" in browser.find("#arrivals li").text, seconds=2)
    assert len(browser.all("#arrivals li")) == 2
    assert (browser.run("return window.stayed"), browser.complaints()) == (True, [])


def test_the_slider_goes_back_in_time_and_the_address_keeps_it(browser, raid, path):
    browser.open(path)
    slider = browser.find("#day")
    browser.run("arguments[0].focus()", slider)
    slider.send_keys(Keys.ARROW_LEFT * 10)
    browser.until(lambda: points_of(browser, "Trogmoon") == "25")
    day = f"{raid.by.now + timedelta(days=2 - 10):%Y-%m-%d}"
    browser.until(lambda: f"as_of={day}" in browser.driver.current_url)
    assert browser.find("#as-of").get_attribute("value") == day
    slider.send_keys(Keys.END)
    browser.until(lambda: points_of(browser, "Trogmoon") == "37.5")


def test_without_scripts_the_forms_do_the_same(browser, raid, path):
    browser.scripts(False)
    browser.open(f"{path}?as_of={raid.by.now - timedelta(days=8):%Y-%m-%d}")
    assert points_of(browser, "Trogmoon") == "25"
    browser.find("#search").send_keys("trog\n")
    browser.until(lambda: len(browser.all(".standings tbody tr")) == 1)
    assert points_of(browser, "Trogmoon") == "25"
    browser.open(f"{path}entries/")
    browser.find(".ledger th a").click()
    browser.until(lambda: browser.all(".provenance"))
    assert raid.profile.entries.filter(hash=hash_on(browser)).exists()


def hash_on(browser):
    return next(code.text for code in browser.all(".provenance code") if len(code.text) == 64)


def test_whence_an_entry_comes_opens_and_closes_by_keyboard(browser, raid, path):
    browser.open(f"{path}entries/?search=oops")
    browser.find(".ledger th a").send_keys("\n")
    browser.until(lambda: browser.all(".evidence-row .provenance"))
    assert hash_on(browser) == raid.gone.hash
    browser.find(".ledger th a").send_keys(Keys.ESCAPE)
    assert not browser.all(".evidence-row .provenance")
    assert "entries/" in browser.focused()


def test_a_file_is_looked_at_and_applied(browser, raid, path, tmp_path):
    file = tmp_path / "points.txt"
    at = int(raid.by.now.timestamp())
    file.write_text(f"1|{at}|Anna-Garona|Pug-Garona|5|5|Kill|Default\n")
    browser.open(f"{path}files/")
    browser.find("input[type='file']").send_keys(str(file))
    browser.find(".upload-form button").click()
    browser.until(lambda: "look at it" in browser.find("[role='status'].tag").text)
    before = LogEntry.objects.count()
    browser.find("[name='name-0']").send_keys(" x\n")
    assert (browser.all(".messages"), LogEntry.objects.count()) == ([], before)
    browser.find(".parts button.primary").click()
    browser.until(lambda: "Applied: 1 new" in browser.find(".messages").text)
    assert LogEntry.objects.count() == before + 1
