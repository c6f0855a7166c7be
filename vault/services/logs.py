"""Reading a guild's Warcraft Logs: its reports of this week and the last, then single questions for what they lack."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from characters.clients import warcraftlogs
from characters.domain.errors import ErrorKind, UpstreamError
from characters.domain.raid_logs import RaidReport, ReportPage, parse_reports
from characters.domain.regions import Region
from characters.domain.sections import Section, is_older
from characters.models import Guild
from characters.services.guilds import fail_guild_section, store_guild_section
from vault.models import LoggedReport
from vault.selectors.calendar import recent_weeks
from vault.services.logged_kills import record_logged_kills
from vault.services.outside_kills import ask_outside_kills

# A raid that began before the reset may end after it.
BEFORE_THE_RESET = timedelta(hours=24)
# Two requests an hour and guild; once a day all pages are read, for logs that came late.
PAGES_PER_HOUR = 2
PAGES_AT_MOST = 20
FULL_READ_EVERY = timedelta(hours=20)


@dataclass(slots=True)
class LogsOutcome:
    """What a reading of the logs brought: characters with new facts, requests made, and the error that ended it."""

    character_ids: set[int] = field(default_factory=set)
    requests: int = 0
    error: str = ""


def sync_logs(guild: Guild, *, now: datetime) -> LogsOutcome:
    """Read a guild's reports since the reset before the last, record every known character's kills, derive their weeks.

    Safe to repeat: a kill is recorded once. An upstream error is recorded on the guild's section; what was read stays.
    """
    outcome = LogsOutcome()
    try:
        if not warcraftlogs.background_allowed():
            raise UpstreamError(ErrorKind.BUDGET_SPENT, "Most of this hour's Warcraft Logs points are spent.")
        guild_id = _warcraftlogs_id(guild, outcome)
        bodies, pages = _read_pages(guild, guild_id, outcome, now)
        _record(guild, bodies, pages, outcome, now)
    except UpstreamError as error:
        fail_guild_section(guild, Section.REPORTS, error, now=now)
        outcome.error = str(error)
        return outcome
    if outcome.requests < PAGES_PER_HOUR:
        _ask_for_the_rest(guild, outcome, now)
    return outcome


def _ask_for_the_rest(guild: Guild, outcome: LogsOutcome, now: datetime) -> None:
    try:
        ask_outside_kills(guild, outcome, now=now)
    except UpstreamError as error:
        # The guild's reports were read; the run's step tells what else was not.
        outcome.error = f"Kills outside the guild's logs: {error}"


def _warcraftlogs_id(guild: Guild, outcome: LogsOutcome) -> int:
    if guild.warcraftlogs_id is None:
        outcome.requests += 1
        found = warcraftlogs.find_guild(Region(guild.realm.region), guild.realm.slug, guild.name)
        if found is None:
            raise UpstreamError(ErrorKind.NOT_FOUND, f"Warcraft Logs knows no guild {guild}.")
        guild.warcraftlogs_id = found
        guild.save(update_fields=["warcraftlogs_id"])
    return guild.warcraftlogs_id


def _read_pages(
    guild: Guild, guild_id: int, outcome: LogsOutcome, now: datetime
) -> tuple[list[object], list[ReportPage]]:
    start = recent_weeks(Region(guild.realm.region), now)[-1].start - BEFORE_THE_RESET
    is_full = is_older(guild.logs_synced_at, FULL_READ_EVERY, now)
    most = PAGES_AT_MOST if is_full else PAGES_PER_HOUR
    bodies: list[object] = []
    pages: list[ReportPage] = []
    while len(pages) < most and (not pages or pages[-1].has_more_pages):
        outcome.requests += 1
        bodies.append(warcraftlogs.get_guild_reports(guild_id, start, now, page=len(pages) + 1))
        pages.append(parse_reports(bodies[-1]))
    if is_full:
        guild.logs_synced_at = now
    return bodies, pages


def _record(guild: Guild, bodies: list[object], pages: list[ReportPage], outcome: LogsOutcome, now: datetime) -> None:
    reports = [report for page in pages for report in page.reports]
    outcome.character_ids |= record_logged_kills(guild, reports, now=now)
    with transaction.atomic():
        _remember_reports(guild, reports, now)
        store_guild_section(guild, Section.REPORTS, {"pages": bodies}, now=now)
        guild.save(update_fields=["logs_synced_at"])


def _remember_reports(guild: Guild, reports: Iterable[RaidReport], now: datetime) -> None:
    rows = {
        report.code: LoggedReport(
            guild=guild,
            code=report.code,
            revision=report.revision,
            is_exported=report.is_exported,
            started_at=report.start_at,
            ended_at=report.end_at,
            kill_count=len(report.kills),
            read_at=now,
        )
        for report in reports
    }
    LoggedReport.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["guild", "code"],
        update_fields=["revision", "is_exported", "started_at", "ended_at", "kill_count", "read_at"],
    )
