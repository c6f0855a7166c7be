"""Asking upstreams about characters: which documents, in which order, several characters at a time. Writes nothing."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.conf import settings

from characters.clients import blizzard, raiderio
from characters.clients.http import Answer
from characters.domain.documents import read
from characters.domain.errors import ErrorKind, UpstreamError
from characters.domain.keystones import KeystoneProfile, parse_keystone_profile, parse_keystone_season
from characters.domain.profiles import CharacterSummary, parse_summary
from characters.domain.raiderio_profiles import parse_raiderio_profile
from characters.domain.raids import parse_raids
from characters.domain.regions import Region
from characters.domain.sections import NEVER, VAULT_SECTIONS, Freshness, Section, is_body_due, is_summary_due
from characters.domain.statistics import parse_statistics

# Ids above belong to test seasons.
LAST_SEASON_ID = 1000
PROFILE_IS_GONE = (ErrorKind.NOT_FOUND, ErrorKind.FORBIDDEN, ErrorKind.REPLACED)


@dataclass(frozen=True, slots=True)
class FetchJob:
    """One character to ask about.

    `forced` asks for every section that is older than five minutes, `eager` only for such a summary; `records` are
    extra sections wanted whatever the summary says.
    """

    character_id: int
    region: Region
    realm_slug: str
    name: str
    blizzard_id: int | None
    login: datetime | None
    stored: dict[Section, Freshness]
    now: datetime
    source: str = "blizzard"
    forced: bool = False
    eager: bool = False
    records: frozenset[Section] = frozenset()
    season_id: int | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer: a body with its parsed form, "not modified", or the error."""

    section: Section
    body: object = None
    parsed: object = None
    last_modified: str = ""
    is_unmodified: bool = False
    error: UpstreamError | None = None


@dataclass(slots=True)
class CharacterFetch:
    """All answers about one character in one pass. `login` is the newest known logout, None where it is unknown."""

    job: FetchJob
    login: datetime | None
    answers: list[Fetched] = field(default_factory=list)

    def answer(self, section: Section) -> Fetched | None:
        """Return the answer of a section that was asked for."""
        return next((answer for answer in self.answers if answer.section is section), None)


def _dictionary(body: object) -> object:
    return read(body, dict[str, object], "document")


def _season(job: FetchJob) -> Answer:
    return blizzard.get_keystone_season(job.region, job.realm_slug, job.name, job.season_id or 0)


FETCHERS: dict[Section, tuple[Callable[[FetchJob], Answer], Callable[[object], object]]] = {
    Section.RAIDS: (lambda job: blizzard.get_raids(job.region, job.realm_slug, job.name), parse_raids),
    Section.STATISTICS: (lambda job: blizzard.get_statistics(job.region, job.realm_slug, job.name), parse_statistics),
    Section.KEYSTONES: (
        lambda job: blizzard.get_keystone_profile(job.region, job.realm_slug, job.name),
        parse_keystone_profile,
    ),
    Section.RAIDERIO: (
        lambda job: raiderio.get_character(job.region, job.realm_slug, job.name),
        parse_raiderio_profile,
    ),
    Section.EQUIPMENT: (lambda job: blizzard.get_equipment(job.region, job.realm_slug, job.name), _dictionary),
    Section.PROFESSIONS: (lambda job: blizzard.get_professions(job.region, job.realm_slug, job.name), _dictionary),
    Section.SEASON: (_season, parse_keystone_season),
}


def fetch_many(jobs: Iterable[FetchJob]) -> Iterator[tuple[FetchJob, CharacterFetch | BaseException]]:
    """Ask about several characters at once and yield each one's answers, or the defect that stopped it.

    Upstream errors are answers. Anything else is a defect of ours: it is handed over, so that one character cannot
    stop the others.
    """
    fetch: dict[str, Callable[[FetchJob], CharacterFetch]] = {"blizzard": fetch_blizzard, "raiderio": fetch_raiderio}
    with ThreadPoolExecutor(max_workers=settings.UPSTREAM_THREADS) as pool:
        futures = [(job, pool.submit(fetch[job.source], job)) for job in jobs]
        for job, future in futures:
            defect = future.exception()
            yield job, defect or future.result()


def fetch_blizzard(job: FetchJob) -> CharacterFetch:
    """Ask Blizzard about one character: the summary first, the rest only where it is due."""
    fetch = CharacterFetch(job, job.login)
    if is_summary_due(job.stored.get(Section.SUMMARY, NEVER), now=job.now, forced=job.forced or job.eager):
        answer = _ask_summary(job)
        fetch.answers.append(answer)
        fetch.login = _login(job, answer)
        if answer.error is not None and answer.error.kind in PROFILE_IS_GONE:
            return fetch
    for section in VAULT_SECTIONS:
        stored = job.stored.get(section, NEVER)
        if is_body_due(stored, now=job.now, login=fetch.login, forced=job.forced):
            fetch.answers.append(_ask(job, section))
    job = _with_season(job, fetch)
    for section in sorted(job.records):
        if section is not Section.SEASON or job.season_id is not None:
            fetch.answers.append(_ask(job, section))
    return fetch


def fetch_raiderio(job: FetchJob) -> CharacterFetch:
    """Ask Raider.IO about one character, where it is due."""
    fetch = CharacterFetch(job, job.login)
    stored = job.stored.get(Section.RAIDERIO, NEVER)
    summary = job.stored.get(Section.SUMMARY, NEVER)
    login = None if summary.error_kind else job.login
    if is_body_due(stored, now=job.now, login=login, forced=job.forced):
        fetch.answers.append(_ask(job, Section.RAIDERIO))
    return fetch


def _ask_summary(job: FetchJob) -> Fetched:
    stored = job.stored.get(Section.SUMMARY, NEVER)
    since = None if stored.error_kind else stored.last_modified or None
    try:
        answer = blizzard.get_summary(job.region, job.realm_slug, job.name, last_modified=since)
        if answer.status == 304:
            return Fetched(Section.SUMMARY, is_unmodified=True, last_modified=stored.last_modified)
        summary = parse_summary(answer.body)
        _refuse_another(job, summary)
    except UpstreamError as error:
        return Fetched(Section.SUMMARY, error=error)
    return Fetched(Section.SUMMARY, answer.body, summary, answer.last_modified or "")


def _refuse_another(job: FetchJob, summary: CharacterSummary) -> None:
    if job.blizzard_id is not None and summary.blizzard_id != job.blizzard_id:
        raise UpstreamError(
            ErrorKind.REPLACED,
            f"{job.name} on {job.realm_slug} now has another Blizzard id ({summary.blizzard_id},"
            f" was {job.blizzard_id}): deleted and made anew, transferred, or changed faction. The next roster tells.",
        )


def _login(job: FetchJob, answer: Fetched) -> datetime | None:
    if isinstance(answer.parsed, CharacterSummary):
        return answer.parsed.last_login_at
    return job.login if answer.is_unmodified else None


def _with_season(job: FetchJob, fetch: CharacterFetch) -> FetchJob:
    keystones = fetch.answer(Section.KEYSTONES)
    if job.season_id is not None or keystones is None or not isinstance(keystones.parsed, KeystoneProfile):
        return job
    ids = [season for season in keystones.parsed.season_ids if season <= LAST_SEASON_ID]
    return replace(job, season_id=max(ids)) if ids else job


def _ask(job: FetchJob, section: Section) -> Fetched:
    get, parse = FETCHERS[section]
    try:
        answer = get(job)
        return Fetched(section, answer.body, parse(answer.body), answer.last_modified or "")
    except UpstreamError as error:
        return Fetched(section, error=error)
