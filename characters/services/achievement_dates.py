"""Fetching the dates of members' achievements, a few characters at a time: they tell who shares an account.

Who wants no such comparison is neither asked about nor kept.
"""

from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from characters.clients import blizzard
from characters.domain.achievements import chosen_dates, parse_achievements
from characters.domain.errors import ErrorKind, UpstreamError
from characters.domain.regions import Region
from characters.models import AchievementDates, Character, Guild

STAYS_FRESH = timedelta(days=30)
# Characters below have no profile.
LEAST_LEVEL = 10
# No profile, or one that its owner does not share: an answer that holds as long as any other.
ANSWERS = (ErrorKind.NOT_FOUND, ErrorKind.FORBIDDEN)
Dates = dict[int, int]


def refresh_achievement_dates(
    guild: Guild, *, now: datetime, limit: int, without: Collection[int] = ()
) -> dict[str, int]:
    """Fetch the dates of at most `limit` members that have none, or none of the last 30 days.

    `without` are the ids of characters whose players want no comparison: theirs are deleted. Costs one request per
    character. Returns how many were fetched, how many could not be (they are due again), and how many were deleted.
    """
    deleted = forget_achievement_dates(without)
    due = list(_due(guild, now).exclude(pk__in=without)[:limit])
    answers = dict(_answers(due))
    _store(answers, now)
    return {"fetched": len(answers), "failed": len(due) - len(answers), "deleted": deleted}


def forget_achievement_dates(character_ids: Collection[int]) -> int:
    """Delete what is kept of these characters' achievements. Return how many had any."""
    return AchievementDates.objects.filter(character_id__in=character_ids).delete()[0]


def _due(guild: Guild, now: datetime) -> QuerySet[Character]:
    missing = Q(achievement_dates__isnull=True) | Q(achievement_dates__fetched_at__lt=now - STAYS_FRESH)
    members = Character.objects.filter(
        missing, stints__guild=guild, stints__left_at__isnull=True, retired_at__isnull=True, level__gte=LEAST_LEVEL
    )
    ordered = members.order_by(F("achievement_dates__fetched_at").asc(nulls_first=True), "pk")
    return ordered.select_related("realm")


def _answers(characters: Iterable[Character]) -> Iterator[tuple[int, Dates]]:
    with ThreadPoolExecutor(max_workers=settings.UPSTREAM_THREADS) as pool:
        futures = [(character.pk, pool.submit(_ask, character)) for character in characters]
        for character_id, future in futures:
            dates = future.result()
            if dates is not None:
                yield character_id, dates


def _ask(character: Character) -> Dates | None:
    """Return a character's dates, none where there is no profile to see, or None where nobody answered."""
    realm = character.realm
    try:
        answer = blizzard.get_character_achievements(Region(realm.region), realm.slug, character.name)
        return chosen_dates(parse_achievements(answer.body))
    except UpstreamError as error:
        return {} if error.kind in ANSWERS else None


@transaction.atomic
def _store(answers: dict[int, Dates], now: datetime) -> None:
    # Somebody may have been removed while we asked.
    present = Character.objects.filter(pk__in=answers).select_for_update().order_by("pk").values_list("pk", flat=True)
    rows = [
        AchievementDates(
            character_id=character_id,
            dates={str(key): moment for key, moment in answers[character_id].items()},
            fetched_at=now,
        )
        for character_id in present
    ]
    AchievementDates.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["character"], update_fields=["dates", "fetched_at"]
    )
