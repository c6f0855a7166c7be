"""When an account earned its achievements, as one of its characters shows them.

Blizzard dates achievements by the account, of whichever character they are: all characters of an account show the same
moments, unless one chose to show only its own. So the dates tell who shares an account, without naming it.
"""

from collections.abc import Mapping
from datetime import datetime
from heapq import nsmallest

from msgspec import Struct

from characters.domain.documents import Identifier, SmallIdentifier, read
from characters.domain.instants import from_ms_or_none

# Of thousands, so many tell enough; more would only be kept without need.
MOST_DATES = 400


class _Achievement(Struct, frozen=True):
    id: SmallIdentifier
    completed_timestamp: Identifier | None = None


class _Achievements(Struct, frozen=True):
    achievements: list[_Achievement] | None = None


def parse_achievements(body: object) -> dict[int, datetime]:
    """Read when each achievement was completed, in UTC, by achievement id.

    What is under way has no date and is left out. Raises MalformedPayload with the path of a wrong value.
    Source: Blizzard /profile/wow/character/{realm}/{name}/achievements.
    """
    rows = read(body, _Achievements, "achievements").achievements or ()
    dates = {
        row.id: from_ms_or_none(row.completed_timestamp, f"achievements: the date of achievement {row.id}")
        for row in rows
    }
    return {key: moment for key, moment in dates.items() if moment is not None}


def chosen_dates(dates: Mapping[int, datetime]) -> dict[int, int]:
    """Choose at most 400 achievements and return their dates in milliseconds since 1970.

    Every character's choice follows the same order of achievements, so that those of two can be compared.
    """
    chosen = nsmallest(MOST_DATES, dates, key=_place)
    return {key: round(dates[key].timestamp() * 1000) for key in chosen}


def _place(achievement_id: int) -> int:
    # Scattered: neighbouring ids belong to the same raid.
    return achievement_id * 2_654_435_761 % 2**32
