"""Uploads as officers see them: the list, and one with its report."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from characters.models import Guild
from lootlog.models import Upload

Row = dict[str, Any]
FIELDS = ("file_name", "format", "size", "sha256", "received_at", "state", "error", "applied_at", "undone_at")
NO_REPORT: Row = {"profiles": [], "counts": {}, "notices": [], "rows": [], "responses": {}, "prices": {}}


def uploads_of(guild: Guild) -> QuerySet[Upload]:
    """Return a guild's uploads, the newest first, without their bytes."""
    uploads = Upload.objects.filter(guild=guild).select_related("uploaded_by", "applied_by", "guild__realm")
    return uploads.defer("raw").order_by("-received_at", "-pk")


def upload_row(upload: Upload) -> Row:
    """Return an upload as plain values, with counts and without rows."""
    row = {name: getattr(upload, name) for name in FIELDS}
    by = {"uploaded_by": upload.uploaded_by, "applied_by": upload.applied_by}
    names = {name: user.get_username() if user else None for name, user in by.items()}
    return {"id": upload.pk, "guild": upload.guild_id, **row, **names, "counts": upload.report.get("counts", {})}


def upload_rows(uploads: Iterable[Upload]) -> list[Row]:
    """Return uploads as plain values."""
    return [upload_row(upload) for upload in uploads]


def upload_detail(upload: Upload) -> Row:
    """Return an upload as plain values, with its report: the profiles, notices, and the rows that need a look first."""
    return {**upload_row(upload), "mapping": upload.mapping, "report": {**NO_REPORT, **upload.report}}
