"""Taking an export from a person or a program: keep it, process it, and bring who is who into step with it."""

from datetime import datetime

from django.contrib.auth.models import User

from characters.models import Guild
from guild_identity.models import AddonUpload
from guild_identity.services.addon import process_upload
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
    """Keep an export and process it at once. Its status says whether it could be read, `error` why not.

    `is_forced` takes an export of a guild with another name, or of which hardly anybody is known.

    :raises Refused: when it is empty or too large.
    """
    upload = receive_upload(guild, data, file_name=file_name, source=source, user=user, now=now)
    return process_upload(upload, now=now, is_forced=is_forced)
