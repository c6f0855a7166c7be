"""How many slots of a guild's closed week are right: by each source alone, and by all of them united.

A guild lives for nine days in the sandbox and is synced every six hours. Then every slot is derived again from the
facts of one source, and compared with what the characters really did.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings

from characters.domain.difficulties import Difficulty
from characters.domain.names import character_key
from characters.domain.regions import Region
from characters.models import Character
from characters.services.guilds import ensure_guild
from sandbox.clock import Clock
from sandbox.server import Running, serve_in_thread
from sandbox.state import Sandbox
from sandbox.world.records import WorldConfig
from sandbox.world.world import World
from tests.benchmarks.table import Row, at_least, at_most
from tests.flows.scenario import sync_to_the_end
from vault.domain.derive import derive_week
from vault.domain.facts import Facts
from vault.domain.rules import SeasonRules
from vault.domain.slots import Slot, State
from vault.selectors.calendar import week_of_period
from vault.selectors.facts import StoredFacts, stored_facts
from vault.selectors.seasons import season_book

CHARACTERS = 40
RESET = datetime(2026, 11, 10, 15, tzinfo=UTC)
PERIOD = 1089
PACE = timedelta(hours=6)
Truth = dict[str, Any]


def measure() -> list[Row]:
    """Let the guild live, sync it, and judge its slots."""
    sandbox = Sandbox(World(WorldConfig(characters=CHARACTERS)), Clock(int(RESET.timestamp() * 1000)))
    with serve_in_thread(sandbox) as running:
        for name in ("BLIZZARD_API_URL", "BLIZZARD_OAUTH_URL", "RAIDERIO_API_URL", "WARCRAFTLOGS_URL"):
            setattr(settings, name, running.url)
        now = _live(running)
        truths = running.control("GET", f"truth?period={PERIOD}")["characters"]
    return _judge(truths, now)


def _live(running: Running) -> datetime:
    now = RESET - PACE
    while now < RESET + timedelta(days=9):
        now += PACE
        running.control("PUT", "clock", {"now": now.isoformat()})
        sync_to_the_end(ensure_guild("us", "senjin", "Keepers of the Vault", now=now), now)
    return now


def _judge(truths: list[Truth], now: datetime) -> list[Row]:
    people = {
        (character.realm.slug, character.name_key): character
        for character in Character.objects.filter(retired_at=None).select_related("realm")
    }
    pairs = [
        (people[key], truth)
        for truth in truths
        if (key := (truth["realm"], character_key(truth["name"]))) in people and truth["profile"] == "ok"
    ]
    facts = stored_facts([character for character, _ in pairs], since=RESET)
    rows = []
    for label, keep in KEPT.items():
        right, unknown, wrong = _count(pairs, facts, keep, now)
        total = right + unknown + wrong
        told = f" ({right} right, {unknown} unknown, {wrong} wrong of {total} slots)"
        if label == "all sources":
            rows.append(at_most("slots that are wrong, all sources united", 0, wrong, "", told))
        rows.append(at_least(f"slots that are right, {label}", 0, 100 * right / total, " %", told))
    return rows


def _count(
    pairs: Iterable[tuple[Character, Truth]], facts: StoredFacts, keep: Callable[[str], bool], now: datetime
) -> tuple[int, int, int]:
    week, rules = week_of_period(Region.US, PERIOD), season_book().rules_for(PERIOD)
    assert rules is not None
    right = unknown = wrong = 0
    for character, truth in pairs:
        known = facts.of(character.pk)
        only = Facts(
            [sighting for sighting in known.sightings if keep(sighting.source)],
            [snapshot for snapshot in known.snapshots if keep(snapshot.source)],
            [run for run in known.runs if keep(run.source)],
        )
        derived = derive_week(week, rules, only, facts.coverage_of(character.pk), now)
        for slot in derived.slots:
            expected = _true_value(truth, slot, rules)
            if slot.state is State.UNKNOWN:
                unknown += 1
            elif _value(slot) == expected:
                right += 1
            else:
                wrong += 1
    return right, unknown, wrong


def _value(slot: Slot) -> int | None:
    return slot.item_level if slot.state is State.EARNED else None


def _true_value(truth: Truth, slot: Slot, rules: SeasonRules) -> int | None:
    levels = sorted(_item_levels(truth, slot.row, rules), reverse=True)
    return levels[slot.threshold - 1] if slot.threshold and len(levels) >= slot.threshold else None


def _item_levels(truth: Truth, row: str, rules: SeasonRules) -> list[int]:
    if row == "raid":
        best: dict[int, int] = {}
        for kill in truth["kills"]:
            level = rules.raid_reward(Difficulty(kill["difficulty"])).item_level
            best[kill["encounter"]] = max(level, best.get(kill["encounter"], 0))
        return list(best.values())
    if row == "world":
        return [rules.world_reward(delve["tier"]).item_level for delve in truth["delves"]]
    keys = [rules.dungeon_reward(run["level"]).item_level for run in truth["runs"]]
    clears = [rules.dungeon_reward(None).item_level for clear in truth["dungeons"] if not clear["mythic"]]
    return [*keys, *clears]


KEPT: dict[str, Callable[[str], bool]] = {
    "Blizzard alone": lambda source: source in ("blizzard", "statistics"),
    "Warcraft Logs alone": lambda source: source == "warcraftlogs",
    "Raider.IO alone": lambda source: source == "raiderio",
    "all sources": lambda source: True,
}
