"""Whether a ledger is what was written in it, and whether all that is derived from it follows."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum

from lootlog.domain.amounts import ZERO, plain
from lootlog.models import LogEntry, Profile, Target, WeekBalance
from lootlog.services.balances import recount, wrongly_stored
from lootlog.services.digesting import recompute
from lootlog.services.placing import locked
from lootlog.services.rereading import MOST_FAULTS, reread


@dataclass(frozen=True)
class Check:
    """What checking a ledger found: how many lines there are, how much is wrong, and the first of it in sentences."""

    lines: int
    wrong: int
    faults: list[str]


def check_ledger(profile: Profile) -> Check:
    """Make every line's hash anew from what it says, and compare checkpoints, digests and balances with the lines.

    The whole ledger is read; writers wait only while the balances are compared, in a few statements.
    """
    found = reread(profile)
    with transaction.atomic():
        fresh = locked(profile)
        for what in (*_of_voids(fresh), *_of_balances(fresh)):
            found.fault(what)
    return Check(found.lines, found.wrong, found.faults[:MOST_FAULTS])


@transaction.atomic
def rebuild(profile: Profile) -> int:
    """Throw balances and digests away and make them again from the lines. Returns how many lines there are."""
    fresh = locked(profile)
    recount(fresh)
    return recompute(fresh)


def _of_voids(profile: Profile) -> Iterator[str]:
    gone, back = wrongly_stored(profile)
    if gone:
        yield f"{len(gone):,} entries count that were taken out or amended, {min(gone)} first."
    if back:
        yield f"{len(back):,} entries do not count though nothing holds against them, {min(back)} first."


def _of_balances(profile: Profile) -> Iterator[str]:
    counting = LogEntry.objects.filter(profile=profile, voided__isnull=True).order_by()
    made = {
        (target, week): points
        for target, week, points in counting.values_list("target", "week").annotate(points=Sum("delta"))
        if points
    }
    rows = WeekBalance.objects.filter(profile=profile).exclude(points=0).values_list("target", "week", "points")
    stored = {(target, week): points for target, week, points in rows}
    wrong = sorted(place for place in {*made, *stored} if made.get(place, ZERO) != stored.get(place, ZERO))
    names = dict(Target.objects.filter(pk__in={target for target, _ in wrong[:MOST_FAULTS]}).values_list("pk", "label"))
    for target, week in wrong[:MOST_FAULTS]:
        says, is_so = plain(stored.get((target, week), ZERO)), plain(made.get((target, week), ZERO))
        yield f"{names[target]} holds {says} of week {week} by the balances and {is_so} by the entries."
