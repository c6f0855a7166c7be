"""The timetable's way into the ledgers: files that are too large to be read while somebody waits, checkpoints, and
names that rosters have come to know.

Progress lives in the database: a task that the broker lost or ran twice changes nothing.
"""

import logging

from celery import shared_task
from django.utils import timezone

from characters.domain.errors import Refused
from characters.tasks import DatabaseTask
from lootlog.models import Profile, Upload
from lootlog.services.checkpoints import take_checkpoint
from lootlog.services.importing import take_up
from lootlog.services.targets import recognise, with_unknown_targets
from lootlog.services.uploads import waiting_uploads

logger = logging.getLogger(__name__)


@shared_task(base=DatabaseTask)
def work_uploads() -> int:
    """Offer every upload that waits to be read or applied to the workers: those whose worker died among them."""
    waiting = waiting_uploads(now=timezone.now())
    for pk in waiting:
        work_upload.delay(pk)
    return len(waiting)


@shared_task(base=DatabaseTask)
def work_upload(upload_id: int) -> str:
    """Read or apply an upload, whichever it waits for. Returns its state afterwards."""
    upload = Upload.objects.filter(pk=upload_id).select_related("guild__realm").first()
    if upload is None:
        return ""
    try:
        return take_up(upload, now=timezone.now()).state
    except Refused as refusal:
        logger.warning("Upload %s is not applied: %s", upload_id, refusal)
        return upload.state


@shared_task(base=DatabaseTask)
def take_checkpoints() -> int:
    """Have a checkpoint of every profile taken; returns how many profiles there are."""
    profiles = list(Profile.objects.order_by("pk").values_list("pk", flat=True))
    for pk in profiles:
        checkpoint_profile.delay(pk)
    return len(profiles)


@shared_task(base=DatabaseTask)
def checkpoint_profile(profile_id: int) -> int:
    """Take a checkpoint of one profile. Returns its position, 0 when nothing has come since the last one."""
    profile = Profile.objects.filter(pk=profile_id).first()
    checkpoint = take_checkpoint(profile, now=timezone.now()) if profile is not None else None
    return checkpoint.position if checkpoint is not None else 0


@shared_task(base=DatabaseTask)
def recognise_all_targets() -> int:
    """Have the names that no character is known for looked up in every profile that has any; returns how many do."""
    profiles = with_unknown_targets()
    for pk in profiles:
        recognise_targets.delay(pk)
    return len(profiles)


@shared_task(base=DatabaseTask)
def recognise_targets(profile_id: int) -> int:
    """Find the characters of one profile's targets that have none. Returns how many were found."""
    profile = Profile.objects.filter(pk=profile_id).select_related("guild__realm").first()
    return recognise(profile) if profile is not None else 0
