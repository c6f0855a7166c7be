"""Running the pipeline in a command: beginning to end, here and now, beside whatever the workers do."""

import time
from typing import Any

from characters.management.asking import Clock
from characters.models import Guild, SyncRun
from characters.services.runs import release_stale_steps
from guild_identity.services.pipeline import start_pipeline, work_pipeline

POLL_S = 0.5


def run_now(guild: Guild, *, source: str, clock: Clock) -> SyncRun:
    """Run the pipeline and return its run. Another run that is going on already is brought to its end first."""
    run = start_pipeline(guild, source=source, now=clock.start)
    if run.source != source or run.created_at < clock.start:
        _finish(run, clock)
        run = start_pipeline(guild, source=source, now=clock.now())
    _finish(run, clock)
    return run


def in_words(summary: dict[str, Any]) -> str:
    """Tell a run's steps, one line each."""
    guild = summary["guild"]
    lines = [f"{guild['name']} ({guild['region'].upper()} {guild['realm']}): who is who, in {summary['seconds']:.1f} s"]
    for step in summary["steps"]:
        counts = ", ".join(f"{value} {name}" for name, value in step["counts"].items() if ":" not in name)
        lines.append(f"{step['step']:>8}  {step['error'] or counts or 'nothing to do'}")
    return "\n".join(lines)


def _finish(run: SyncRun, clock: Clock) -> None:
    while not work_pipeline(run, clock=clock.now):
        release_stale_steps(now=clock.now())
        time.sleep(POLL_S)
    run.refresh_from_db()
