"""Warcraft Logs' GraphQL API: a guild's reports, and single characters' ranked kills."""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from msgspec import Struct

from characters.clients.answers import Answer
from characters.clients.http import post_json
from characters.clients.memory import recall, remember
from characters.clients.oauth import WARCRAFTLOGS
from characters.clients.warcraftlogs_queries import (
    FIND_GUILD,
    GUILD_REPORTS,
    KillQuestion,
    character_kills_query,
)
from characters.domain.documents import Identifier, read
from characters.domain.errors import ErrorKind, UpstreamError
from characters.domain.log_points import PointBudget, parse_points
from characters.domain.regions import Region

_POINTS_KEY = "warcraftlogs:points"


class _Id(Struct, frozen=True):
    id: Identifier


class _GuildData(Struct, frozen=True):
    guild: _Id | None = None


class _FoundGuild(Struct, frozen=True, rename="camel"):
    guild_data: _GuildData | None = None


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
    found = read(data, _FoundGuild, "guild").guild_data
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
    if not questions:
        return {"characterData": {}}
    variables: dict[str, object] = {}
    for number, question in enumerate(questions):
        variables |= {
            f"n{number}": question.name,
            f"s{number}": question.realm_slug,
            f"r{number}": question.region.value,
        }
    return _ask(character_kills_query(questions), variables, branch="characterData")


def points() -> PointBudget | None:
    """Give the points of the running hour as last heard, or None when nothing is known."""
    kept = recall(_POINTS_KEY)
    if not kept:
        return None
    limit, spent, reset_at = kept
    return PointBudget(limit, spent, max(1, round(reset_at - time.time())))


def background_allowed() -> bool:
    """Say whether there are points left for work that nobody is waiting for (up to 80 %)."""
    known = points()
    return known is None or known.background_allowed


def _ask(query: str, variables: Mapping[str, object], branch: str) -> dict[str, Any]:
    known = points()
    if known and not known.any_allowed:
        message = f"Warcraft Logs: {known.spent:.0f} of {known.limit_per_hour} points of this hour are spent"
        raise UpstreamError(ErrorKind.BUDGET_SPENT, message, known.reset_in_seconds)
    url = settings.WARCRAFTLOGS_URL.rstrip("/") + "/api/v2/client"
    body = {"query": query, "variables": dict(variables)}
    timeout = settings.UPSTREAM_TIMEOUT * 1.5  # Pages with rankings take their time.
    answer = WARCRAFTLOGS.authorized(
        lambda headers: post_json("warcraftlogs", url, body=body, headers=headers, timeout=timeout)
    )
    return _usable(answer, branch)


def _usable(answer: Answer, branch: str) -> dict[str, Any]:
    envelope = read(answer.body, _Envelope, "Warcraft Logs")
    data = envelope.data or {}
    if heard := parse_points(data):
        reset_at = time.time() + heard.reset_in_seconds
        remember(_POINTS_KEY, (heard.limit_per_hour, heard.spent, reset_at), heard.reset_in_seconds)
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
