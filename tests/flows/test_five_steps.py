"""One character's week, synced again and again: a figure never falls back, and a new week starts at nothing."""

import pytest

from tests.flows.scenario import BOSSES, DAY, HOUR, MINUTE, NEXT_RESET, RESET, Scenario, slot
from tests.wire import Wire

pytestmark = pytest.mark.django_db


def test_three_three_three_five_and_none_heroic_bosses(wire: Wire):
    story = Scenario(wire)
    raid = RESET + 30 * HOUR
    for number, boss in enumerate(BOSSES[:3]):
        story.kill(boss, raid + number * 20 * MINUTE)
    story.logout(raid + 3 * HOUR)
    first = raid + 4 * HOUR
    heroic = [story.sync(first).raid_heroic]
    heroic.append(story.sync(first + 5 * MINUTE).raid_heroic)
    heroic.append(story.sync(first + 2 * HOUR).raid_heroic)
    for number, boss in enumerate(BOSSES[3:5]):
        story.kill(boss, raid + DAY + number * 20 * MINUTE)
    story.logout(raid + DAY + 3 * HOUR)
    heroic.append(story.sync(raid + DAY + 4 * HOUR).raid_heroic)
    next_week = story.sync(NEXT_RESET + HOUR)
    heroic.append(next_week.raid_heroic)

    assert heroic == [3, 3, 3, 5, 0]
    assert story.entry(raid).raid_heroic == 5
    assert slot(story.entry(raid), "raid", 2)["state"] == "earned"
    assert slot(next_week, "raid", 1)["state"] == "unknown"
    assert slot(next_week, "raid", 1)["reason"] == "not_logged_in"
