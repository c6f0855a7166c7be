"""How entries came: deliveries, and files with their reports."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import display

from characters.admin.officers import OfficersOnly
from characters.admin.read_only import ReadOnlyAdmin
from lootlog.admin.reading import LedgerAdmin, ProfileFilter
from lootlog.models import Delivery, Upload

STATE_COLOURS = {
    "waiting": "info", "preview": "warning", "applying": "info", "applied": "success", "undone": "warning",
    "failed": "danger", "dismissed": "default",
}  # fmt: skip


@admin.register(Delivery)
class DeliveryAdmin(LedgerAdmin):
    """Arrivals, newest first."""

    list_display = ("received_at", "profile", "channel", "by", "upload", "note")
    list_filter = (ProfileFilter, "channel")
    list_select_related = ("profile__guild__realm", "by", "upload")
    search_fields = ("note", "by__username")
    fields = (("profile", "channel"), ("by", "received_at"), "upload", "note")
    ordering = ("-received_at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        """Return deliveries without their files' bytes and reports."""
        deliveries: QuerySet[Delivery] = super().get_queryset(request)
        return deliveries.defer("upload__raw", "upload__report", "upload__mapping")


@admin.register(Upload)
class UploadAdmin(OfficersOnly, ReadOnlyAdmin):
    """Files as they came, without their bytes, with what became of them."""

    list_display = ("received_at", "guild", "file_name", "format", "shown_state", "uploaded_by", "applied_at")
    list_filter = ("state", "format")
    list_select_related = ("guild__realm", "uploaded_by")
    search_fields = ("file_name", "=sha256")
    ordering = ("-received_at", "-pk")
    fields = (
        ("guild", "shown_state"), ("file_name", "format"), ("size", "sha256"), ("uploaded_by", "received_at"),
        ("applied_at", "undone_at"), "error", "counts", "notices", "mapping",
    )  # fmt: skip
    readonly_fields = ("shown_state", "counts", "notices")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Upload]:
        """Return the uploads without their bytes; a list does without their reports."""
        uploads: QuerySet[Upload] = super().get_queryset(request)
        return uploads.defer("raw", "report", "mapping")

    @display(description="state", label=STATE_COLOURS, ordering="state")
    def shown_state(self, upload: Upload) -> str:
        """Show the state as a label."""
        return upload.state

    @admin.display(description="counts")
    def counts(self, upload: Upload) -> str:
        """Show how many rows became what."""
        found = upload.report.get("counts") or {}
        return ", ".join(f"{name} {count}" for name, count in found.items() if isinstance(count, int)) or "none"

    @admin.display(description="notices")
    def notices(self, upload: Upload) -> str:
        """Show what was odd and how it was taken."""
        return " ".join(str(notice) for notice in upload.report.get("notices") or []) or "none"
