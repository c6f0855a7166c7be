"""Correcting a season's rules: checked, previewed, then in force."""

import json

import pytest

from tests.admin.test_lists import address
from vault.models import SeasonOverlay
from vault.selectors.seasons import season_book

CHANGES = {"rewards": {"world": {"8": {"item_level": 306, "track": "Hero", "rank": 1}}}}


@pytest.fixture
def desk(client, operator, now):
    client.force_login(operator)
    return client


def add(client, changes, button="_save", season="mn-2"):
    written = changes if isinstance(changes, str) else json.dumps(changes)
    fields = {"season": season, "changes": written, "note": "a hot fix", button: ""}
    return client.post(address("vault.seasonoverlay", "add"), fields, follow=True)


def test_changes_are_previewed_before_they_count(desk):
    text = add(desk, CHANGES, "_preview").text
    assert "Nothing is saved yet" in text
    assert "rewards.world.8.item_level" in text and ">305<" in text and ">306<" in text
    assert "The Venomous Abyss" in text
    assert not SeasonOverlay.objects.exists()


def test_changes_count_as_soon_as_they_are_saved(desk, operator):
    assert "The rules count from now on" in add(desk, CHANGES).text
    overlay = SeasonOverlay.objects.get()
    assert (overlay.changes, overlay.updated_by) == (CHANGES, operator)
    assert season_book().rules_for(1090).world_reward(8).item_level == 306


def test_a_saved_overlay_is_previewed_and_changed(desk):
    add(desk, CHANGES)
    page = address("vault.seasonoverlay", "change", SeasonOverlay.objects.get().pk)
    assert "rewards.world.8.item_level" in desk.post(page, {"changes": json.dumps(CHANGES), "_preview": ""}).text
    desk.post(page, {"changes": "{}", "note": "taken back", "_save": ""})
    assert SeasonOverlay.objects.get().changes == {}


def test_the_effective_rules_are_a_page(desk):
    add(desk, CHANGES)
    text = desk.get(address("vault.seasonoverlay", "effective_rules", SeasonOverlay.objects.get().pk)).text
    assert "Different from the shipped pack" in text and "306" in text


@pytest.mark.parametrize("button", ["_save", "_preview"])
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ("{", "Enter a valid JSON."),
        ("[1]", "The changes must be a JSON object"),
        ({"thresholds": {"raid": [6, 4, 2]}}, "thresholds of the raid row must rise"),
        ({"rewards": {"world": {"8": {"item_level": "many"}}}}, "expected int, got str"),
        ({"colour": "red"}, "unknown field"),
        ({"first_period": 1}, "both claim period"),
    ],
)
def test_changes_that_make_no_season_are_refused_with_the_place(desk, changes, message, button):
    assert message in add(desk, changes, button).text
    assert not SeasonOverlay.objects.exists()


def test_a_season_is_changed_in_one_place_only(desk):
    add(desk, CHANGES)
    page = desk.get(address("vault.seasonoverlay", "add")).text
    assert 'value="mn-1"' in page and 'value="mn-2"' not in page


def test_who_may_only_look_previews_nothing(client, db):
    from django.contrib.auth.models import Permission

    from tests.factories.characters import UserFactory

    clerk = UserFactory(username="clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename="view_seasonoverlay"))
    client.force_login(clerk)
    assert add(client, CHANGES, "_preview").status_code == 403
