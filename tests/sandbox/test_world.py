"""The world is the same every time, goes on consistently, and never contradicts itself."""

import json
from collections import Counter
from typing import Any

import pytest

from sandbox.blizzard.guilds import roster
from sandbox.blizzard.profiles import summary
from sandbox.blizzard.raids import raids
from sandbox.blizzard.statistics import statistics
from sandbox.clock import to_ms
from sandbox.world.calendar import DAY, HOUR, WEEK, period_at, period_end, period_start
from sandbox.world.codes import Mint
from sandbox.world.library import Library
from sandbox.world.records import WorldConfig
from sandbox.world.seasons import FIRST_PERIOD
from sandbox.world.world import World

SATURDAY = to_ms("2026-11-21T05:00:00Z")


def documents(world: World, now: int) -> str:
    shown = [raids(world, character, now) for character in world.characters]
    return json.dumps([roster(world, world.guilds[0], now), *shown])


def test_the_same_configuration_gives_the_same_world_whatever_was_asked_before() -> None:
    first, second = World(), World()
    for moment in (SATURDAY + 40 * WEEK, SATURDAY - 20 * WEEK):
        documents(second, moment)
    assert documents(first, SATURDAY) == documents(second, SATURDAY)
    assert documents(first, SATURDAY) != documents(World(WorldConfig(seed=2)), SATURDAY)


def test_lifetime_counters_never_fall_from_march_2026_to_december_2027() -> None:
    world = World()
    character = world.find_character("us", "senjin", "Ведьмара", SATURDAY)
    assert character is not None
    before: dict[Any, int] = {}
    moment = to_ms("2026-03-01T00:00:00Z")
    while moment < to_ms("2027-12-31T00:00:00Z"):
        tally = world.tally(character, world.last_logout(character, moment), moment)
        now: dict[Any, int] = {key: count for key, (count, _) in [*tally.kills.items(), *tally.delves.items()]}
        assert all(now[key] >= count for key, count in before.items())
        before, moment = now, moment + 3 * DAY + 5 * HOUR
    assert sum(before.values()) > 500


def test_counters_grow_by_exactly_what_happened_between_two_logouts() -> None:
    world = World()
    for character in world.characters[:12]:
        then, now = SATURDAY - 9 * DAY, SATURDAY
        logouts = [world.last_logout(character, moment) for moment in (then, now)]
        tallies = [world.tally(character, logout, moment) for logout, moment in zip(logouts, (then, now), strict=True)]
        period = period_at(character.region, now)
        kills = [kill for week in range(period - 2, period + 1) for kill in world.deeds(character, week).kills]
        happened = Counter((k.boss, k.difficulty) for k in kills if logouts[0] < k.at <= logouts[1])
        for key, (count, _) in tallies[1].kills.items():
            assert count - tallies[0].kills.get(key, (0, 0))[0] == happened[key]


def test_everything_happens_while_online_and_a_player_is_one_person() -> None:
    world = World(WorldConfig(characters=150))
    for player in world.cast.players:
        online: list[tuple[int, int]] = []
        for period in (1089, 1090, 1091):
            for uid in player.characters:
                character = world.characters[uid]
                sessions = [s for week in (period - 1, period) for s in world.deeds(character, week).sessions]
                deeds = world.deeds(character, period)
                for at, *_ in [*deeds.kills, *deeds.runs, *deeds.delves, *deeds.clears]:
                    assert period_start("us", period) <= at < period_end("us", period)
                    assert any(login <= at <= logout for login, logout in sessions)
                online += deeds.sessions
        online.sort()
        assert all(earlier[1] <= later[0] for earlier, later in zip(online, online[1:], strict=False))


def test_some_are_online_over_the_reset_and_blizzard_shows_nothing_before_they_log_out() -> None:
    world, found = World(), 0
    for period in range(1078, 1091):
        reset = period_start("us", period)
        for character in world.characters:
            if world.is_online(character, reset):
                found += 1
                shown = summary(world, character, reset)
                assert shown["last_login_timestamp"] < reset
                assert raids(world, character, reset) == raids(world, character, shown["last_login_timestamp"])
    assert found > 5


def test_documents_change_at_logout_only() -> None:
    world = World()
    character = world.find_character("us", "senjin", "Trogmoon", SATURDAY)
    assert character is not None
    night = next(n for n in world.nights(world.guilds[0], 1090) if character.number in n.raiders)
    during, after = night.end - 1000, night.end + HOUR
    assert statistics(world, character, during) == statistics(world, character, night.start)
    assert statistics(world, character, during) != statistics(world, character, after)


