"""The sync status of a guild: what goes on now, what went wrong and why, how fresh each section is."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from characters.models import Guild, SyncRun, SyncStep
from characters.pages.viewing import character_or_404, guild_or_404, is_officer
from characters.selectors.freshness import guild_sections
from characters.selectors.health import failed_steps, failure_causes, section_health
from characters.selectors.runs import run_progress, running_run_of
from vault.pages.wording import SECTIONS

RUNS_SHOWN = 12
STEP_KINDS = {
    SyncStep.Kind.ROSTER: "Roster",
    SyncStep.Kind.CHARACTER: "Characters at Blizzard",
    SyncStep.Kind.RAIDERIO: "Characters at Raider.IO",
    SyncStep.Kind.LOGS: "Warcraft Logs",
}


@require_safe
@cache_control(private=True, no_cache=True)
def sync_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the page."""
    guild, now = guild_or_404(request, pk), timezone.now()
    return render(request, "vault/sync.html", {**_live(guild, now), "tab": "sync"})


@require_safe
@cache_control(private=True, no_store=True)
def sync_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the part of the page that is asked for again while a run goes on."""
    return render(request, "vault/sync_part.html", _live(guild_or_404(request, pk), timezone.now()))


@require_safe
@cache_control(private=True, no_store=True)
def character_sync_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer how far a character's run is; the page is loaded anew as soon as it is over."""
    character = character_or_404(request, pk)
    run = running_run_of(character)
    if run is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "vault/character_sync.html", {"character": character, "run": run})


def _live(guild: Guild, now: datetime) -> dict[str, Any]:
    runs = list(_runs(guild)[:RUNS_SHOWN])
    progress = run_progress(run.pk for run in runs)
    latest = runs[0] if runs else None
    return {
        "now": now,
        "guild": guild,
        "is_officer": is_officer(guild),
        "runs": [{"run": run, "progress": progress[run.pk]} for run in runs],
        "latest": latest,
        "progress": progress[latest.pk] if latest else None,
        "steps": _step_rows(progress[latest.pk].by_kind) if latest else [],
        "failed": list(failed_steps(latest)) if latest and progress[latest.pk].failed else [],
        "health": [(SECTIONS[row.section], row) for row in section_health(guild, now=now)],
        "causes": [(SECTIONS[cause.section], cause) for cause in failure_causes(guild)],
        "guild_sections": [(SECTIONS[state.section], state) for state in guild_sections(guild, now=now)],
    }


def _runs(guild: Guild) -> Any:
    runs = SyncRun.objects.filter(guild=guild, kind=SyncRun.Kind.GUILD).select_related("requested_by")
    return runs.order_by("-created_at", "-pk")


def _step_rows(by_kind: dict[str, dict[str, int]]) -> list[tuple[str, dict[str, int]]]:
    return [(label, by_kind[kind]) for kind, label in STEP_KINDS.items() if kind in by_kind]
