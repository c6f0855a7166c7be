"""What a ledger was, written down every night, and compared with what it is: nobody has rewritten it since."""

from datetime import datetime

from django.db import transaction

from lootlog.domain.amounts import plain
from lootlog.models import Checkpoint, Profile, Target
from lootlog.selectors.digests import ledger_digest
from lootlog.selectors.standings import points_by_target
from lootlog.services.checking import check_ledger
from lootlog.services.digesting import fold
from lootlog.services.placing import locked

NAMED = 5


class LedgerRewritten(Exception):
    """A ledger's lines, or what is derived from them, are not what was written."""


def take_checkpoint(profile: Profile, *, now: datetime) -> Checkpoint | None:
    """Check a profile's ledger, and write down its digest and standings; None when nothing has come since the last.

    :raises LedgerRewritten: when lines or what is derived from them are not what they were.
    """
    fold(profile)
    check = check_ledger(profile)
    if check.faults:
        raise LedgerRewritten(
            f"Profile {profile.pk}: {' '.join(check.faults[:NAMED])} Faults in all: {check.wrong:,}. Somebody has "
            "changed the tables behind the ledger's back; lootlog_check lists more."
        )
    return _write_down(profile, now)


@transaction.atomic
def _write_down(profile: Profile, now: datetime) -> Checkpoint | None:
    fresh = locked(profile)
    last = Checkpoint.objects.filter(profile=fresh).order_by("-position").first()
    if fresh.last_position == (last.position if last is not None else 0):
        return None
    points = points_by_target(fresh)
    keys = Target.objects.filter(profile=fresh).order_by("key").values_list("pk", "key")
    return Checkpoint.objects.create(
        profile=fresh,
        position=fresh.last_position,
        digest=str(ledger_digest(fresh).root),
        standings={key: plain(points[pk]) for pk, key in keys if pk in points},
        taken_at=now,
    )
