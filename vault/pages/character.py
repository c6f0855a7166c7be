"""A character's page: the week's nine slots, the evidence for each, what to do next, and the weeks before."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from characters.domain.regions import Region
from characters.models import Character
from characters.pages.viewing import character_or_404, viewer_of
from characters.selectors.access import visible_guilds
from characters.selectors.people import guild_of, own_characters
from characters.selectors.runs import running_run_of
from characters.services.activity import mark_character_viewed
from vault.domain.weeks import Week
from vault.models import GreatVaultEntry
from vault.pages.cells import groups_of
from vault.pages.evidence import slots_in
from vault.pages.facts import counters_of, kill_lines, raid_tables
from vault.pages.next_steps import step_groups
from vault.pages.week_picker import week_picker
from vault.selectors.evidence import week_evidence
from vault.selectors.history import week_history
from vault.selectors.planning import plan
from vault.selectors.seasons import season_book
from vault.selectors.weeks import asked_week

WEEKS_SHOWN = 30


@require_safe
@cache_control(private=True, no_cache=True)
def character_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the page."""
    character, now = character_or_404(request, pk), timezone.now()
    week = asked_week(Region(character.realm.region), request.GET.get("period"), now=now)
    mark_character_viewed(character.pk, now=now)
    viewer = viewer_of(request)
    is_mine = viewer.is_authenticated and own_characters(viewer).filter(character=character).exists()
    context = {
        "now": now,
        "character": character,
        "css": f"class-{slugify(character.character_class.name)}" if character.character_class else "",
        "guild": guild_of(character, visible_guilds(viewer)),
        "names": character.identities.select_related("realm").order_by("-seen_from", "-pk"),
        "picker": week_picker(week, {}, now=now),
        "is_mine": is_mine,
        "run": running_run_of(character),
        "history": [_past_week(entry) for entry in week_history(character, limit=WEEKS_SHOWN)],
        **_week_context(character, week, now=now),
    }
    return render(request, "vault/character.html", context)


def _week_context(character: Character, week: Week, *, now: Any) -> dict[str, Any]:
    evidence = week_evidence(character, week, now=now)
    rules = season_book().rules_for(week.period_id)
    lines = kill_lines(evidence)
    entry = evidence["entry"] or {}
    planned = plan(character, week, None, now=now)
    return {
        "week": week,
        "entry": entry,
        "groups": groups_of(slots_in(evidence)),
        "raids": raid_tables(rules, lines),
        "unplaced": [line for line in lines if line.confidence == "unplaced"],
        "runs": entry.get("m_plus_runs", []),
        "counters": {row: list(counters_of(row, rules, evidence["counters"])) for row in ("dungeon", "world")},
        "amendments": evidence["amendments"],
        "sections": evidence["sections"],
        "plan": planned,
        "steps": step_groups(planned["steps"]),
    }


def _past_week(entry: GreatVaultEntry) -> dict[str, Any]:
    amendments = [
        {
            "amended_at": amendment.amended_at,
            "summary": amendment.summary,
            "before": groups_of(amendment.before.get("slots", [])),
            "after": groups_of(amendment.after.get("slots", [])),
        }
        for amendment in entry.amendments.all()
    ]
    return {"entry": entry, "groups": groups_of(entry.slots), "amendments": amendments}
