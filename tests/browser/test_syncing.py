"""Syncs that are started and followed in a real browser."""

import pytest
from django.utils import timezone

from characters.models import SyncRun, SyncStep
from tests.pages.demo import running_run

pytestmark = pytest.mark.browser


def test_a_running_sync_is_followed_without_reloading(browser, demo):
    run = running_run(demo, done=3)
    browser.open(f"/guilds/{demo.guild.pk}/sync/")
    browser.run("window.stayed = true")
    assert browser.find("progress").get_attribute("value") == "40"
    run.steps.filter(status="pending").update(status="done", requests=3)
    browser.until(lambda: browser.find("progress").get_attribute("value") == "80")
    run.steps.update(status="done")
    SyncRun.objects.filter(pk=run.pk).update(status="done", finished_at=timezone.now())
    browser.until(lambda: browser.find("#now").text == "Last run")
    assert browser.find("#sync").get_attribute("hx-trigger") == "every 30s"
    assert browser.run("return window.stayed") is True
    assert browser.complaints() == []


def test_an_officer_starts_a_sync_and_sees_it_run(browser, demo, operator):
    browser.open(f"/guilds/{demo.guild.pk}/sync/")
    browser.find("#sync form button").click()
    browser.until(lambda: browser.find("#now").text == "Running now")
    assert SyncRun.objects.get(guild=demo.guild, status="running").requested_by == operator


def test_a_character_s_page_comes_anew_when_its_sync_is_over(browser, demo, operator):
    character = demo.characters[0]
    browser.open(f"/characters/{character.pk}/")
    browser.find("form.actions button").click()
    browser.until(lambda: browser.all("[hx-get$='/sync/part/']"))
    browser.run("window.stayed = true")
    SyncStep.objects.filter(character=character, status="pending").update(status="done")
    SyncRun.objects.filter(character=character).update(status="done", finished_at=timezone.now())
    browser.until(lambda: browser.run("return window.stayed") is None)
    assert browser.find("form.actions button").text == "Sync now"


def test_a_character_is_synced_from_the_admin(browser, demo, operator):
    browser.open(f"/admin/characters/character/{demo.characters[3].pk}/change/")
    browser.find("[name='characters_character_sync_now']").click()
    browser.until(lambda: "begins within seconds" in browser.find("body").text)
    assert SyncRun.objects.get(kind="character").character == demo.characters[3]


def test_own_characters_are_put_in_order_by_buttons(browser, demo, operator):
    browser.open("/characters/")
    browser.find("[aria-label='Move Trogmoon down']").click()
    browser.until(lambda: [link.text for link in browser.all(".own a.who")] == ["Ælfwyn", "Trogmoon"])
