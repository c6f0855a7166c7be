"""How far the sources reach into a week: may what is not proven be called not done, or is it unknown?

Blizzard's documents show a character as of the last logout, so what matters is not when a document was fetched but which
logout its content reflects. A row of an open week is covered when the newest known logout lies in the week and is
reflected: what is missing then is *not done yet, as of that logout*. A row of a closed week is covered when a logout
after its end is reflected; or when the profile, read long enough after the end, still shows an older logout, and that one
is reflected or lies before the week: then nobody played. "Long enough" because somebody online over the reset logs out
later and then brings kills from before it.

Coverage never takes anything away: facts that suffice make a slot earned whatever is said here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from characters.domain.errors import ErrorKind
from vault.domain.reasons import Reason
from vault.domain.weeks import Week

# Nobody plays longer than this without logging out.
LONGEST_SESSION = timedelta(hours=12)

_GONE = {ErrorKind.NOT_FOUND: Reason.PROFILE_NOT_FOUND, ErrorKind.REPLACED: Reason.PROFILE_NOT_FOUND}
_REASONS = {**_GONE, ErrorKind.FORBIDDEN: Reason.PROFILE_FORBIDDEN}


@dataclass(frozen=True, slots=True)
class SectionStatus:
    """One section's state: the last good fetch, the kind of error of the last attempt if that failed, and the logout
    that the stored body reflects (for Raider.IO: its `last_crawled_at`)."""

    fetched_at: datetime | None = None
    error: str | None = None
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The newest known logout (Blizzard's `last_login_timestamp`) and the sections by name: summary, raids, statistics,
    keystones, raiderio, warcraftlogs. A section that is missing was never fetched."""

    last_login_at: datetime | None = None
    sections: Mapping[str, SectionStatus] = field(default_factory=dict)

    def section(self, name: str) -> SectionStatus:
        """This function will give the state of a section, empty when it was never fetched."""
        return self.sections.get(name, _NEVER)


@dataclass(frozen=True, slots=True)
class RowCoverage:
    """Per row None when what is not proven was not done, else why it is unknown.

    `keystones` is the dungeon row as far as keystone runs fill it, `dungeon_counters` as far as statistics do.
    """

    raid: Reason | None
    keystones: Reason | None
    dungeon_counters: Reason | None
    world: Reason | None


_NEVER = SectionStatus()
