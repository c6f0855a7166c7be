"""Doing a sync run here and now, in front of whoever started it, instead of in the workers."""

import sys
import time
from collections.abc import Callable
from datetime import datetime
from types import TracebackType

from django.db.models import Min
from django.utils import timezone
from tqdm import tqdm

from characters.management.asking import Clock
from characters.models import SyncRun, SyncStep
from characters.selectors.runs import run_progress
from characters.services.runs import finish_runs, release_stale_steps, release_steps, silence
from vault.services.work import work_on

KINDS = (SyncStep.Kind.ROSTER, SyncStep.Kind.CHARACTER, SyncStep.Kind.RAIDERIO, SyncStep.Kind.LOGS)
LONGEST_NAP_S = 2.0
SHORTEST_NAP_S = 0.05


class Foreground:
    """Works on a run until nothing of it is left. Workers may help: each step is claimed by one of them."""

    def __init__(self, run: SyncRun, clock: Clock, tell: Callable[[str], None]) -> None:
        self.run, self.clock, self.tell = run, clock, tell
        self.bar = tqdm(desc="Syncing", unit="step", file=sys.stderr, disable=not sys.stderr.isatty(), leave=False)
        self.last_notice = ""
        self.claiming_since = clock.start

    def __enter__(self) -> "Foreground":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bar.close()
        if kind is not None:
            self._give_back()

    def finish(self) -> None:
        """Do every step, sleeping while an upstream's budget is spent, and waiting for steps that others hold."""
        while True:
            worked = [self._work_on(kind) for kind in KINDS]
            self._show()
            if not any(worked) and not self._waited():
                finish_runs([self.run.pk], now=self.clock.now())
                self.run.refresh_from_db()
                return

    def _work_on(self, kind: str) -> int:
        self.claiming_since = self.clock.now()
        return work_on(kind, now=self.claiming_since, run_id=self.run.pk)

    def _give_back(self) -> None:
        """Free the steps that were being worked on when this was interrupted, so that nobody has to wait for them."""
        held = SyncStep.objects.filter(run=self.run, status=SyncStep.Status.RUNNING, claimed_at=self.claiming_since)
        release_steps(list(held), due_at=self.clock.now())

    def _show(self) -> None:
        steps = run_progress([self.run.pk])[self.run.pk]
        self.bar.total = steps.total
        self.bar.n = steps.done + steps.failed
        self.bar.set_postfix(requests=steps.requests, errors=steps.with_errors)

    def _waited(self) -> bool:
        """Sleep until something can be done, and tell what for; return False when nothing is left."""
        now = self.clock.now()
        pending = SyncStep.objects.filter(run=self.run, status=SyncStep.Status.PENDING)
        earliest = pending.aggregate(at=Min("due_at"))["at"]
        held = SyncStep.objects.filter(run=self.run, status=SyncStep.Status.RUNNING).count()
        if earliest is None and not held:
            return False
        if earliest is not None and earliest > now:
            self._notice(f"{pending.count()} steps wait until an upstream's budget allows more requests.")
        else:
            release_stale_steps(now=now)
            until = timezone.localtime() + silence()
            self._notice(
                "The steps that are left, or their characters, are held by another worker; waiting for it,"
                f" until {until:%H:%M} UTC at the latest."
            )
        self._nap(earliest, now)
        return True

    def _nap(self, until: datetime | None, now: datetime) -> None:
        wanted = (until - now).total_seconds() if until is not None and until > now else LONGEST_NAP_S
        time.sleep(min(max(wanted, SHORTEST_NAP_S), LONGEST_NAP_S))

    def _notice(self, words: str) -> None:
        kind = words.lstrip("0123456789 ")
        if kind != self.last_notice:
            self.last_notice = kind
            self.bar.clear()
            self.tell(words)
