"""The evidence for one row of somebody's vault: opened in the board by htmx, or a page of its own without it."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from characters.domain.regions import Region
from characters.pages.viewing import character_or_404
from characters.services.activity import mark_character_viewed
from vault.pages.cells import groups_of
from vault.pages.facts import counters_of, kill_lines, sections_of_row
from vault.pages.wording import ROWS
from vault.selectors.evidence import week_evidence
from vault.selectors.pending import pending_slots
from vault.selectors.seasons import season_book
from vault.selectors.weeks import asked_week


@require_safe
@cache_control(private=True, no_cache=True)
@vary_on_headers("HX-Request", "Cookie")
def evidence_page(request: HttpRequest, pk: int, period: str, row: str) -> HttpResponse:
    """Show what is known about one row of a character's vault in a week."""
    if row not in ROWS:
        raise Http404(f"no row {row}")
    character, now = character_or_404(request, pk), timezone.now()
    week = asked_week(Region(character.realm.region), period, now=now)
    mark_character_viewed(character.pk, now=now)
    evidence = week_evidence(character, week, now=now)
    rules = season_book().rules_for(week.period_id)
    context: dict[str, Any] = {
        "now": now,
        "character": character,
        "week": week,
        "row": row,
        "row_name": ROWS[row],
        "group": next(group for group in groups_of(slots_in(evidence)) if group.row == row),
        "kills": kill_lines(evidence) if row == "raid" else [],
        "runs": (evidence["entry"] or {}).get("m_plus_runs", []) if row == "dungeon" else [],
        "counters": list(counters_of(row, rules, evidence["counters"])),
        "sections": sections_of_row(row, evidence["sections"]),
        "amendments": evidence["amendments"],
    }
    is_part = getattr(request, "htmx", False)
    return render(request, "vault/evidence_row.html" if is_part else "vault/evidence.html", context)


def slots_in(evidence: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the nine slots of a week's evidence; those of a week that was not derived yet are unknown."""
    slots: list[dict[str, Any]] = (
        evidence["entry"]["slots"] if evidence["entry"] else json.loads(pending_slots(evidence["period"]))
    )
    return slots
