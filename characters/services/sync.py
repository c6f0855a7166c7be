"""Asking about a batch of characters: load what is stored, fetch what is due. Storing it is another step."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from characters.domain.errors import ErrorKind
from characters.domain.regions import Region
from characters.domain.sections import (
    FORCED_STAYS_FRESH,
    NEVER,
    RECORD_SECTIONS,
    Freshness,
    Section,
    is_body_due,
    is_older,
)
from characters.models import Character, Payload
from characters.services.fetching import CharacterFetch, FetchJob, fetch_many

logger = logging.getLogger(__name__)
# These errors are ours: no request left the house.
NEVER_SENT = (ErrorKind.BUDGET_SPENT, ErrorKind.CIRCUIT_OPEN, ErrorKind.MISCONFIGURED)


@dataclass(slots=True)
class BatchResult:
    """What upstreams said about a batch, and by character: requests made, defects of ours, and spent budgets.

    `waits` gives the seconds until the upstream's budget allows the rest; those answers are left out of `fetches`.
    """

    fetches: list[CharacterFetch] = field(default_factory=list)
    requests: dict[int, int] = field(default_factory=dict)
    defects: dict[int, str] = field(default_factory=dict)
    waits: dict[int, float] = field(default_factory=dict)


def fetch_batch(
    ids: Iterable[int], *, source: str, now: datetime, forced: Iterable[int] = (), eager: Iterable[int] = ()
) -> BatchResult:
    """Fetch what is due for each character from `source` ("blizzard" or "raiderio"). Writes nothing.

    `forced` characters are asked for every section that is older than five minutes, `eager` ones for such a summary.
    The documents that no vault needs are asked for once, and when forced.
    """
    result = BatchResult()
    for job, outcome in fetch_many(_jobs(ids, source, now, set(forced), set(eager))):
        if isinstance(outcome, CharacterFetch):
            _sort_in(result, job.character_id, outcome)
            continue
        logger.error("%s of %s stopped by a defect", source, job.name, exc_info=outcome)
        result.defects[job.character_id] = f"internal error: {type(outcome).__name__}: {outcome}"[:300]
    return result


def _sort_in(result: BatchResult, character_id: int, fetch: CharacterFetch) -> None:
    result.requests[character_id] = sum(
        not (answer.error and answer.error.kind in NEVER_SENT) for answer in fetch.answers
    )
    spent = [answer for answer in fetch.answers if answer.error and answer.error.kind is ErrorKind.BUDGET_SPENT]
    if spent:
        # Our own pacing is no failure of the section: the character is taken up again when the budget allows.
        fetch.answers = [answer for answer in fetch.answers if answer not in spent]
        result.waits[character_id] = max((answer.error and answer.error.retry_after) or 1.0 for answer in spent)
    result.fetches.append(fetch)


def raiderio_due_ids(characters: Iterable[Character], *, now: datetime, forced: set[int]) -> set[int]:
    """Return the characters whose Raider.IO profile is due, after Blizzard's answers were applied."""
    people = {character.pk: character for character in characters}
    stored: dict[int, dict[Section, Freshness]] = {pk: {} for pk in people}
    wanted = [Section.SUMMARY, Section.RAIDERIO]
    for row in Payload.objects.filter(character__in=people, section__in=wanted).defer("body"):
        stored[row.character_id or 0][Section(row.section)] = freshness_of(row)
    due = set()
    for pk, sections in stored.items():
        login = None if sections.get(Section.SUMMARY, NEVER).error_kind else people[pk].last_login_at
        freshness = sections.get(Section.RAIDERIO, NEVER)
        if is_body_due(freshness, now=now, login=login, forced=pk in forced):
            due.add(pk)
    return due


def _jobs(ids: Iterable[int], source: str, now: datetime, forced: set[int], eager: set[int]) -> list[FetchJob]:
    characters = Character.objects.filter(pk__in=list(ids), retired_at__isnull=True).select_related("realm")
    stored: dict[int, dict[Section, Freshness]] = {}
    rows = Payload.objects.filter(character__in=characters).defer("body")
    for row in rows:
        stored.setdefault(row.character_id or 0, {})[Section(row.section)] = freshness_of(row)
    return [
        FetchJob(
            character_id=character.pk,
            region=Region(character.realm.region),
            realm_slug=character.realm.slug,
            name=character.name,
            blizzard_id=character.blizzard_id,
            login=character.last_login_at,
            stored=stored.get(character.pk, {}),
            now=now,
            source=source,
            forced=character.pk in forced,
            eager=character.pk in eager,
            records=_records_due(stored.get(character.pk, {}), now, character.pk in forced),
        )
        for character in characters.order_by("pk")
    ]


def _records_due(stored: dict[Section, Freshness], now: datetime, forced: bool) -> frozenset[Section]:
    return frozenset(
        section
        for section in RECORD_SECTIONS
        if section not in stored or (forced and is_older(stored[section].fetched_at, FORCED_STAYS_FRESH, now))
    )


def freshness_of(row: Payload) -> Freshness:
    """Read a payload row's state for the rules of freshness."""
    return Freshness(row.fetched_at, row.as_of, row.error_kind, row.due_at, row.last_modified, row.failures)
