"""Kills that somebody logged: a guild's reports, and a character's own rankings, on Warcraft Logs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from characters.domain.difficulties import Difficulty, from_warcraftlogs
from characters.domain.documents import read
from characters.domain.instants import from_ms
from characters.domain.log_parses import Parses, parses_of_report
from characters.domain.log_points import PointBudget, parse_points
from characters.domain.log_reports import Actor, Fight, Report, Reports
from characters.domain.names import realm_key


@dataclass(frozen=True, slots=True)
class LoggedPlayer:
    """One player of a logged kill; `realm_key` is None where the log knows no realm."""

    name: str
    realm_key: str | None
    parse: float | None


@dataclass(frozen=True, slots=True)
class LoggedKill:
    """One boss kill of a report, and everybody who was there. `started_at` is None where the log does not tell."""

    warcraftlogs_encounter_id: int
    difficulty: Difficulty
    killed_at: datetime
    fight_id: int
    players: tuple[LoggedPlayer, ...]
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RaidReport:
    """One uploaded log. Until `is_exported`, parses are still to come; `revision` grows with every change."""

    code: str
    start_at: datetime
    end_at: datetime
    revision: int
    zone_id: int | None
    is_exported: bool
    kills: tuple[LoggedKill, ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One page of a guild's reports."""

    reports: tuple[RaidReport, ...]
    has_more_pages: bool
    points: PointBudget | None


def parse_reports(data: object) -> ReportPage:
    """Read the raid kills of one page of a guild's reports.

    Takes the `data` of the GraphQL answer. A kill's time is the report's start plus the fight's end, in UTC.
    Trash, wipes and keystone dungeons are skipped. Unreadable rankings leave the parses None and the kills
    untouched. Raises MalformedPayload with the path of a wrong value. Source: Warcraft Logs
    reportData.reports.
    """
    page = read(data, Reports, "guild reports").report_data.reports
    reports = tuple(_report(row) for row in page.data or () if row is not None)
    return ReportPage(reports, page.has_more_pages, parse_points(data))


def _report(row: Report) -> RaidReport:
    return RaidReport(
        code=row.code,
        start_at=from_ms(row.start_time, f"guild reports: the start of report {row.code}"),
        end_at=from_ms(row.end_time, f"guild reports: the end of report {row.code}"),
        revision=row.revision,
        zone_id=row.zone.id if row.zone else None,
        is_exported=row.segments is not None and row.segments == row.exported_segments,
        kills=tuple(_kills(row)),
    )


def _kills(row: Report) -> Iterator[LoggedKill]:
    parses = parses_of_report(row.rankings)
    actors = (row.master_data.actors if row.master_data else None) or ()
    by_id = {actor.id: actor for actor in actors if actor and actor.id is not None}
    for fight in row.fights or ():
        difficulty = _difficulty_of_kill(fight) if fight else None
        if fight and difficulty:
            what = f"guild reports: the end of fight {fight.id} of report {row.code}"
            yield LoggedKill(
                warcraftlogs_encounter_id=fight.encounter_id,
                difficulty=difficulty,
                killed_at=from_ms(row.start_time + fight.end_time, what),
                fight_id=fight.id,
                players=tuple(_players(fight, by_id, parses)),
                started_at=_start(row, fight),
            )


def _start(row: Report, fight: Fight) -> datetime | None:
    # Nothing but this moment hangs on it, so a strange value costs no kill.
    if not isinstance(fight.start_time, int | float) or not 0 <= fight.start_time <= fight.end_time:
        return None
    return from_ms(row.start_time + fight.start_time, f"guild reports: the start of fight {fight.id}")


def _difficulty_of_kill(fight: Fight) -> Difficulty | None:
    # Only kills are asked for, so silence means a kill; trash has no encounter, a running fight no outcome
    # yet.
    if fight.encounter_id == 0 or fight.kill is False or fight.in_progress:
        return None
    return from_warcraftlogs(fight.difficulty or 0)


def _players(fight: Fight, actors: dict[int, Actor], parses: Parses) -> Iterator[LoggedPlayer]:
    for number in dict.fromkeys(fight.friendly_players or ()):
        actor = actors.get(number) if number is not None else None
        if actor and actor.name:
            realm = (realm_key(actor.server) or None) if actor.server else None
            yield LoggedPlayer(actor.name, realm, parses.of(fight.id, actor.name, realm))
