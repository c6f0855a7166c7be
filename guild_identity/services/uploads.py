"""Taking in exports: each is kept as it was sent, once."""

import hashlib
import zlib
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import OuterRef, Subquery

from characters.domain.errors import Refused
from characters.models import Guild
from guild_identity.models import AddonUpload
from guild_identity.services.locks import locked_guild

MEGABYTE = 1024 * 1024
LARGEST_UPLOAD = 20 * MEGABYTE
TOO_LARGE = f"The file is larger than {LARGEST_UPLOAD // MEGABYTE} MB."
# The mark among an upload's counts: its guild's other name, or its strangers, are fine with whoever sent it.
FORCED = "forced"
_LONGEST_FILE_NAME = 200


@transaction.atomic
def receive_upload(
    guild: Guild,
    data: bytes,
    *,
    file_name: str,
    source: str,
    user: User | None,
    now: datetime,
    is_forced: bool = False,
) -> AddonUpload:
    """Keep an export as it was sent, to be processed. `source` is api, companion, page, admin or command.

    `is_forced` takes an export of a guild with another name, or of which hardly anybody is known, whenever it is
    processed. A file that came before is not kept again: the earlier upload is returned, due for processing once
    more, since members may have come since. `is_known` tells the two apart.

    :raises Refused: when it is empty or too large.
    """
    if not data.strip():
        raise Refused("The file is empty.")
    if len(data) > LARGEST_UPLOAD:
        raise Refused(TOO_LARGE)
    locked_guild(guild.pk)
    digest = hashlib.sha256(data).hexdigest()
    upload = _known(guild, digest)
    if upload is None:
        upload = AddonUpload(guild=guild, file_name=_plain(file_name), source=source, uploaded_by=user, received_at=now)
        upload.size, upload.sha256, upload.raw = len(data), digest, zlib.compress(data)
    upload.status = AddonUpload.Status.PENDING
    upload.counts |= {FORCED: 1} if is_forced else {}
    upload.save(update_fields=["status", "counts"] if upload.pk else None)
    return upload


def is_known(upload: AddonUpload, *, now: datetime) -> bool:
    """Tell whether an upload that was received at `now` had come before."""
    return upload.received_at != now


def content_of(upload: AddonUpload) -> bytes:
    """Return an upload's bytes as they were sent."""
    return zlib.decompress(upload.raw)


def prune_uploads(*, now: datetime, keep: timedelta) -> int:
    """Delete exports that came longer ago than `keep`, but each guild's newest. Return how many went.

    What they said of members is kept apart from them.
    """
    newest = AddonUpload.objects.filter(guild=OuterRef("guild")).order_by("-received_at", "-pk").values("pk")[:1]
    old = AddonUpload.objects.filter(received_at__lt=now - keep).exclude(status=AddonUpload.Status.PENDING)
    pks = list(old.exclude(pk=Subquery(newest)).values_list("pk", flat=True))
    AddonUpload.objects.filter(pk__in=pks).delete()
    return len(pks)


def _known(guild: Guild, digest: str) -> AddonUpload | None:
    """Find the upload of the same file.

    A file that does not say when it was exported is of the time when it came. If others came since, the same words
    are news again.
    """
    uploads = AddonUpload.objects.filter(guild=guild).order_by("-pk")
    known = uploads.filter(sha256=digest).exclude(raw=b"").first()
    if known is None or known.exported_at is not None:
        return known
    newest = uploads.values_list("pk", flat=True).first()
    return known if known.pk == newest else None


def _plain(file_name: str) -> str:
    letters = file_name.replace("\\", "/").rsplit("/", 1)[-1].encode(errors="replace").decode()
    return "".join(letter for letter in letters if letter.isprintable())[-_LONGEST_FILE_NAME:]
