"""One line about how fresh a guild's data is, and why not fresher."""

from dataclasses import dataclass
from datetime import datetime

from characters.models import Guild, HeldRoster, SyncRun
from characters.pages.viewing import is_officer
from characters.selectors.freshness import guild_sections, is_failure
from characters.selectors.runs import Progress, run_progress
from vault.pages.wording import SECTIONS


@dataclass(frozen=True, slots=True)
class SyncLine:
    """When the guild was synced, what goes on now, and a sentence per thing that keeps it from being fresher."""

    last_synced_at: datetime | None
    run: SyncRun | None
    progress: Progress | None
    causes: list[str]


def sync_line(guild: Guild, *, now: datetime) -> SyncLine:
    """Gather the line of a guild."""
    running = SyncRun.objects.filter(guild=guild, kind=SyncRun.Kind.GUILD, status=SyncRun.Status.RUNNING).first()
    progress = run_progress([running.pk])[running.pk] if running else None
    causes = [
        f"{SECTIONS[state.section]}: {state.cause}"
        for state in guild_sections(guild, now=now)
        if is_failure(state.section, state.error_kind)
    ]
    if is_officer(guild):
        held = HeldRoster.objects.filter(guild=guild, resolved_at__isnull=True).values_list("reason", flat=True)
        causes += [f"A roster is held and waits for you in the admin: {reason}" for reason in held]
    return SyncLine(guild.last_synced_at, running, progress, causes)
