"""Taking in files: each is kept as it was sent, once per guild."""

import hashlib
import zlib
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from characters.domain.errors import Refused
from characters.models import Guild
from lootlog.models import Profile, Upload

MEGABYTE = 1024 * 1024
# A hundred thousand entries, each with all that its hash covers, take about 45.
LARGEST_UPLOAD = 64 * MEGABYTE
TOO_LARGE = f"The file is larger than {LARGEST_UPLOAD // MEGABYTE} MB."
# What is larger is read and applied in the background: a person should not wait for it.
SMALL = 2 * MEGABYTE
# In an upload's mapping: the profile at whose address the file was sent, proposed for a file of one profile.
ADDRESSED = "*"
_LONGEST_FILE_NAME = 200
# Whoever reads or applies a file is given so long before another worker takes it up; a lock keeps them apart.
PATIENCE = timedelta(minutes=2)
State = Upload.State
WAITING_STATES = (State.WAITING, State.APPLYING)
# From these an upload can be read again, or put away.
_READ_AGAIN = (State.FAILED, State.DISMISSED)
_PUT_AWAY = (State.WAITING, State.PREVIEW, State.FAILED)


@transaction.atomic
def receive_upload(
    guild: Guild, data: bytes, *, file_name: str, user: User | None, now: datetime, profile: Profile | None = None
) -> Upload:
    """Keep a file as it was sent, to be read. `profile` is the one at whose address it came, if any.

    A file that came before is not kept again: the earlier upload is returned as it stands, to be read once more if
    it failed or was dismissed. `is_known` tells the two apart.

    :raises Refused: when it is empty or too large.
    """
    if not data.strip():
        raise Refused("The file is empty.")
    if len(data) > LARGEST_UPLOAD:
        raise Refused(TOO_LARGE)
    Guild.objects.select_for_update(no_key=True).get(pk=guild.pk)
    digest = hashlib.sha256(data).hexdigest()
    upload = Upload.objects.filter(guild=guild, sha256=digest).first()
    if upload is None:
        upload = Upload(
            guild=guild, file_name=_plain(file_name), size=len(data), sha256=digest, raw=zlib.compress(data)
        )
        upload.uploaded_by, upload.received_at = user, now
    elif upload.state not in _READ_AGAIN:
        return upload
    upload.state, upload.error, upload.tries = State.WAITING, "", 0
    upload.mapping = {ADDRESSED: str(profile.uuid)} if profile else {}
    upload.save()
    return upload


def is_known(upload: Upload, *, now: datetime) -> bool:
    """Tell whether an upload that was received at `now` had come before."""
    return upload.received_at != now


def is_small(upload: Upload) -> bool:
    """Tell whether a file is read and applied at once, while somebody waits."""
    return upload.size <= SMALL


def content_of(upload: Upload) -> bytes:
    """Return an upload's bytes as they were sent."""
    return zlib.decompress(upload.raw)


def locked_upload(upload: Upload) -> Upload:
    """Return an upload as it is now, locked until the transaction ends, without its bytes."""
    found = Upload.objects.select_for_update(of=("self",), no_key=True).defer("raw").select_related("guild__realm")
    return found.get(pk=upload.pk)


def waiting_uploads(*, now: datetime) -> list[int]:
    """Return the ids of uploads that wait to be read or applied and that nobody has done meanwhile, oldest first."""
    long_ago = now - PATIENCE
    is_late = Q(state=State.WAITING, received_at__lt=long_ago) | Q(state=State.APPLYING, applied_at__lt=long_ago)
    waiting = Upload.objects.filter(is_late)
    return list(waiting.order_by("received_at", "pk").values_list("pk", flat=True))


@transaction.atomic
def dismiss_upload(upload: Upload) -> Upload:
    """Put a file away that shall not be applied; it stays, and the same file sent again is read again.

    :raises Refused: when it was applied, or is being applied.
    """
    fresh = locked_upload(upload)
    if fresh.state not in _PUT_AWAY:
        raise Refused(f"The upload is {fresh.get_state_display()}: only what was never applied can be dismissed.")
    fresh.state = State.DISMISSED
    fresh.save(update_fields=["state"])
    return fresh


def _plain(file_name: str) -> str:
    letters = file_name.replace("\\", "/").rsplit("/", 1)[-1].encode(errors="replace").decode()
    return "".join(letter for letter in letters if letter.isprintable())[-_LONGEST_FILE_NAME:]
