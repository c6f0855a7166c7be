"""A character on Raider.IO: run lists as of its last crawl, and the reset weeks."""

from typing import Any

from sandbox.clock import to_iso
from sandbox.world.calendar import HOUR, MINUTE, REGIONS, SECOND, period_at, period_end, period_start
from sandbox.world.chance import number, share
from sandbox.world.classes import CLASSES, RACES, specialization
from sandbox.world.realms import realm_of
from sandbox.world.records import Character, Run
from sandbox.world.seasons import DUNGEONS, Season, season_of
from sandbox.world.tallies import score
from sandbox.world.world import World, name_key

_LIST_LENGTH = 10
_WEEKS_LISTED = 6
_NEVER_SEEN = 0.03
_ROLES = {"tank": "TANK", "healer": "HEALING", "dps": "DPS"}


def seen_at(world: World, character: Character, run: Run) -> int | None:
    """Give when Raider.IO shows a run: minutes to hours after it; None for the few it never learns of."""
    if (character.number, run.at) in world.crawls:
        return world.crawls[character.number, run.at]
    luck = share(world.seed, "crawl", character.number, run.at)
    if luck < _NEVER_SEEN:
        return None
    return run.at + 2 * MINUTE + int(luck * luck * 5 * HOUR)


def seen_runs(world: World, character: Character, now: int) -> list[Run]:
    """List the runs of the last weeks that Raider.IO shows at a moment, oldest first."""
    periods = world.periods_back(character.region, now, _WEEKS_LISTED)
    runs = (run for period in periods for run in world.deeds(character, period).runs)
    seen = ((run, seen_at(world, character, run)) for run in runs)
    return sorted(run for run, moment in seen if moment is not None and moment <= now)


def profile(world: World, character: Character, now: int, fields: set[str]) -> dict[str, Any]:
    """Write a character's profile with the run lists asked for."""
    identity, runs = character.identity(now), seen_runs(world, character, now)
    spec = specialization(character.class_id, character.spec_id)
    realm = realm_of(character.region, identity.realm)
    base = {
        "name": identity.name,
        "race": RACES[character.race_id],
        "class": CLASSES[character.class_id].name,
        "active_spec_name": spec.name,
        "active_spec_role": _ROLES[spec.role],
        "gender": "female" if character.number % 2 else "male",
        "faction": "horde",
        "achievement_points": 4000 + number(world.seed, "points", character.number) % 30_000,
        "honorable_kills": 0,
        "thumbnail_url": f"https://render.worldofwarcraft.com/{character.region}/character/{identity.realm}"
        f"/{identity.blizzard_id % 256}/{identity.blizzard_id}-avatar.jpg",
        "region": character.region,
        "realm": realm.name if realm else identity.realm,
        "last_crawled_at": to_iso(_crawled_at(world, character, runs, now)),
        "profile_url": f"https://raider.io/characters/{character.region}/{identity.realm}/{identity.name}",
        "profile_banner": "hordebanner1",
    }
    return base | _lists(world, character, runs, now, fields)


def _crawled_at(world: World, character: Character, runs: list[Run], now: int) -> int:
    crawls = [seen_at(world, character, run) or 0 for run in runs]
    routine = now - (now + number(world.seed, "routine", character.number)) % (8 * HOUR)
    return max([routine, *crawls]) // SECOND * SECOND


def _lists(world: World, character: Character, runs: list[Run], now: int, fields: set[str]) -> dict[str, Any]:
    period = period_at(character.region, now)
    season = season_of(period)

    def highest(of: list[Run]) -> list[dict[str, Any]]:
        top = sorted(of, key=lambda run: (-run.level, -score(run), run.at))[:_LIST_LENGTH]
        return [_run(world, character, run) for run in top]

    def within(week: int) -> list[Run]:
        return [run for run in runs if period_at(character.region, run.at) == week]

    start = period_start(character.region, season.first)
    recent = sorted(runs, reverse=True)[:_LIST_LENGTH]
    lists: dict[str, Any] = {}
    if "mythic_plus_recent_runs" in fields:
        lists["mythic_plus_recent_runs"] = [_run(world, character, run) for run in recent]
    if "mythic_plus_weekly_highest_level_runs" in fields:
        lists["mythic_plus_weekly_highest_level_runs"] = highest(within(period))
    if "mythic_plus_previous_weekly_highest_level_runs" in fields:
        lists["mythic_plus_previous_weekly_highest_level_runs"] = highest(within(period - 1))
    if "mythic_plus_highest_level_runs" in fields:
        lists["mythic_plus_highest_level_runs"] = highest([run for run in runs if run.at >= start])
    if any(field.startswith("mythic_plus_scores_by_season") for field in fields):
        lists["mythic_plus_scores_by_season"] = [_scores(world, character, season, now)]
    return lists


def _scores(world: World, character: Character, season: Season, now: int) -> dict[str, Any]:
    best = world.tally(character, now, now).best_runs
    total = round(sum(score(run) for (season_id, _), run in best.items() if season_id == season.id), 1)
    role = specialization(character.class_id, character.spec_id).role
    names = ("all", "dps", "healer", "tank", "spec_0", "spec_1", "spec_2", "spec_3")
    # Whole zeros are integers there, everything else has a fraction.
    values = {name: total if total and name in ("all", role, "spec_0") else 0 for name in names}
    segments = {name: {"score": value, "color": "#d24cad" if value else "#ffffff"} for name, value in values.items()}
    return {"season": season.slug, "scores": values, "segments": segments}


def _run(world: World, character: Character, run: Run) -> dict[str, Any]:
    dungeon = DUNGEONS[run.dungeon]
    run_id = 10_000_000 + number(world.seed, "run", character.number, run.at) % 30_000_000
    season = season_of(period_at(character.region, run.at))
    upgrades = (1 + (run.duration < dungeon.timer * 0.8) + (run.duration < dungeon.timer * 0.6)) if run.timed else 0
    return {
        "dungeon": dungeon.name,
        "short_name": dungeon.short_name,
        "mythic_level": run.level,
        "keystone_run_id": run_id,
        "completed_at": to_iso(run.at),
        "clear_time_ms": run.duration,
        "par_time_ms": dungeon.timer + 999,
        "num_keystone_upgrades": upgrades,
        "map_challenge_mode_id": dungeon.id,
        "zone_id": dungeon.zone,
        "zone_expansion_id": 11,
        "score": score(run),
        "affixes": [
            {
                "id": 9,
                "name": "Tyrannical",
                "description": "Bosses have more health and hit harder.",
                "icon": "achievement_boss_archaedas",
                "wowhead_url": "https://wowhead.com/affix=9",
            }
        ],
        "url": f"https://raider.io/mythic-plus-runs/{season.slug}/{run_id}-{run.level}-{dungeon.slug}",
    }


def find(world: World, region: str, realm: str, name: str, now: int) -> Character | None:
    """Find a character that Raider.IO knows; upper and lower case do not matter."""
    character = world.find_character(region, realm, name_key(name), now)
    return character if character and character.on_raiderio else None


def periods(now: int) -> dict[str, Any]:
    """List the previous, the running and the next period of every region."""
    return {
        "periods": [
            {
                "region": region,
                **{
                    word: _window(region, period_at(region, now) + step)
                    for word, step in (("previous", -1), ("current", 0), ("next", 1))
                },
            }
            for region in REGIONS
        ]
    }


def _window(region: str, period: int) -> dict[str, Any]:
    start, end = period_start(region, period), period_end(region, period)
    return {"period": period, "start": to_iso(start), "end": to_iso(end)}
