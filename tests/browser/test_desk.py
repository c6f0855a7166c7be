"""The officers' desk in a real browser: by keyboard alone, without scripts, on a telephone, in the dark."""

import pytest
from django.utils import timezone
from selenium.webdriver.common.keys import Keys

from characters.models import SyncStep
from guild_identity.domain.rules import RULES
from guild_identity.models import LinkProposal, PlayerCharacter
from tests.admin.identity.desk_demo import desk_demo
from tests.browser.conftest import NARROW
from tests.factories.characters import GuildAccessFactory, UserFactory

pytestmark = pytest.mark.browser

TABS = ("", "unlinked/", "players/", "proposals/", "issues/", "ranks/", "runs/", "changes/")


@pytest.fixture
def night(transactional_db):
    return desk_demo(timezone.now())


@pytest.fixture
def desk(night, client, browser):
    """An officer who is signed in in the browser, with the desk's address in `root`."""
    officer = GuildAccessFactory(
        guild=night.guild, user=UserFactory(username="olga", is_staff=True), level="officer"
    ).user
    client.force_login(officer)
    browser.open("/accounts/login/")
    browser.driver.add_cookie({"name": "sessionid", "value": client.cookies["sessionid"].value})
    browser.root = f"/admin/guild_identity/desk/{night.guild.pk}/"
    return browser


def press(desk, *keys):
    """Press keys as a person does, who waits for the page; Enter is for what has the focus."""
    for key in keys:
        desk.until(lambda: desk.run("return document.readyState") == "complete")
        if key == Keys.ENTER:
            desk.until(lambda: desk.run("return document.activeElement !== document.body"))
        desk.driver.switch_to.active_element.send_keys(key)


def tab_to(desk, text):
    for _ in range(120):
        press(desk, Keys.TAB)
        if text in desk.run("return document.activeElement.textContent"):
            return
    raise AssertionError(f"{text} cannot be reached by Tab")


def heading(desk):
    return desk.find(".desk h1").text


def is_linked(name):
    return PlayerCharacter.objects.filter(character__name=name).exists()


def test_a_proposal_is_accepted_and_taken_back_by_keys_alone(desk, night):
    desk.open(f"{desk.root}proposals/")
    desk.find("body").send_keys("j")
    assert "Cindermaw" in desk.run("return document.activeElement.textContent")
    press(desk, "j", "k", "a")
    desk.until(lambda: heading(desk) == "Accept the proposal about Cindermaw")
    assert "A new player “Cinder” is made" in desk.find(".sentences").text
    press(desk, Keys.ENTER)
    desk.until(lambda: "Cindermaw is linked to Cinder." in desk.find("body").text)
    assert is_linked("Cindermaw")
    tab_to(desk, "Undo")
    press(desk, Keys.ENTER)
    desk.until(lambda: heading(desk).startswith("Undo:"))
    press(desk, Keys.ENTER)
    desk.until(lambda: "Undone: Cindermaw linked to Cinder" in desk.find("body").text)
    assert not is_linked("Cindermaw")


def test_a_proposal_is_rejected_by_keys_and_letters_typed_are_letters(desk, night):
    desk.open(f"{desk.root}proposals/")
    desk.find("body").send_keys("/")
    press(desk, *"jar")
    assert desk.find(".desk [type=search]").get_attribute("value") == "jar"
    desk.open(f"{desk.root}proposals/")
    desk.find("body").send_keys("jjr")
    desk.until(lambda: heading(desk) == "Reject the proposal about Dûskara")
    press(desk, Keys.ENTER)
    desk.until(lambda: "is rejected" in desk.find("body").text)
    assert LinkProposal.objects.get(pk=night.proposals["Dûskara"].pk).status == "rejected"


def test_two_are_paired_without_scripts(desk, night):
    desk.scripts(False)
    desk.open(f"{desk.root}unlinked/")
    assert desk.find(".desk h1").is_displayed()
    desk.find(f"[name=character][value='{night.characters['Hollowell'].pk}']").send_keys(Keys.SPACE)
    desk.find(f"[name=discord][value='{night.users['faelan'].pk}']").send_keys(Keys.SPACE)
    desk.find(".dock button").click()
    desk.until(lambda: heading(desk).startswith("Link Hollowell to"))
    desk.find(".confirm button").click()
    desk.until(lambda: "Hollowell is linked to" in desk.find("body").text)
    assert is_linked("Hollowell")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_tab_fits_a_telephone_and_the_console_stays_silent(desk, theme):
    desk.prefer(prefers_color_scheme=theme)
    desk.resize(*NARROW)
    for tab in TABS:
        desk.open(desk.root + tab)
        width = desk.run("return document.documentElement.scrollWidth")
        assert (tab, width, desk.complaints()) == (tab, NARROW[0], [])


def test_what_each_rule_found_fits_a_telephone(desk, night):
    counts = {f"links:{rule.name}": 22 for rule in RULES}
    step = SyncStep.objects.filter(run__guild=night.guild, kind=SyncStep.Kind.MATCH).latest("pk")
    SyncStep.objects.filter(pk=step.pk).update(counts=counts)
    desk.resize(*NARROW)
    desk.open(f"{desk.root}runs/{step.run_id}/")
    assert len(desk.all("[data-label='Proposals waiting']")) == len(RULES)
    assert desk.run("return document.documentElement.scrollWidth") == NARROW[0]


def test_the_desk_follows_the_admin_s_theme(desk):
    def ground():
        return desk.run("return getComputedStyle(document.querySelector('.panel')).backgroundColor")

    desk.open(desk.root)
    light = ground()
    desk.prefer(prefers_color_scheme="dark")
    desk.open(desk.root)
    assert ground() != light


def test_ranks_have_names_for_every_ear_and_room_on_a_telephone(desk):
    desk.open(f"{desk.root}ranks/")
    names = [desk.find(f"[name=rank1-{field}]").accessible_name for field in ("name", "level", "discord_role")]
    assert names == ["Name of rank 1", "Level of rank 1", "Discord role of rank 1"]
    desk.resize(*NARROW)
    assert desk.find("[name=rank1-discord_role]").size["width"] > 200


@pytest.mark.parametrize("tab", ["players/", "runs/"])
def test_no_table_hides_columns_on_a_telephone(desk, tab):
    desk.resize(*NARROW)
    desk.open(desk.root + tab)
    rights = [cell.rect["x"] + cell.rect["width"] for cell in desk.all(".desk tbody tr > *")]
    assert rights and max(rights) <= NARROW[0]


def test_two_must_be_chosen_before_they_are_linked(desk, night):
    desk.open(f"{desk.root}unlinked/")
    desk.find(f"[name=discord][value='{night.users['faelan'].pk}']").send_keys(Keys.SPACE)
    desk.find(".dock button").click()
    assert heading(desk) == "Unlinked"
    assert desk.run("return document.activeElement.name") == "character"


def test_who_must_say_why_begins_there(desk, night):
    desk.open(f"{desk.root}issues/{night.issues['orphan_wow'].pk}/resolve/")
    desk.until(lambda: desk.run("return document.activeElement.name") == "reason")
    press(desk, *"a guest", Keys.ENTER)
    desk.until(lambda: "Resolved: Hollowell" in desk.find("body").text)