@pytest.mark.parametrize("moment", ["2026-03-01T12:00:00Z", "2026-08-12T00:00:00Z", "2027-12-30T12:00:00Z"])
def test_any_moment_is_plausible(moment: str) -> None:
    world, now = World(), to_ms(moment)
    members = world.members(world.guilds[0], now)
    assert 36 <= len(members) <= 41
    assert len({(c.identity(now).name, c.identity(now).realm) for c, _ in members}) == len(members)
    for character, _ in members:
        assert summary(world, character, now)["last_login_timestamp"] <= now


def test_the_guild_changes_over_time() -> None:
    world = World()

    def names(period: int) -> set[str]:
        now = period_start("us", period)
        return {character.identity(now).name for character, _ in world.members(world.guilds[0], now)}

    assert "Freshling" in names(1082) - names(1079)
    assert "Raskolnikov" in names(1090) - names(1085)
    assert "Grubwick" in names(1085) - names(1091)
    now = period_start("us", 1090)
    assert world.find_character("us", "senjin", "toskana", now) is None
    assert world.find_character("us", "bloodscalp", "toskana", now) is not None


def test_there_is_one_of_every_oddity() -> None:
    world = World()
    members = [character for character, _ in world.members(world.guilds[0], SATURDAY)]
    assert {c.profile for c in members} == {"ok", "missing", "forbidden"}
    assert {c.logs for c in members} == {"shown", "hidden"}
    assert {c.on_raiderio for c in members} == {True, False}
    assert sum(c.identity(SATURDAY).name == "Mirel" for c in members) == 2
    assert any(SATURDAY - world.last_logout(c, SATURDAY) > 3 * WEEK for c in members if c.profile == "ok")


def test_guilds_and_size_follow_the_configuration() -> None:
    world = World(WorldConfig(characters=1000, guilds=2))
    sizes = [len(world.members(guild, SATURDAY)) for guild in world.guilds]
    assert all(490 <= size <= 505 for size in sizes)
    assert [guild.region for guild in world.guilds] == ["us", "eu"]


def test_logs_overlap_lag_and_miss_nights() -> None:
    world = World()
    nights = [night for period in range(1080, 1091) for night in world.nights(world.guilds[0], period)]
    assert any(len(night.logs) == 2 for night in nights)
    assert any(not night.logs for night in nights)
    assert any(log.uploaded > night.end for night in nights for log in night.logs)
    library = Library(world)
    log = next(log for night in nights for log in night.logs if log.uploaded > night.end)
    report = library.report(log.code)
    assert report is not None
    assert not report.visible(log.uploaded - 1)
    assert len(report.visible(log.uploaded)) == len(report.fights) > 0
    fights = report.fights
    assert all(earlier.end <= later.start for earlier, later in zip(fights, fights[1:], strict=False))


def test_any_report_is_found_by_its_code_in_another_process() -> None:
    world = World()
    character = next(c for c in world.characters if c.identity(0).name == "Ведьмара")
    codes = {code for kill in Library(world).kills_of(character, SATURDAY) for code in kill.codes}
    assert len(codes) > 8
    for code in codes:
        report = Library(World()).report(code)
        assert report is not None
        assert report.code == code
    assert Library(world).report("0123456789abcdef") is None


def test_a_mint_reads_back_what_it_wrote() -> None:
    mint = Mint(3)
    codes = {
        mint.code(kind, 1090, owner, index): (kind, 1090, owner, index)
        for kind in (0, 1)
        for owner in (0, 7, 9999)
        for index in (0, 21, 255)
    }
    assert len(codes) == 18
    assert all(mint.read(code) == content for code, content in codes.items())
    assert all(Mint(4).read(code) is None for code in codes)


def test_weeks_before_the_story_are_empty() -> None:
    world = World()
    assert not world.nights(world.guilds[0], FIRST_PERIOD - 1)
    assert not world.deeds(world.characters[0], FIRST_PERIOD - 1).sessions


def test_keystones_begin_with_the_season_and_lfr_opens_early() -> None:
    world = World(WorldConfig(characters=200))
    weeks = {
        period: [world.deeds(character, period) for character in world.characters] for period in (1055, 1076, 1077)
    }
    assert not any(deeds.runs for period in (1055, 1076) for deeds in weeks[period])
    assert any(clear.mythic for deeds in weeks[1076] for clear in deeds.clears)
    assert not any(clear.mythic for deeds in weeks[1077] for clear in deeds.clears)
    assert any(deeds.runs for deeds in weeks[1077])
    # Before the season only the Grotto is open, and only on its lowest difficulty.
    assert {(kill.boss, kill.difficulty) for deeds in weeks[1076] for kill in deeds.kills} <= {(2849, 0)}
