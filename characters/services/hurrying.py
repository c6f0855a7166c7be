"""Taking over a run that somebody now sits in front of: its steps are due at once."""

from datetime import datetime

from characters.models import SyncRun, SyncStep


def take_over_run(run: SyncRun, *, source: str, now: datetime) -> int:
    """Let every step of a run that waits for its turn in the hour be done now. Return how many there were.

    The run counts as started by `source` from then on: the timetable's runs spread the steps that they find.
    """
    SyncRun.objects.filter(pk=run.pk).update(source=source)
    run.source = source
    waiting = SyncStep.objects.filter(run=run, status=SyncStep.Status.PENDING)
    return waiting.update(due_at=now, queued_at=None)
