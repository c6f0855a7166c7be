"""The wire shape of a guild's reports on Warcraft Logs."""

from msgspec import Struct

from characters.domain.documents import Count, Number, SmallIdentifier, Text


class Zone(Struct, frozen=True):
    """A raid."""

    id: SmallIdentifier


_FIGHT_NAMES = {
    "encounter_id": "encounterID",
    "start_time": "startTime",
    "end_time": "endTime",
    "in_progress": "inProgress",
    "friendly_players": "friendlyPlayers",
}


class Fight(Struct, frozen=True, rename=_FIGHT_NAMES):
    """A pull; times count from the report's start, encounter 0 is trash."""

    id: SmallIdentifier
    encounter_id: SmallIdentifier
    end_time: Number
    start_time: object = None
    difficulty: SmallIdentifier | None = None
    kill: bool | None = None
    in_progress: bool | None = None
    friendly_players: list[SmallIdentifier | None] | None = None


class Actor(Struct, frozen=True):
    """A player; the id is valid in its report only."""

    id: SmallIdentifier | None = None
    name: Text | None = None
    server: Text | None = None


class MasterData(Struct, frozen=True):
    """Everybody who appears in a report."""

    actors: list[Actor | None] | None = None


class Report(Struct, frozen=True, rename="camel"):
    """An uploaded log."""

    code: Text
    start_time: Number
    end_time: Number
    revision: Count = 0
    segments: Count | None = None
    exported_segments: Count | None = None
    zone: Zone | None = None
    fights: list[Fight | None] | None = None
    master_data: MasterData | None = None
    rankings: object = None


class Page(Struct, frozen=True):
    """One page of reports."""

    has_more_pages: bool
    data: list[Report | None] | None = None


class ReportData(Struct, frozen=True):
    """The branch of the answer that holds the page."""

    reports: Page


class Reports(Struct, frozen=True, rename="camel"):
    """The answer."""

    report_data: ReportData
