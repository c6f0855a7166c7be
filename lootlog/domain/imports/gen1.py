"""SavedVariables of the loot addon's first generation: tiers, later profiles, each with a log and its totals.

Its ids count per profile and per machine, so two officers use the same ones: an author's stream here is the writer's
name, its count the id. Its totals are those of whoever wrote last, and are compared and never taken.
"""

from collections import Counter
from decimal import Decimal
from typing import Any

from characters.domain.errors import Refused
from lootlog.domain.drafts import Draft, SourceProfile
from lootlog.domain.imports.harvest import Harvest
from lootlog.domain.imports.notices import counted, examples, stale_totals
from lootlog.domain.imports.rows import BadRow, Fields, fields_of, optional_points, optional_text, points, text, whole
from lootlog.domain.names import kept, target_key

FORMAT = "gen1"


def read_gen1(saved: Fields, harvest: Harvest, home_realm: str) -> None:
    """Read the tiers and profiles of the addon's variable into what has been read so far."""
    for folder in ("tiers", "profiles"):
        found = saved.get(folder)
        for name, profile in sorted(found.items(), key=lambda item: repr(item[0])) if isinstance(found, dict) else ():
            place = f"{folder}.{name}"
            if isinstance(profile, dict):
                _Profile(str(name), place, harvest, home_realm).read(profile)
            else:
                harvest.reject(place, "A profile was expected.", profile)


def draft_of(row: Fields, *, place: str, profile: str, source: str) -> Draft:
    """Make a draft of the eight fields that all of this generation's formats have.

    :raises BadRow: when a field is missing or of the wrong type.
    """
    number = whole(row, "id")
    if number < 1:
        raise BadRow(f"“id” must count from 1, not {number}.")
    return Draft(
        place=place,
        profile=profile,
        source=source,
        sequence=number,
        timestamp=whole(row, "timestamp"),
        actor=kept(text(row, "actor")),
        target=kept(text(row, "target")),
        delta=points(row, "delta"),
        claimed_total=optional_points(row, "newTotal"),
        reason=optional_text(row, "reason"),
        origin=str(number),
    )


def source_of(actor: str, home_realm: str) -> str:
    """Name the stream of a writer of this generation."""
    return f"gen1:{target_key(actor, home_realm)}"


class _Profile:
    """One tier or profile on its way into drafts."""

    def __init__(self, name: str, place: str, harvest: Harvest, home_realm: str) -> None:
        self.name, self.place, self.harvest, self.home_realm = name, place, harvest, home_realm
        self.sources: dict[str, str] = {}
        self.labels: Counter[str] = Counter()

    def read(self, saved: Fields) -> None:
        """Read the log, then the totals."""
        first = len(self.harvest.drafts)
        logs = saved.get("logs")
        if isinstance(logs, dict):
            self.read_logs(logs)
        elif logs is not None:
            self.harvest.reject(f"{self.place}.logs", "A list of entries was expected.", logs)
        claimed = self.claimed(saved.get("points"))
        self.harvest.profiles.append(SourceProfile(self.name, self.name, claimed))
        drafts = self.harvest.drafts[first:]
        self.harvest.notices += stale_totals(self.name, claimed, drafts, self.home_realm)
        self.note_labels()
        self.note_holes(saved.get("nextLogId"), {draft.sequence for draft in drafts})

    def read_logs(self, logs: dict[Any, object]) -> None:
        """Read the entries, from an array or from numbered fields alike; each is let go of when it is read."""
        rejected = Counter(key for key in logs if type(key) is not int)
        for key in rejected:
            self.harvest.reject(f"{self.place}.logs.{key}", "Entries are numbered; this is none.", logs[key])
        for number in sorted(key for key in logs if type(key) is int):
            row = logs.pop(number)
            place = f"{self.place}.logs[{number}]"
            try:
                self.harvest.keep(self.draft(fields_of(row), place))
            except Refused as error:
                self.harvest.reject(place, str(error), row)

    def draft(self, row: Fields, place: str) -> Draft:
        """Make a draft, and note under which profile or tier the entry itself says it belongs."""
        actor = text(row, "actor")
        source = self.sources.get(actor) or self.sources.setdefault(actor, source_of(actor, self.home_realm))
        made = draft_of(row, place=place, profile=self.name, source=source)
        label = row.get("profile", row.get("tier"))
        if isinstance(label, str) and label != self.name:
            self.labels[label] += 1
        return made

    def claimed(self, totals: object) -> dict[str, Decimal]:
        """Return everybody's total as the file has it."""
        claimed, unread = {}, []
        for who, held in totals.items() if isinstance(totals, dict) else ():
            try:
                claimed[str(who)] = points(fields_of(held), "total")
            except Refused as error:
                unread.append(f"the total of {who} cannot be read. {error}")
        if unread:
            self.harvest.notices.append(f"{self.name}: {examples(unread)}")
        return claimed

    def note_labels(self) -> None:
        """Tell of entries that name another profile or tier than the one they lie in."""
        if self.labels:
            self.harvest.notices.append(
                f"{self.name}: some entries say that they belong elsewhere ({counted(self.labels)}), as the addon's "
                "move from tiers to profiles leaves them. They count where they lie."
            )

    def note_holes(self, following: object, numbers: set[int]) -> None:
        """Tell of ids that were given and are not there: entries lost, or overwritten when tiers became profiles."""
        last = following - 1 if type(following) is int else 0
        missing = last - sum(1 for number in numbers if number <= last)
        if missing > 0:
            self.harvest.notices.append(
                f"{self.name}: {missing} of the {last} ids that the addon gave are not in the file. Entries were lost "
                "on the way, or overwritten when tiers became profiles. Another officer's file may hold them."
            )
