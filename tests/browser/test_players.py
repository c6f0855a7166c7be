"""The pages of players in a browser: narrow and wide, by keyboard, with and without scripts."""

import pytest

from guild_identity.models import LinkSource
from tests.browser.conftest import NARROW
from tests.browser.test_looks import SHIFTS
from tests.factories.identity import AddonUploadFactory, DiscordUserFactory, PlayerCharacterFactory, PlayerFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def player(demo, operator):
    """A player with the first three characters, one of them proven to be the operator's."""
    operator.user_characters.update(is_verified=True)
    user = DiscordUserFactory(guild=demo.guild, username="trogdor_the_burninator_of_the_peasants", nick="Trog")
    main = demo.characters[0]
    player = PlayerFactory(guild=demo.guild, display_name="Trog", discord_user=user, main_character=main)
    evidence = [{"rule": "same_name", "weight": 0.9, "text": "Trogmoon is called like Trog.", "is_private": False}]
    for character in demo.characters[:3]:
        PlayerCharacterFactory(player=player, character=character, link_source=LinkSource.NAME, evidence=evidence)
    return player


def pages(demo, player):
    character = demo.characters[0].pk
    listed = f"/guilds/{demo.guild.pk}/players/"
    return [listed, f"{listed}?search=x", f"/players/{player.pk}/", f"/characters/{character}/player/"]


def test_no_page_scrolls_sideways_at_360_pixels(browser, demo, player):
    browser.resize(*NARROW)
    for page in pages(demo, player):
        browser.open(page)
        browser.run("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        assert (page, browser.run("return document.documentElement.scrollWidth")) == (page, NARROW[0])


def test_no_page_makes_the_console_complain_or_jumps(browser, demo, player):
    for page in [*pages(demo, player), f"/characters/{demo.characters[0].pk}/"]:
        browser.open(page)
        jumps = browser.driver.execute_async_script(SHIFTS)
        assert (page, browser.complaints(), jumps < 0.02) == (page, [], True)


def test_a_character_s_page_says_who_plays_it(browser, demo, player):
    browser.open(f"/characters/{demo.characters[0].pk}/")
    browser.until(lambda: "Played by Trog, with 3 characters" in browser.find(".played-by").text)
    browser.find(".played-by a").click()
    browser.until(lambda: browser.find("h1").text.startswith("Trog"))


def test_without_scripts_it_leads_to_who_plays_it(browser, demo, player):
    browser.scripts(False)
    browser.open(f"/characters/{demo.characters[0].pk}/")
    browser.find(".played-by a").click()
    assert "Played by Trog" in browser.find(".played-by").text


def test_the_search_changes_the_list_and_the_address(browser, demo, player):
    PlayerFactory(guild=demo.guild, display_name="Rival")
    browser.open(f"/guilds/{demo.guild.pk}/players/")
    assert len(browser.all("#players tbody tr")) == 2
    browser.find("#search").send_keys("tröG")
    browser.until(lambda: len(browser.all("#players tbody tr")) == 1)
    assert "search=tr" in browser.driver.current_url


def test_the_evidence_opens_by_keyboard(browser, demo, player):
    browser.open(f"/players/{player.pk}/")
    summary = browser.find(".links summary")
    assert not browser.find(".reasons").is_displayed()
    browser.run("arguments[0].focus()", summary)
    summary.send_keys("\n")
    browser.until(lambda: browser.find(".reasons").is_displayed())


def test_the_own_switch_works(browser, demo, player):
    browser.open(f"/players/{player.pk}/")
    browser.find(".switch button").click()
    browser.until(lambda: "no longer compared" in browser.find(".messages").text)
    player.refresh_from_db()
    assert player.is_unfingerprinted


def test_an_upload_s_long_name_does_not_widen_its_report(browser, demo, operator):
    upload = AddonUploadFactory(guild=demo.guild, file_name="x" * 190 + ".lua", status="done")
    browser.resize(*NARROW)
    for page in ("", f"{upload.pk}/"):
        browser.open(f"/guilds/{demo.guild.pk}/notes/{page}")
        assert (page, browser.run("return document.documentElement.scrollWidth")) == (page, NARROW[0])


def test_a_name_does_not_turn_the_letters_beside_it(browser, demo, player):
    player.discord_user.display_name = "\u202egort"
    player.discord_user.save()
    browser.open(f"/guilds/{demo.guild.pk}/players/")
    assert len(browser.all("#players td bdi")) == 2
