"""The wire shape of a guild's reports on Warcraft Logs."""

from msgspec import Struct

from characters.domain.documents import Count, Number, SmallIdentifier, Text


class Zone(Struct, frozen=True):
    """A raid."""

    id: SmallIdentifier


class Fight(Struct, frozen=True):
    """A pull; times count from the report's start, encounter 0 is trash."""

    id: SmallIdentifier
    encounterID: SmallIdentifier
    endTime: Number
    difficulty: SmallIdentifier | None = None
    kill: bool | None = None
    inProgress: bool | None = None
    friendlyPlayers: list[SmallIdentifier | None] | None = None


class Actor(Struct, frozen=True):
    """A player; the id is valid in its report only."""

    id: SmallIdentifier | None = None
    name: Text | None = None
    server: Text | None = None


class MasterData(Struct, frozen=True):
    """Everybody who appears in a report."""

    actors: list[Actor | None] | None = None


class Report(Struct, frozen=True):
    """An uploaded log."""

    code: Text
    startTime: Number
    endTime: Number
    revision: Count = 0
    segments: Count | None = None
    exportedSegments: Count | None = None
    zone: Zone | None = None
    fights: list[Fight | None] | None = None
    masterData: MasterData | None = None
    rankings: object = None


class Page(Struct, frozen=True):
    """One page of reports."""

    has_more_pages: bool
    data: list[Report | None] | None = None


class ReportData(Struct, frozen=True):
    """The branch of the answer that holds the page."""

    reports: Page


class Reports(Struct, frozen=True):
    """The answer."""

    reportData: ReportData
