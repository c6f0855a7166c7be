"""Kills outside the guild's own logs: what Warcraft Logs ranks for single characters."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from characters.domain.difficulties import Difficulty, from_warcraftlogs, to_warcraftlogs
from characters.domain.documents import Number, SmallIdentifier, Text, read
from characters.domain.errors import MalformedPayload
from characters.domain.instants import from_ms
from characters.domain.log_parses import Percent, percent, read_scalar

_PAIR = re.compile(r"e(\d{1,9})d(\d)")


class _RankedReport(Struct, frozen=True, rename={"fight_id": "fightID"}):
    code: Text | None = None
    fight_id: SmallIdentifier | None = None


class _Rank(Struct, frozen=True, rename="camel"):
    start_time: Number
    duration: Number = 0
    rank_percent: Percent = None
    report: _RankedReport | None = None


class _EncounterRankings(Struct, frozen=True):
    difficulty: SmallIdentifier | None = None
    ranks: list[_Rank] | None = None


class _CharacterData(Struct, frozen=True, rename="camel"):
    character_data: dict[str, dict[str, object] | None]


class _Visibility(Struct, frozen=True):
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class RankedKill:
    """One kill of one character that Warcraft Logs ranked; the report is None where it may not be seen."""

    warcraftlogs_encounter_id: int
    difficulty: Difficulty
    killed_at: datetime
    report_code: str | None
    fight_id: int | None
    parse: float | None


def pair_alias(encounter_id: int, difficulty: Difficulty) -> str:
    """Name the part of a query that asks for one boss on one difficulty, such as "e3470d4"."""
    return f"e{encounter_id}d{to_warcraftlogs(difficulty)}"


def parse_character_kills(data: object) -> dict[str, tuple[RankedKill, ...] | None]:
    """Read the ranked kills of the characters that one query asked for.

    Takes the `data` of the GraphQL answer; returns them by the alias of each character, None for one who is
    unknown or hidden. Times are the end of the fight, in UTC. A boss whose value is an error or unreadable is
    skipped and leaves the others as they are. Raises MalformedPayload with the path when nothing at all can
    be read. Source: Warcraft Logs Character.encounterRankings.
    """
    characters = read(data, _CharacterData, "character kills").character_data
    unreadable: list[MalformedPayload] = []
    found = {alias: _character(fields, unreadable) for alias, fields in characters.items()}
    if unreadable and not any(found.values()):
        raise unreadable[0]
    return found


def _character(
    fields: Mapping[str, object] | None, unreadable: list[MalformedPayload]
) -> tuple[RankedKill, ...] | None:
    if fields is None or read(dict(fields), _Visibility, "character kills").hidden:
        return None
    kills: list[RankedKill] = []
    for alias, value in fields.items():
        try:
            kills.extend(_pair(alias, value))
        except MalformedPayload as error:
            unreadable.append(error)
    return tuple(dict.fromkeys(kills))


def _pair(alias: str, value: object) -> Iterator[RankedKill]:
    asked = _PAIR.fullmatch(alias)
    difficulty = from_warcraftlogs(int(asked.group(2))) if asked else None
    if asked and difficulty:
        rankings = read_scalar(value, _EncounterRankings, f"rankings {alias}")
        # An omitted difficulty is answered with the highest one: such an answer is about something else.
        if rankings.difficulty in (None, to_warcraftlogs(difficulty)):
            for rank in rankings.ranks or ():
                yield _kill(int(asked.group(1)), difficulty, rank)


def _kill(encounter_id: int, difficulty: Difficulty, rank: _Rank) -> RankedKill:
    return RankedKill(
        warcraftlogs_encounter_id=encounter_id,
        difficulty=difficulty,
        killed_at=from_ms(rank.start_time + rank.duration, "character kills: the time of a ranked kill"),
        report_code=rank.report.code if rank.report else None,
        fight_id=rank.report.fight_id if rank.report else None,
        parse=percent(rank.rank_percent),
    )
