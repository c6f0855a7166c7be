"""What is kept of characters that tells about the accounts behind them."""

from collections.abc import Iterable

from characters.models import AchievementDates


def achievement_dates(character_ids: Iterable[int]) -> dict[int, dict[int, int]]:
    """Return milliseconds since 1970 by achievement id, for each of the characters that has any. One query."""
    rows = AchievementDates.objects.filter(character_id__in=list(character_ids)).order_by("character_id")
    return {
        character_id: dict(zip(map(int, dates), dates.values(), strict=True))
        for character_id, dates in rows.values_list("character_id", "dates")
        if dates
    }
