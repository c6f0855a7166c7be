"""A character's vault weeks, newest first, and the week that somebody asks for by its period."""

from datetime import datetime
from typing import Any

import orjson
from django.db.models import Count, TextField
from django.db.models.functions import Cast

from characters.domain.errors import Refused
from characters.domain.regions import Region
from characters.models import Character
from vault.domain.weeks import Week
from vault.models import GreatVaultEntry
from vault.selectors.calendar import week_at, week_of_period

Row = dict[str, Any]
LONGEST_PERIOD = 6
_PLAIN = {
    "period": "period_id",
    "week_start": "week_start",
    "week_end": "week_end",
    "season": "season",
    "week_number": "week_number",
    "raid_lfr": "raid_lfr",
    "raid_normal": "raid_normal",
    "raid_heroic": "raid_heroic",
    "raid_mythic": "raid_mythic",
    "computed_at": "computed_at",
    "closed_at": "closed_at",
}
_TEXTS = ("m_plus_runs", "slots", "kills", "unplaced")


def asked_week(region: Region, period: str | None, *, now: datetime) -> Week:
    """Return the week of a period as somebody wrote it, this week where nothing was written.

    :raises Refused: when there is no such week, or it has not begun.
    """
    text = (period or "").strip()
    if not text:
        return week_at(region, now)
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_PERIOD):
        raise Refused(f"“{text[:40]}” is no reset week; weeks are numbered like 1088, as Blizzard's keystone periods.")
    week = week_of_period(region, int(text))
    if week.start > now:
        raise Refused(f"Reset week {text} begins at {week.start:%Y-%m-%d %H:%M} UTC: nothing is known about it yet.")
    return week


def character_weeks(character: Character) -> list[Row]:
    """Return every derived week of a character, newest first, in one query; documents are fragments for `orjson`."""
    texts = [Cast(name, TextField()) for name in _TEXTS]
    entries = (
        GreatVaultEntry.objects.filter(character=character)
        .order_by("-period_id")
        .annotate(amendment_count=Count("amendments"))
    )
    rows = entries.values_list(*_PLAIN.values(), "amendment_count", *texts)
    names = (*_PLAIN, "amendments", *_TEXTS)
    return [dict(zip(names, map(_fragment, names, values), strict=True)) for values in rows]


def _fragment(name: str, value: Any) -> Any:
    return orjson.Fragment(value) if name in _TEXTS else value
