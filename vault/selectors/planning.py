"""What a character could do next, from the facts as they are now."""

from datetime import datetime
from typing import Any

from characters.models import Character
from vault.domain.derive import derive_week
from vault.domain.planner import cheapest_route, next_steps
from vault.domain.weeks import Week
from vault.selectors.facts import stored_facts
from vault.selectors.seasons import season_book


def plan(character: Character, week: Week, track: str | None, *, now: datetime) -> dict[str, Any]:
    """Return what the next boss, key or delve would change in a week, and the shortest way to each track or to one.

    Shape: {"period", "week_start", "week_end", "season", "slots", "steps", "routes"}. Nothing can be done in a week
    that is over or that no season covers.

    :raises Refused: for a track that the season does not have.
    """
    rules = season_book().rules_for(week.period_id)
    facts = stored_facts([character], since=week.start)
    derived = derive_week(week, rules, facts.of(character.pk), facts.coverage_of(character.pk), now)
    answer: dict[str, Any] = {
        "period": week.period_id,
        "week_start": week.start,
        "week_end": week.end,
        "season": rules.season.key if rules else None,
        "slots": [slot.as_document() for slot in derived.slots],
        "steps": [],
        "routes": [],
    }
    if rules is None:
        return answer
    rewards = (*rules.season.rewards.raid.values(), *rules.season.rewards.dungeon.values())
    rising = sorted(rewards, key=lambda reward: reward.item_level)
    tracks = [track] if track else list(dict.fromkeys(reward.track for reward in rising))
    routes = [route for name in tracks if (route := cheapest_route(derived, rules, name)) is not None]
    if week.is_closed(now):
        return answer
    answer["steps"] = [step.as_document() for step in next_steps(derived, rules)]
    answer["routes"] = [route.as_document() for route in routes]
    return answer
