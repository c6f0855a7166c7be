"""Uploads of exports as officers see them: the list, one with its report, and how fresh a guild's notes are."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Max, QuerySet

from characters.models import Guild
from guild_identity.models import AddonUpload, MemberNote

Row = dict[str, Any]
FIELDS = (
    "id", "guild_id", "file_name", "source", "size", "received_at", "exported_at", "addon_version", "status", "error",
    "counts", "processed_at",
)  # fmt: skip


def uploads_of(guilds: Sequence[Guild]) -> QuerySet[AddonUpload]:
    """Return the uploads of guilds, the newest first, without their bytes and reports."""
    uploads = AddonUpload.objects.filter(guild__in=guilds).select_related("uploaded_by")
    return uploads.defer("raw", "report").order_by("-received_at", "-pk")


def upload_row(upload: AddonUpload) -> Row:
    """Return an upload as plain values, without its report."""
    row = {name: getattr(upload, name) for name in FIELDS}
    row["guild"] = row.pop("guild_id")
    return {**row, "uploaded_by": upload.uploaded_by.get_username() if upload.uploaded_by else None}


def upload_rows(uploads: Iterable[AddonUpload]) -> list[Row]:
    """Return uploads as plain values."""
    return [upload_row(upload) for upload in uploads]


def upload_detail(upload: AddonUpload) -> Row:
    """Return an upload as plain values, with a row {row, name, realm, outcome, message} per character."""
    return {**upload_row(upload), "report": upload.report}


def notes_status(guild: Guild) -> Row:
    """Return how many members have notes, of when the newest are, and the last upload, None where there is none."""
    notes = MemberNote.objects.filter(guild=guild).aggregate(notes=Count("pk"), exported_at=Max("exported_at"))
    last = uploads_of([guild]).first()
    return {"guild": guild.pk, **notes, "last_upload": upload_row(last) if last else None}
