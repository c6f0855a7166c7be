"""All that was set aside for one and the same reason, decided at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from characters.domain.errors import Refused
from lootlog.domain.entries import Entry
from lootlog.models import Profile, Quarantined, Upload
from lootlog.selectors.conflicts import waiting_for
from lootlog.services.quarantine import entry_in, let_in, need_standing
from lootlog.services.uploads import locked_upload

State = Quarantined.State
AT_ONCE = 5_000
_Open = list[tuple[Quarantined, Entry]]


@dataclass(frozen=True)
class Decision:
    """Who decides, why, and how many an officer saw waiting; None where nobody looked."""

    reason: str
    user: User | None
    now: datetime
    seen: int | None = None


@dataclass(frozen=True)
class Decided:
    """How many were decided, how many still wait for that reason, and why those that were tried may not enter."""

    done: int
    waiting: int
    why: list[str]


@transaction.atomic
def accept_all(profile: Profile, cause: str, decision: Decision) -> Decided:
    """Let in all that was set aside for the reason `cause`, a few thousand at a time; what may not enter still waits.

    Each belongs to the import that brought it, as when it is accepted by itself.

    :raises Refused: when no reason is given, others wait than were seen, or the profile is archived.
    """
    items = _claimed(profile, cause, decision)
    entries: dict[Upload | None, _Open] = defaultdict(list)
    why: list[str] = []
    for item in items:
        try:
            need_standing(item.delivery.upload)
            entries[item.delivery.upload].append((item, entry_in(item)))
        except Refused as refusal:
            why.append(str(refusal))
    taken: list[Quarantined] = []
    for upload, found in entries.items():
        left = let_in(profile, found, upload, user=decision.user, now=decision.now)
        stay = {aside.incoming.entry.hash for aside in left}
        taken += [item for item, entry in found if entry.hash not in stay]
        why += [aside.reason for aside in left]
    return _noted(profile, cause, taken, State.ACCEPTED, decision, why)


@transaction.atomic
def dismiss_all(profile: Profile, cause: str, decision: Decision) -> Decided:
    """Put away all that was set aside for the reason `cause`, a few thousand at a time.

    :raises Refused: when no reason is given, or others wait than were seen.
    """
    return _noted(profile, cause, _claimed(profile, cause, decision), State.DISMISSED, decision, [])


def _claimed(profile: Profile, cause: str, decision: Decision) -> Sequence[Quarantined]:
    """Lock what waits, the uploads that brought it first, and return it in the order in which it came."""
    if not decision.reason.strip():
        raise Refused("Say why: the reason stays with the decision.")
    waiting = waiting_for(profile, cause)
    known = sorted(set(waiting.exclude(delivery__upload=None).values_list("delivery__upload", flat=True)))
    uploads = {pk: locked_upload(Upload(pk=pk)) for pk in known}
    items = waiting.filter(Q(delivery__upload=None) | Q(delivery__upload__in=known)).select_related("delivery__by")
    claimed = list(items.order_by("pk").select_for_update(of=("self",))[:AT_ONCE])
    count = waiting.count()
    if not claimed or decision.seen not in (None, count):
        raise Refused(f"{count:,} wait for that reason now. Look at them again.")
    for item in claimed:
        item.profile = profile
        if item.delivery.upload_id is not None:
            item.delivery.upload = uploads[item.delivery.upload_id]
    return claimed


def _noted(
    profile: Profile, cause: str, items: Iterable[Quarantined], state: State, decision: Decision, why: Iterable[str]
) -> Decided:
    done = Quarantined.objects.filter(pk__in=[item.pk for item in items]).update(
        state=state, decided_by=decision.user, decided_at=decision.now, decision=decision.reason.strip()[:255]
    )
    return Decided(done, waiting_for(profile, cause).count(), sorted(set(why)))
