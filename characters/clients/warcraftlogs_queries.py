"""The GraphQL texts that Warcraft Logs is asked with."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from characters.domain.difficulties import from_warcraftlogs
from characters.domain.ranked_kills import pair_alias
from characters.domain.regions import Region

_POINTS = "rateLimitData { limitPerHour pointsSpentThisHour pointsResetIn }"
FIND_GUILD = f"""
query($name: String!, $realm: String!, $region: String!) {{
  guildData {{ guild(name: $name, serverSlug: $realm, serverRegion: $region) {{ id }} }}
  {_POINTS}
}}"""
GUILD_REPORTS = f"""
query($guild: Int!, $start: Float!, $end: Float!, $page: Int!) {{
  reportData {{ reports(guildID: $guild, startTime: $start, endTime: $end, limit: 10, page: $page) {{
    has_more_pages current_page
    data {{
      code startTime endTime revision visibility segments exportedSegments zone {{ id }}
      fights(killType: Kills, translate: false) {{
        id encounterID originalEncounterID difficulty size startTime endTime inProgress
        friendlyPlayers friendlySpecs friendlyItemLevels
      }}
      masterData(translate: false) {{ actors(type: "Player") {{ id name server subType }} }}
      rankings(timeframe: Historical)
    }}
  }} }}
  {_POINTS}
}}"""
_ALIAS = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class KillQuestion:
    """Which bosses to ask about for one character; `alias_key` (a plain word) finds its answer again."""

    alias_key: str
    name: str
    realm_slug: str
    region: Region
    pairs: Sequence[tuple[int, int]]


def character_kills_query(questions: Sequence[KillQuestion]) -> str:
    """Write the query that asks for every character and boss by its own alias.

    Names travel as variables n0, s0, r0, n1, … Raises ValueError for an alias that GraphQL cannot take.
    """
    if bad := [question.alias_key for question in questions if not _ALIAS.fullmatch(question.alias_key)]:
        raise ValueError(f"not usable as GraphQL aliases: {bad}")
    names = ", ".join(f"$n{i}: String!, $s{i}: String!, $r{i}: String!" for i in range(len(questions)))
    characters = "\n".join(_character(number, question) for number, question in enumerate(questions))
    return f"query({names}) {{\n  characterData {{\n{characters}\n  }}\n  {_POINTS}\n}}"


def _character(number: int, question: KillQuestion) -> str:
    who = f"name: $n{number}, serverSlug: $s{number}, serverRegion: $r{number}"
    return f"    {question.alias_key}: character({who}) {{ hidden {_rankings(question.pairs)} }}"


def _rankings(pairs: Iterable[tuple[int, int]]) -> str:
    asked = ((encounter_id, number, from_warcraftlogs(number)) for encounter_id, number in pairs)
    return " ".join(
        f"{pair_alias(encounter_id, difficulty)}: encounterRankings("
        f"encounterID: {encounter_id:d}, difficulty: {number:d}, timeframe: Historical)"
        for encounter_id, number, difficulty in asked
        if difficulty is not None
    )
