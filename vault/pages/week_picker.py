"""The bar that leads from week to week."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from vault.domain.weeks import Week
from vault.pages.board_choices import address_of
from vault.selectors.calendar import week_at
from vault.selectors.seasons import season_book


@dataclass(frozen=True, slots=True)
class WeekPicker:
    """The shown week, its place in the season, and the addresses of its neighbours; `later` is empty for this week."""

    week: Week
    title: str
    season: str
    is_current: bool
    earlier: str
    later: str
    current: str


def week_picker(week: Week, wanted: Mapping[str, str], *, now: datetime) -> WeekPicker:
    """Make the bar for a shown week; the addresses keep what else is asked for."""
    rules = season_book().rules_for(week.period_id)
    current = week if now in week else week_at(week.region, now)
    following = week.period_id + 1
    return WeekPicker(
        week=week,
        title=_title(rules.week_number if rules else None),
        season=rules.season.name if rules else "no season's rules are known for this week",
        is_current=week.period_id == current.period_id,
        earlier=address_of(wanted, period=week.period_id - 1),
        later=address_of(wanted, period=following if following != current.period_id else None)
        if week.period_id < current.period_id
        else "",
        current=address_of(wanted),
    )


def _title(week_number: int | None) -> str:
    if week_number is None:
        return "Week"
    return f"Week {week_number}" if week_number > 0 else "Pre-season week"
