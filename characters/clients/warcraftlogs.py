"""Warcraft Logs' GraphQL API: a guild's reports, and single characters' ranked kills."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from msgspec import Struct

from characters.clients.answers import Answer
from characters.clients.http import post_json
from characters.clients.memory import recall, remember
from characters.clients.oauth import WARCRAFTLOGS
from characters.domain.difficulties import from_warcraftlogs, to_warcraftlogs
from characters.domain.documents import Identifier, read
from characters.domain.errors import ErrorKind, UpstreamError
from characters.domain.log_points import PointBudget, parse_points
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
_POINTS_KEY = "warcraftlogs:points"


@dataclass(frozen=True, slots=True)
class KillQuestion:
    """Which bosses to ask about for one character; `alias_key` (a plain word) finds its answer again."""

    alias_key: str
    name: str
    realm_slug: str
    region: Region
    pairs: Sequence[tuple[int, int]]


class _Id(Struct, frozen=True):
    id: Identifier


class _GuildData(Struct, frozen=True):
    guild: _Id | None = None


class _FoundGuild(Struct, frozen=True):
    guildData: _GuildData | None = None


class _Fault(Struct, frozen=True):
    message: str = ""


class _Envelope(Struct, frozen=True):
    data: dict[str, Any] | None = None
    errors: list[_Fault] | None = None


def find_guild(region: Region, realm_slug: str, name: str) -> int | None:
    """Find the number of a guild, or None when Warcraft Logs does not know it.

    Raises UpstreamError. Source: guildData.guild.
    """
    variables = {"name": name, "realm": realm_slug, "region": region.value}
    try:
        data = _ask(FIND_GUILD, variables, branch="guildData")
    except UpstreamError as error:
        if error.kind is ErrorKind.NOT_FOUND:
            return None
        raise
    found = read(data, _FoundGuild, "guild").guildData
    return found.guild.id if found and found.guild else None


def get_guild_reports(guild_id: int, start: datetime, end: datetime, page: int = 1) -> dict[str, Any]:
    """Fetch one page of a guild's reports between two moments (aware, UTC).

    Returns the `data` of the answer; read it with raid_logs.parse_reports. A report may begin before the
    reset: ask from a day earlier. Raises UpstreamError. Source: reportData.reports.
    """
    window = {"start": start.timestamp() * 1000, "end": end.timestamp() * 1000}
    return _ask(GUILD_REPORTS, {"guild": guild_id, "page": page, **window}, branch="reportData")


def get_character_kills(questions: Sequence[KillQuestion]) -> dict[str, Any]:
    """Fetch the ranked kills of some characters (about ten) in one request.

    Returns the `data` of the answer; read it with ranked_kills.parse_character_kills. Raises UpstreamError.
    Source: Character.encounterRankings.
    """
    variables: dict[str, object] = {}
    for number, question in enumerate(questions):
        variables |= {
            f"n{number}": question.name,
            f"s{number}": question.realm_slug,
            f"r{number}": question.region.value,
        }
    return _ask(character_kills_query(questions), variables, branch="characterData")


def character_kills_query(questions: Sequence[KillQuestion]) -> str:
    """Write the query that asks for every character and boss by its own alias.

    Names travel as variables n0, s0, r0, n1, … Raises ValueError for an alias that GraphQL cannot take.
    """
    if bad := [question.alias_key for question in questions if not _ALIAS.fullmatch(question.alias_key)]:
        raise ValueError(f"not usable as GraphQL aliases: {bad}")
    numbers = range(len(questions))
    declared = ", ".join(
        f"$n{number}: String!, $s{number}: String!, $r{number}: String!" for number in numbers
    )
    characters = "\n".join(
        f"    {question.alias_key}: character(name: $n{number}, serverSlug: $s{number}, serverRegion: $r{number})"
        f" {{ hidden {_rankings(question.pairs)} }}"
        for number, question in enumerate(questions)
    )
    return f"query({declared}) {{\n  characterData {{\n{characters}\n  }}\n  {_POINTS}\n}}"


def points() -> PointBudget | None:
    """Give the points of the running hour as last heard, or None when nothing is known."""
    kept = recall(_POINTS_KEY)
    return PointBudget(*kept) if kept else None


def background_allowed() -> bool:
    """Say whether there are points left for work that nobody is waiting for (up to 80 %)."""
    known = points()
    return known is None or known.background_allowed


def _rankings(pairs: Iterable[tuple[int, int]]) -> str:
    fields = []
    for encounter_id, number in pairs:
        difficulty = from_warcraftlogs(number)
        if difficulty is not None:
            arguments = f"encounterID: {encounter_id:d}, difficulty: {to_warcraftlogs(difficulty)}, timeframe: Historical"
            fields.append(f"{pair_alias(encounter_id, difficulty)}: encounterRankings({arguments})")
    return " ".join(fields)


def _ask(query: str, variables: dict[str, object], branch: str) -> dict[str, Any]:
    known = points()
    if known and not known.any_allowed:
        message = f"Warcraft Logs: {known.spent:.0f} of {known.limit_per_hour} points of this hour are spent"
        raise UpstreamError(ErrorKind.BUDGET_SPENT, message, known.reset_in_seconds)
    url = settings.WARCRAFTLOGS_URL.rstrip("/") + "/api/v2/client"
    body = {"query": query, "variables": variables}
    timeout = settings.UPSTREAM_TIMEOUT * 1.5  # Pages with rankings take their time.
    answer = WARCRAFTLOGS.authorized(
        lambda headers: post_json("warcraftlogs", url, body=body, headers=headers, timeout=timeout)
    )
    return _usable(answer, branch)


def _usable(answer: Answer, branch: str) -> dict[str, Any]:
    envelope = read(answer.body, _Envelope, "Warcraft Logs")
    data = envelope.data or {}
    if spent := parse_points(data):
        remember(
            _POINTS_KEY, (spent.limit_per_hour, spent.spent, spent.reset_in_seconds), spent.reset_in_seconds
        )
    found = data.get(branch)
    if isinstance(found, dict) and any(part is not None for part in found.values()):
        return data
    if envelope.errors or not isinstance(found, dict):
        raise _refusal(envelope.errors or [])
    return data


def _refusal(faults: list[_Fault]) -> UpstreamError:
    said = "; ".join(fault.message for fault in faults if fault.message)[:300] or "no data"
    lowered = said.lower()
    kind = ErrorKind.UNAVAILABLE if "internal server error" in lowered else ErrorKind.UNREADABLE
    if "does not exist" in lowered or "no guild" in lowered:
        kind = ErrorKind.NOT_FOUND
    elif "permission" in lowered or "archived" in lowered:
        kind = ErrorKind.FORBIDDEN
    elif "rate limit" in lowered or "too many" in lowered:
        kind = ErrorKind.RATE_LIMITED
    return UpstreamError(kind, f"Warcraft Logs, POST /api/v2/client: {said}")
