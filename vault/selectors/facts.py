"""Loading a batch of characters' facts for deriving: a constant number of queries, whatever the batch."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Literal

from django.db.models import OuterRef, Q, Subquery

from characters.domain.difficulties import Difficulty
from characters.domain.keystones import KeystoneRun as Run
from characters.domain.sections import Section
from characters.models import Character, GuildMember, Payload
from vault.domain.coverage import Coverage, SectionStatus
from vault.domain.facts import CountSnapshot as Snapshot
from vault.domain.facts import Facts
from vault.domain.facts import KillSighting as Sighting
from vault.models import CountSnapshot, KeystoneRun, KillSighting

# Kills of this long before the week still explain counts that no earlier reading of the document bounds.
MEMORY = timedelta(days=70)
# A document may lag behind the logout it is labelled with, so kills of shortly before a reading explain counts too.
LAG = timedelta(days=2)
WEEK = timedelta(days=7)
# Looked up by the hundred thousand: calling the enumeration takes several times as long.
DIFFICULTIES = {difficulty.value: difficulty for difficulty in Difficulty}
SECTIONS = (Section.SUMMARY, Section.RAIDS, Section.STATISTICS, Section.KEYSTONES, Section.RAIDERIO)


@dataclass(slots=True)
class StoredFacts:
    """The facts and section states of a batch, by character."""

    logins: dict[int, datetime | None]
    first_synced: dict[int, datetime]
    sightings: dict[int, list[Sighting]] = field(default_factory=lambda: defaultdict(list))
    snapshots: dict[int, list[Snapshot]] = field(default_factory=lambda: defaultdict(list))
    runs: dict[int, list[Run]] = field(default_factory=lambda: defaultdict(list))
    sections: dict[int, dict[str, SectionStatus]] = field(default_factory=lambda: defaultdict(dict))

    def of(self, character_id: int) -> Facts:
        """Return one character's facts."""
        return Facts(self.sightings[character_id], self.snapshots[character_id], self.runs[character_id])

    def coverage_of(self, character_id: int) -> Coverage:
        """Return how far the sources reach for one character."""
        return Coverage(self.logins[character_id], self.sections[character_id], self.first_synced[character_id])


def stored_facts(characters: Sequence[Character], *, since: datetime) -> StoredFacts:
    """Load what deriving the weeks from `since` on needs: five queries for any number of characters."""
    facts = StoredFacts(
        {character.pk: character.last_login_at for character in characters},
        {character.pk: character.created_at for character in characters},
    )
    ids = list(facts.logins)
    _load_snapshots(facts, ids, since)
    _load_sightings(facts, ids, since)
    _load_runs(facts, ids, since)
    _load_sections(facts, ids)
    _load_log_state(facts, ids)
    return facts


def _load_sightings(facts: StoredFacts, ids: list[int], since: datetime) -> None:
    """Load the kills that can matter; for a character that is synced every hour that is a fraction of all."""
    if not ids:
        return
    by_reach: dict[datetime, list[int]] = defaultdict(list)
    for character_id in ids:
        by_reach[_reach(facts.snapshots[character_id], since)].append(character_id)
    wanted = [Q(character_id__in=group, killed_at__gte=reach) for reach, group in by_reach.items()]
    rows = KillSighting.objects.filter(reduce(or_, wanted)).values_list(
        "character_id", "encounter", "difficulty", "source", "killed_at", "evidence", "parse"
    )
    for character_id, encounter, difficulty, source, killed_at, evidence, parse in rows.iterator():
        facts.sightings[character_id].append(
            Sighting(encounter, DIFFICULTIES[difficulty], source, killed_at, evidence, parse)
        )


def _reach(snapshots: list[Snapshot], since: datetime) -> datetime:
    """Give the moment from which on a character's kills can matter, in whole weeks before `since`.

    That is the oldest reading before `since`, where every document has one: what was killed earlier is in it.
    """
    before = [snapshot for snapshot in snapshots if snapshot.as_of_until < since]
    if {snapshot.source for snapshot in before} != {snapshot.source for snapshot in snapshots}:
        return since - MEMORY
    back = since - min((snapshot.as_of_until for snapshot in before), default=since) + LAG
    return since - min(MEMORY, -(-back // WEEK) * WEEK)


def _load_snapshots(facts: StoredFacts, ids: list[int], since: datetime) -> None:
    """Load the snapshots that reach into the time from `since` on, and the newest one before it of each document."""
    before = CountSnapshot.objects.filter(
        character=OuterRef("character"), source=OuterRef("source"), as_of_until__lt=since
    ).order_by("-as_of_until", "-observed_at", "-pk")
    rows = CountSnapshot.objects.filter(character_id__in=ids).filter(
        Q(as_of_until__gte=since) | Q(observed_at__gte=since) | Q(pk=Subquery(before.values("pk")[:1]))
    )
    fields = ("character_id", "source", "as_of_from", "as_of_until", "confirmed_at", "counts")
    for character_id, *values in rows.values_list(*fields).iterator():
        facts.snapshots[character_id].append(Snapshot(*values))


def _load_runs(facts: StoredFacts, ids: list[int], since: datetime) -> None:
    rows = KeystoneRun.objects.filter(character_id__in=ids, completed_at__gte=since).values_list(
        "character_id", "dungeon", "level", "completed_at", "timed", "duration_ms", "source", "run_id", "url"
    )
    for character_id, dungeon, level, completed_at, timed, duration_ms, source, run_id, url in rows.iterator():
        named: Literal["blizzard", "raiderio"] = "raiderio" if source == "raiderio" else "blizzard"
        run = Run(dungeon, level, completed_at, timed, duration_ms, named, run_id or None, url or None)
        facts.runs[character_id].append(run)


def _load_sections(facts: StoredFacts, ids: list[int]) -> None:
    rows = Payload.objects.filter(character_id__in=ids, section__in=SECTIONS).values_list(
        "character_id", "section", "fetched_at", "error_kind", "as_of", "last_modified"
    )
    for character_id, section, fetched_at, error_kind, as_of, last_modified in rows.iterator():
        if section == Section.RAIDERIO:
            as_of = datetime.fromisoformat(last_modified) if last_modified else None
        facts.sections[character_id or 0][section] = SectionStatus(fetched_at, error_kind or None, as_of)


def _load_log_state(facts: StoredFacts, ids: list[int]) -> None:
    guilds = dict(
        GuildMember.objects.filter(character_id__in=ids, left_at__isnull=True).values_list("character_id", "guild_id")
    )
    states = {
        guild_id: SectionStatus(fetched_at, error_kind or None)
        for guild_id, fetched_at, error_kind in Payload.objects.filter(
            guild_id__in=set(guilds.values()), section=Section.REPORTS
        ).values_list("guild_id", "fetched_at", "error_kind")
    }
    for character_id, guild_id in guilds.items():
        if guild_id in states:
            facts.sections[character_id]["warcraftlogs"] = states[guild_id]
