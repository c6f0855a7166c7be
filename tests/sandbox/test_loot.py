"""The loot points that the sandbox's officers wrote in the game."""

import re

from sandbox.clock import Clock
from sandbox.loot import write_loot
from sandbox.state import Sandbox
from sandbox.world.records import WorldConfig
from sandbox.world.world import World

NOW = 1_795_000_000_000


def loot(seed=1):
    world = World(WorldConfig(seed=seed, characters=40, guilds=1, scripted=False))
    return write_loot(Sandbox(world, Clock(NOW), 0.0), 0)


def test_the_same_world_writes_the_same_points():
    assert loot() == loot()
    assert loot(seed=2) != loot()


def test_both_profiles_have_a_history_of_weeks_and_nothing_of_the_future():
    text = loot()
    assert '["Raid-Team-A"] = {' in text
    assert '["Alt-Runs"] = {' in text
    times = [int(found) for found in re.findall(r'\["timestamp"\] = (\d+)', text)]
    assert len(times) > 500
    assert max(times) - min(times) > 14 * 24 * 3600
    assert max(times) <= NOW // 1000 + 60


def test_totals_are_the_sums_of_the_lines():
    text = loot().split('["Alt-Runs"]')[0]
    sums: dict[str, int] = {}
    for target, delta in re.findall(r'\["target"\] = "([^"]+)",\n\["delta"\] = (-?\d+)', text):
        sums[target] = sums.get(target, 0) + int(delta)
    totals = dict(re.findall(r'\["([^"]+)"\] = \{\n\["total"\] = (-?\d+)', text))
    assert {name: int(total) for name, total in totals.items()} == sums
