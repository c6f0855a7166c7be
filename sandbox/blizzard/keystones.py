"""A character's keystone profile and season: the best run per dungeon, not the list of runs."""

from collections.abc import Iterable
from typing import Any

from sandbox.blizzard import links
from sandbox.world.calendar import SECOND, period_at
from sandbox.world.chance import dice, number
from sandbox.world.classes import CLASSES, RACES
from sandbox.world.names import invent_name
from sandbox.world.realms import REALMS
from sandbox.world.records import Character, Run
from sandbox.world.seasons import DUNGEONS, season_of
from sandbox.world.tallies import Tally, score
from sandbox.world.world import World

_AFFIXES = ((9, "Tyrannical"), (10, "Fortified"), (147, "Xal'atath's Guile"), (148, "Xal'atath's Bargain: Ascendant"))


def keystone_profile(world: World, character: Character, now: int) -> dict[str, Any]:
    """Write the best runs of a period and the seasons played, as of the last logout.

    After a reset the period, its runs and the rating stay those of the last logout.
    """
    region, logout = character.region, world.last_logout(character, now)
    period = period_at(region, logout)
    tally = world.tally(character, logout, now)
    runs = [run for run in world.deeds(character, period).runs if run.at <= logout]
    seasons = sorted({season for season, _ in tally.best_runs}, reverse=True)
    base = f"{links.character_path(character.identity(now))}/mythic-keystone-profile"
    current: dict[str, Any] = {
        "period": {**links.key(region, f"/data/wow/mythic-keystone/period/{period}", "dynamic"), "id": period}
    }
    if runs:
        current["best_runs"] = [_run(world, character, run, now) for run in _best(runs)]
    document: dict[str, Any] = {
        "_links": links.self_link(region, base),
        "current_period": current,
        "character": links.character_reference(character, now),
    }
    if seasons:
        document["seasons"] = [
            {**links.key(region, f"{base}/season/{season}", "profile"), "id": season} for season in seasons
        ]
    if rated := _season_runs(tally, season_of(period).id):
        document["current_mythic_rating"] = _rating(rated)
    return document


def keystone_season(world: World, character: Character, season_id: int, now: int) -> dict[str, Any] | None:
    """Write the best runs of a season as of the last logout; None when there are none."""
    region, logout = character.region, world.last_logout(character, now)
    runs = _season_runs(world.tally(character, logout, now), season_id)
    if not runs:
        return None
    path = f"{links.character_path(character.identity(now))}/mythic-keystone-profile/season/{season_id}"
    season = f"/data/wow/mythic-keystone/season/{season_id}"
    return {
        "_links": links.self_link(region, path),
        "season": {**links.key(region, season, "dynamic"), "id": season_id},
        "best_runs": [_run(world, character, run, now) for run in runs],
        "character": links.character_reference(character, now),
        "mythic_rating": _rating(runs),
    }


def _season_runs(tally: Tally, season_id: int) -> list[Run]:
    return [run for (season, _), run in sorted(tally.best_runs.items()) if season == season_id]


def _best(runs: Iterable[Run]) -> list[Run]:
    best: dict[int, Run] = {}
    for run in runs:
        if run.dungeon not in best or (run.level, run.timed) > (best[run.dungeon].level, best[run.dungeon].timed):
            best[run.dungeon] = run
    return sorted(best.values(), key=lambda run: -run.level)


def _rating(runs: Iterable[Run]) -> dict[str, Any]:
    rating = sum(score(run) for run in runs)
    return {"color": {"r": 163, "g": 53, "b": 238, "a": 1.0}, "rating": round(rating, 3)}


def _run(world: World, character: Character, run: Run, now: int) -> dict[str, Any]:
    region, dungeon = character.region, DUNGEONS[run.dungeon]
    # Between two reads the time of one and the same run moves by a second.
    drift = number(world.seed, "drift", character.number, run.at) % 3 - 1
    return {
        "completed_timestamp": run.at + drift * SECOND,
        "duration": run.duration,
        "keystone_level": run.level,
        "keystone_affixes": [
            links.static(region, "keystone-affix", *affix) for affix in _AFFIXES[: 2 + run.level // 10]
        ],
        "members": [_self(world, character, now), *_others(region, run)],
        "dungeon": {
            **links.key(region, f"/data/wow/mythic-keystone/dungeon/{dungeon.id}", "dynamic"),
            "name": dungeon.name,
            "id": dungeon.id,
        },
        "is_completed_within_time": run.timed,
        "mythic_rating": {"color": {"r": 30, "g": 255, "b": 0, "a": 1.0}, "rating": score(run)},
    }


def _self(world: World, character: Character, now: int) -> dict[str, Any]:
    identity = character.identity(now)
    return _member(
        character.region,
        identity.name,
        identity.blizzard_id,
        identity.realm,
        character.class_id,
        character.spec_id,
        character.race_id,
    )


def _others(region: str, run: Run) -> list[dict[str, Any]]:
    rolls = dice("party", run.at, run.dungeon)
    realms = [realm.slug for realm in REALMS if realm.region == region]
    members = []
    for _ in range(4):
        chosen = rolls.choice(tuple(CLASSES.values()))
        spec = rolls.choice(chosen.specializations)
        who = (invent_name(rolls), rolls.randrange(10**8, 2 * 10**8), rolls.choice(realms))
        members.append(_member(region, *who, chosen.id, spec.id, chosen.races[0]))
    return members


def _member(
    region: str, name: str, identifier: int, realm: str, class_id: int, spec_id: int, race_id: int
) -> dict[str, Any]:
    spec = next(s for s in CLASSES[class_id].specializations if s.id == spec_id)
    return {
        "character": {"name": name, "id": identifier, "realm": links.realm_reference(region, realm, named=False)},
        "specialization": links.static(region, "playable-specialization", spec.id, spec.name),
        "race": links.static(region, "playable-race", race_id, RACES[race_id]),
        "equipped_item_level": 280 + identifier % 40,
    }
