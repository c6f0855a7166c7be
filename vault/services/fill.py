"""Deriving vault weeks from stored facts and keeping them; a week that has closed changes only by an amendment."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from characters.domain.regions import Region
from characters.models import Character
from characters.services.applying import Applied
from vault.domain.derive import derive_week
from vault.domain.rules import SeasonRules
from vault.domain.vault_week import VaultWeek
from vault.domain.weeks import Week
from vault.models import GreatVaultEntry, VaultAmendment
from vault.selectors.calendar import recent_weeks
from vault.selectors.facts import stored_facts
from vault.selectors.seasons import season_book
from vault.services.amending import amendment_of

CHUNK = 100
ENTRY_FIELDS = [
    "week_start", "week_end", "season", "week_number", "raid_lfr", "raid_normal", "raid_heroic", "raid_mythic",
    "m_plus_runs", "slots", "kills", "unplaced", "computed_at", "closed_at",
]  # fmt: skip


def fill_changed(applied: Iterable[Applied], *, now: datetime) -> None:
    """Derive the weeks of those characters of a batch that brought news or have no entry for this week yet."""
    applied = list(applied)
    regions = {result.character.pk: Region(result.character.realm.region) for result in applied}
    periods = {region: recent_weeks(region, now, back=0)[0].period_id for region in set(regions.values())}
    filled = set(
        GreatVaultEntry.objects.filter(character__in=regions, period_id__in=set(periods.values())).values_list(
            "character_id", "period_id"
        )
    )
    due = [
        result.character.pk
        for result in applied
        if result.has_news
        or result.login != result.previous_login
        or (result.character.pk, periods[regions[result.character.pk]]) not in filled
    ]
    fill_weeks(due, now=now)


def fill_weeks(character_ids: Iterable[int], *, now: datetime, back: int = 1) -> int:
    """Derive this week and the `back` weeks before it for the characters. Return how many entries were written.

    Pure facts in, so it may be repeated at any time and in any order. An entry that would not change is left alone.
    """
    ids = sorted(set(character_ids))
    written = 0
    for start in range(0, len(ids), CHUNK):
        with transaction.atomic():
            characters = _locked(ids[start : start + CHUNK])
            for region in sorted({character.realm.region for character in characters}):
                people = [character for character in characters if character.realm.region == region]
                written += fill_week_list(people, recent_weeks(Region(region), now, back), now=now)
    return written


def _locked(ids: list[int]) -> list[Character]:
    # Whoever derives first has committed before the next one reads, so that nobody writes what is out of date; and
    # everybody holds characters in the same order, so that nobody waits for ever.
    rows = Character.objects.filter(pk__in=ids).select_related("realm").order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True))


def fill_week_list(characters: list[Character], weeks: list[Week], *, now: datetime) -> int:
    """Derive the given weeks of some characters of one region. Return how many entries were written."""
    facts = stored_facts(characters, since=min(week.start for week in weeks))
    rules = {week: season_book().rules_for(week.period_id) for week in weeks}
    known = {
        (entry.character_id, entry.period_id): entry
        for entry in GreatVaultEntry.objects.filter(
            character__in=characters, period_id__in=[week.period_id for week in weeks]
        )
    }
    batch = _Batch(now)
    for character in characters:
        for week in weeks:
            entry = known.get((character.pk, week.period_id))
            derived = derive_week(week, rules[week], facts.of(character.pk), facts.coverage_of(character.pk), now)
            entry = entry or GreatVaultEntry(character_id=character.pk, period_id=week.period_id)
            batch.take(entry, week, rules[week], derived)
    batch.write()
    return len(batch.entries)


class _Batch:
    """The entries that a batch changes, and the amendments of those that had closed."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.entries: list[GreatVaultEntry] = []
        self.amendments: list[VaultAmendment] = []

    def take(self, entry: GreatVaultEntry, week: Week, rules: SeasonRules | None, derived: VaultWeek) -> None:
        before = _document(entry) if entry.pk else None
        _describe(entry, week, rules, derived)
        after = _document(entry)
        is_closing = entry.closed_at is None and week.is_closed(self.now)
        if before == after and not is_closing:
            return
        if entry.closed_at is not None and before is not None:
            amendment = amendment_of(entry, before, after, now=self.now)
            self.amendments.extend([amendment] if amendment else [])
        if is_closing:
            entry.closed_at = self.now
        entry.computed_at = self.now
        self.entries.append(entry)

    @transaction.atomic
    def write(self) -> None:
        GreatVaultEntry.objects.bulk_create(
            self.entries, update_conflicts=True, unique_fields=["character", "period_id"], update_fields=ENTRY_FIELDS
        )
        VaultAmendment.objects.bulk_create(self.amendments)


def _describe(entry: GreatVaultEntry, week: Week, rules: SeasonRules | None, derived: VaultWeek) -> None:
    entry.week_start, entry.week_end = week.start, week.end
    entry.season = rules.season.key if rules else ""
    entry.week_number = rules.week_number if rules else None
    for name, value in derived.as_document().items():
        setattr(entry, name, value)


def _document(entry: GreatVaultEntry) -> dict[str, object]:
    return {
        "raid_lfr": entry.raid_lfr,
        "raid_normal": entry.raid_normal,
        "raid_heroic": entry.raid_heroic,
        "raid_mythic": entry.raid_mythic,
        "m_plus_runs": entry.m_plus_runs,
        "slots": entry.slots,
        "kills": entry.kills,
        "unplaced": entry.unplaced,
    }
