"""Taking an export from a person or a program: keep it, process it, and have who is who brought into step with it."""

from datetime import datetime

from django.contrib.auth.models import User

from characters.models import Guild
from guild_identity.models import AddonUpload
from guild_identity.services.addon import process_upload
from guild_identity.services.pipeline import UPLOAD, start_pipeline
from guild_identity.services.uploads import receive_upload


def take_upload(
    guild: Guild,
    data: bytes,
    *,
    file_name: str,
    source: str,
    user: User | None,
    now: datetime,
    is_forced: bool = False,
) -> AddonUpload:
    """Keep an export, process it at once, and start the pipeline for the workers. Its status says whether it could be
    read, `error` why not: then nothing is started.

    `is_forced` takes an export of a guild with another name, or of which hardly anybody is known.

    :raises Refused: when it is empty or too large.
    """
    upload = process_upload(
        receive_upload(guild, data, file_name=file_name, source=source, user=user, now=now, is_forced=is_forced),
        now=now,
    )
    if upload.status == AddonUpload.Status.DONE:
        start_pipeline(guild, source=UPLOAD, now=now, user=user)
    return upload
