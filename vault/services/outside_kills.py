"""Asking Warcraft Logs about single characters: only for kills that no source could place in a week."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from characters.clients import warcraftlogs
from characters.clients.warcraftlogs import KillQuestion
from characters.domain.difficulties import Difficulty, to_warcraftlogs
from characters.domain.ranked_kills import RankedKill, parse_character_kills
from characters.domain.regions import Region
from characters.domain.sections import Section
from characters.models import Character, Guild, Payload
from characters.selectors.tracking import tracked_character_ids
from vault.models import GreatVaultEntry, KillSighting
from vault.selectors.calendar import recent_weeks
from vault.selectors.seasons import season_book
from vault.services.late_kills import take_in
from vault.services.presence import remember_presence

CHARACTERS_PER_REQUEST = 10
BOSSES_PER_CHARACTER = 8
ASK_AGAIN_AFTER = timedelta(hours=20)


class Tally(Protocol):
    """Where the reading of logs counts what it did."""

    character_ids: set[int]
    requests: int


@dataclass(frozen=True, slots=True)
class _Open:
    """A character with kills that no source could place in a week."""

    character: Character
    pairs: tuple[tuple[int, int], ...]


def ask_outside_kills(guild: Guild, tally: Tally, *, now: datetime) -> None:
    """Ask in one request about some of the guild's characters with unplaced kills; each at most once a day.

    :raises UpstreamError: when Warcraft Logs does not answer; nothing is recorded then.
    """
    asked = _characters_to_ask(guild, now)
    if not asked:
        return
    tally.requests += 1
    data = warcraftlogs.get_character_kills([_question(item) for item in asked])
    answers = parse_character_kills(data)
    sightings = _sightings(asked, answers, now)
    remember_presence(season_book(), sightings=sightings, now=now)
    tally.character_ids |= take_in(sightings, now=now)
    _remember_asking((item.character for item in asked), now)


def _characters_to_ask(guild: Guild, now: datetime) -> list[_Open]:
    periods = [week.period_id for week in recent_weeks(Region(guild.realm.region), now)]
    recently = Payload.objects.filter(section=Section.REPORTS, attempted_at__gt=now - ASK_AGAIN_AFTER)
    entries = (
        GreatVaultEntry.objects.filter(period_id__in=periods, character_id__in=tracked_character_ids(guild))
        .exclude(unplaced=[])
        .exclude(character_id__in=recently.filter(character__isnull=False).values("character_id"))
        .select_related("character__realm")
        .order_by("character_id", "-period_id")
    )
    pairs: dict[Character, set[tuple[int, int]]] = {}
    logs = season_book().log_of_encounter
    for entry in entries:
        for kill in entry.unplaced:
            if kill["encounter"] in logs:
                number = to_warcraftlogs(Difficulty(kill["difficulty"]))
                pairs.setdefault(entry.character, set()).add((logs[kill["encounter"]], number))
    open_kills = [_Open(character, tuple(sorted(found)[:BOSSES_PER_CHARACTER])) for character, found in pairs.items()]
    return open_kills[:CHARACTERS_PER_REQUEST]


def _question(item: _Open) -> KillQuestion:
    realm = item.character.realm
    return KillQuestion(_alias(item.character), item.character.name, realm.slug, Region(realm.region), item.pairs)


def _alias(character: Character) -> str:
    return f"c{character.pk}"


def _sightings(
    asked: Iterable[_Open], answers: dict[str, tuple[RankedKill, ...] | None], now: datetime
) -> list[KillSighting]:
    encounters = season_book().encounter_of_log
    return [
        KillSighting(
            character=item.character,
            encounter=encounters[kill.warcraftlogs_encounter_id],
            difficulty=kill.difficulty.value,
            source="warcraftlogs",
            killed_at=kill.killed_at,
            observed_at=now,
            evidence=f"{kill.report_code}#{kill.fight_id}" if kill.report_code else "ranking",
            parse=kill.parse,
        )
        for item in asked
        for kill in answers.get(_alias(item.character)) or ()
        if kill.warcraftlogs_encounter_id in encounters and kill.killed_at <= now
    ]


def _remember_asking(characters: Iterable[Character], now: datetime) -> None:
    Payload.objects.bulk_create(
        [
            Payload(character=character, section=Section.REPORTS, attempted_at=now, fetched_at=now)
            for character in characters
        ],
        update_conflicts=True,
        unique_fields=["character", "section"],
        update_fields=["attempted_at", "fetched_at"],
    )
