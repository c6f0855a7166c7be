"""What a season's rules are with some changes, and where they differ from the shipped pack, for people to read."""

from collections.abc import Iterator, Mapping
from typing import Any

from characters.domain.difficulties import Difficulty
from vault.domain.packs import load_pack, read_packs, with_overlay
from vault.domain.seasons import Reward, Season

Difference = tuple[str, str, str]


def preview(season: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the preview page shows: `differences` as (place, shipped, with the changes), and `tables`.

    :raises Refused: when the changes make no valid season.
    """
    shipped = read_packs()[season]
    changed = with_overlay(shipped, changes)
    return {"differences": list(_differences(shipped, changed)), "tables": _tables(load_pack(changed))}


def _differences(before: Any, after: Any, place: str = "") -> Iterator[Difference]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys([*before, *after]):
            inner = f"{place}.{name}" if place else str(name)
            yield from _differences(before.get(name, MISSING), after.get(name, MISSING), inner)
    elif before != after:
        yield place, _written(before), _written(after)


MISSING = object()


def _written(value: Any) -> str:
    return "not there" if value is MISSING else str(value)


def _tables(season: Season) -> list[dict[str, Any]]:
    """Return tables as unfold's component takes them: title, headers, rows."""
    return [
        {
            "title": "Slots open at",
            "headers": ["row", "slot 1", "slot 2", "slot 3"],
            "rows": [[row, *getattr(season.thresholds, row)] for row in ("raid", "dungeon", "world")],
        },
        {
            "title": "Rewards",
            "headers": ["row", "for", "item level", "track"],
            "rows": list(_reward_rows(season)),
        },
        {
            "title": "Raids",
            "headers": ["raid", "opens in period", "bosses"],
            "rows": [
                [raid.name, raid.opens_period, ", ".join(boss.name for boss in raid.bosses.values())]
                for raid in season.raids.values()
            ],
        },
        {
            "title": "Dungeons",
            "headers": ["dungeon", "challenge mode id", "timer"],
            "rows": [
                [dungeon.name, number, f"{dungeon.timer_seconds // 60}:{dungeon.timer_seconds % 60:02}"]
                for number, dungeon in season.dungeons.items()
            ],
        },
        {"title": "Calendar", "headers": ["what", "period"], "rows": list(_calendar_rows(season))},
    ]


def _reward_rows(season: Season) -> Iterator[list[Any]]:
    raid = sorted(season.rewards.raid.items(), key=lambda pair: -Difficulty(pair[0]).order)
    rows: list[tuple[str, Any, Reward]] = [
        *(("raid", difficulty.value, reward) for difficulty, reward in raid),
        *(("dungeon", _keystone(level), reward) for level, reward in season.rewards.dungeon.items()),
        *(("world", f"tier {tier}", reward) for tier, reward in season.rewards.world.items()),
    ]
    for row, what, reward in rows:
        yield [row, what, reward.item_level, f"{reward.track} {reward.rank or ''}".strip()]


def _keystone(level: str) -> str:
    return {"mythic0": "Mythic, no keystone", "heroic": "Heroic"}.get(level, f"+{level}")


def _calendar_rows(season: Season) -> Iterator[list[Any]]:
    yield ["first", season.first_period]
    yield ["first live week", season.live_first_period]
    yield ["first with keystones", season.mythic_plus_first_period]
    yield ["last", season.last_period or "still running"]
    yield ["without a vault", ", ".join(map(str, season.periods_without_vault)) or "none"]
