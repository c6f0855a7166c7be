"""The weeks of a player: evenings in the guild's raid and time spent otherwise, one character at a time."""

from collections import defaultdict
from collections.abc import Sequence

from sandbox.world.calendar import DAY, HOUR, MINUTE, SECOND, period_end, period_start
from sandbox.world.cast import Cast
from sandbox.world.chance import dice, share
from sandbox.world.codes import Mint
from sandbox.world.nights import EVENING, Night
from sandbox.world.play import Sitting
from sandbox.world.records import Deeds, Kill, Player, Session
from sandbox.world.seasons import season_of

_EVENING_SLOT = 1
# Begin after the evening's, length, and how often it is used: afternoon, evening, night.
_SLOTS = ((-5 * HOUR, 3 * HOUR, 0.15), (0, 195 * MINUTE, 0.55), (210 * MINUTE, 2 * HOUR, 0.2))
_BOUNDARY_SLOT = 21
_BEFORE_RESET, _AFTER_RESET = 90 * MINUTE, 60 * MINUTE

Week = dict[int, Deeds]


def week_of(seed: int, cast: Cast, player: Player, period: int, nights: Sequence[Night], mint: Mint) -> Week:
    """Give what every character of a player does in a period; a session belongs where it begins."""
    region = cast.guilds[player.guild].region
    start, end = period_start(region, period), period_end(region, period)
    week: Week = defaultdict(Deeds)
    busy = _raid(seed, player, nights, week)
    if player.zeal:
        rolls = dice(seed, "week", player.number, period)
        whims = [rolls.random() for _ in range(_BOUNDARY_SLOT)]
        for slot, whim in enumerate(whims):
            if slot not in busy and whim < _SLOTS[slot % 3][2] * player.zeal:
                _spend_slot(seed, cast, player, period, slot, mint, week)
        over = _over_reset(seed, cast, player, period, mint)
        before = _over_reset(seed, cast, player, period - 1, mint)
        for uid in {*over, *before}:
            _keep(week[uid], over.get(uid), start, end, with_sessions=True)
            _keep(week[uid], before.get(uid), start, end, with_sessions=False)
    return {uid: deeds.sort() for uid, deeds in week.items()}


def _raid(seed: int, player: Player, nights: Sequence[Night], week: Week) -> set[int]:
    busy = set()
    mine = set(player.characters)
    for night in nights:
        for uid in mine.intersection(night.raiders):
            busy.add(night.day * 3 + _EVENING_SLOT)
            early, late = (share(seed, side, uid, night.start) for side in ("early", "late"))
            login = night.start - (4 + int(early * 10)) * MINUTE
            week[uid].sessions.append(Session(login, night.end + (1 + int(late * 8)) * MINUTE))
            week[uid].kills.extend(
                Kill(kill.at, kill.boss, kill.difficulty, night.codes(kill))
                for kill in night.kills
                if uid in kill.players
            )
    return busy


def _spend_slot(seed: int, cast: Cast, player: Player, period: int, slot: int, mint: Mint, week: Week) -> None:
    day, part = divmod(slot, 3)
    offset, length, _ = _SLOTS[part]
    region = cast.guilds[player.guild].region
    begin = period_start(region, period) + day * DAY + EVENING[region] + offset
    _sit(seed, cast, player, period, slot, (begin, begin + length), mint, week)


def _over_reset(seed: int, cast: Cast, player: Player, period: int, mint: Mint) -> Week:
    week: Week = defaultdict(Deeds)
    coming = season_of(period + 1)
    # The servers are down when a season begins, or one of its parts.
    if period + 1 in (coming.first, coming.live, coming.keystones):
        return week
    if player.online_over_reset and share(seed, "over reset", player.number, period) < 0.5:
        end = period_end(cast.guilds[player.guild].region, period)
        _sit(seed, cast, player, period, _BOUNDARY_SLOT, (end - _BEFORE_RESET, end + _AFTER_RESET), mint, week)
    return week


def _sit(
    seed: int,
    cast: Cast,
    player: Player,
    period: int,
    slot: int,
    span: tuple[int, int],
    mint: Mint,
    week: Week,
) -> None:
    rolls = dice(seed, "sitting", player.number, period, slot)
    uid = player.characters[0] if rolls.random() < 0.6 else rolls.choice(player.characters)
    character = cast.characters[uid]
    if character.dormant_since < span[1]:
        return
    if character.rarely and share(seed, "rarely", uid, period) > 0.11:
        return
    begin = span[0] + rolls.randint(0, 20) * MINUTE + rolls.randint(0, 59) * SECOND
    sitting = Sitting(
        player, season_of(period), period, slot, begin + 2 * MINUTE, span[1] - 10 * MINUTE, mint, rolls, week[uid]
    )
    if character.level == 90:
        sitting.play()
    if slot == _BOUNDARY_SLOT:
        sitting.at = max(sitting.at, span[1] - rolls.randint(10, 45) * MINUTE)
    logout = min(sitting.at + rolls.randint(60, 1200) * SECOND, span[1])
    week[uid].sessions.append(Session(begin, max(logout, begin + 3 * MINUTE)))


def _keep(deeds: Deeds, more: Deeds | None, start: int, end: int, *, with_sessions: bool) -> None:
    if more is None:
        return
    if with_sessions:
        deeds.sessions.extend(more.sessions)
    deeds.kills.extend(kill for kill in more.kills if start <= kill.at < end)
    deeds.runs.extend(run for run in more.runs if start <= run.at < end)
    deeds.delves.extend(delve for delve in more.delves if start <= delve.at < end)
    deeds.clears.extend(clear for clear in more.clears if start <= clear.at < end)
