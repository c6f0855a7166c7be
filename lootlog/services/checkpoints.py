"""What a ledger was, written down every night, and compared with what it is: nobody has rewritten it since."""

from datetime import datetime

from django.db import transaction

from lootlog.domain.amounts import plain
from lootlog.domain.digests import digest_of
from lootlog.models import Checkpoint, LogEntry, Profile, Target
from lootlog.selectors.digests import ledger_digest
from lootlog.selectors.standings import points_by_target
from lootlog.services.digesting import fold
from lootlog.services.placing import locked


class LedgerRewritten(Exception):
    """The entries up to a checkpoint are not those that were there when it was taken."""


@transaction.atomic
def take_checkpoint(profile: Profile, *, now: datetime) -> Checkpoint | None:
    """Write down a profile's digest and standings; None when nothing has come since the last time.

    :raises LedgerRewritten: when the entries up to the last checkpoint are not what they were.
    """
    fold(profile)
    fresh = locked(profile)
    last = Checkpoint.objects.filter(profile=fresh).order_by("-position").first()
    if fresh.last_position == (last.position if last is not None else 0):
        return None
    if last is not None:
        check(last)
    points = points_by_target(fresh)
    keys = Target.objects.filter(profile=fresh).order_by("key").values_list("pk", "key")
    return Checkpoint.objects.create(
        profile=fresh,
        position=fresh.last_position,
        digest=str(ledger_digest(fresh).root),
        standings={key: plain(points[pk]) for pk, key in keys if pk in points},
        taken_at=now,
    )


def check(checkpoint: Checkpoint) -> None:
    """Add up once more what a checkpoint is of.

    :raises LedgerRewritten: when the entries are not what they were.
    """
    entries = LogEntry.objects.filter(profile=checkpoint.profile_id, position__lte=checkpoint.position)
    found = str(digest_of(entries.order_by().values_list("hash", flat=True).iterator()))
    if found != checkpoint.digest:
        raise LedgerRewritten(
            f"Profile {checkpoint.profile_id} up to entry {checkpoint.position}: its digest was {checkpoint.digest} on"
            f" {checkpoint.taken_at:%F}, now it is {found}. Somebody has changed the table behind the ledger's back."
        )
