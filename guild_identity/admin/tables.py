"""Issues, changes and uploads as plain lists, to be read; what is done about them is done at the desk."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import display

from characters.admin.officers import OfficersOnly
from characters.admin.read_only import ReadOnlyAdmin
from guild_identity.models import AddonUpload, AuditIssue, IdentityEvent

SEVERITY_COLOURS = {"error": "danger", "warning": "warning", "info": "info"}
STATUS_COLOURS = {"pending": "warning", "done": "success", "failed": "danger"}


@admin.register(AuditIssue)
class AuditIssueAdmin(OfficersOnly, ReadOnlyAdmin):
    """Issues, open and closed."""

    list_display = ("summary", "guild", "issue_type", "shown_severity", "opened_at", "resolved_at", "resolution")
    list_filter = ("issue_type", "severity", "is_present")
    list_select_related = ("guild__realm",)
    search_fields = ("summary",)
    ordering = ("-opened_at", "-pk")
    exclude = ("issue_hash",)

    @display(description="severity", label=SEVERITY_COLOURS, ordering="severity")
    def shown_severity(self, issue: AuditIssue) -> str:
        """Show the severity as a label."""
        return issue.severity


@admin.register(IdentityEvent)
class IdentityEventAdmin(OfficersOnly, ReadOnlyAdmin):
    """Changes of who is who, with the rows that they touched."""

    list_display = ("summary", "guild", "kind", "source", "actor", "created_at", "undone_by")
    list_filter = ("kind", "source")
    list_select_related = ("guild__realm", "actor", "undone_by")
    search_fields = ("summary", "reason")
    ordering = ("-created_at", "-pk")


@admin.register(AddonUpload)
class AddonUploadAdmin(OfficersOnly, ReadOnlyAdmin):
    """Exports as they came, without their bytes."""

    list_display = ("received_at", "guild", "file_name", "source", "shown_status", "uploaded_by", "exported_at")
    list_filter = ("status", "source")
    list_select_related = ("guild__realm", "uploaded_by")
    search_fields = ("file_name",)
    ordering = ("-received_at", "-pk")
    exclude = ("raw",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AddonUpload]:
        """Return the uploads without their bytes."""
        uploads: QuerySet[AddonUpload] = super().get_queryset(request)
        return uploads.defer("raw")

    @display(description="status", label=STATUS_COLOURS, ordering="status")
    def shown_status(self, upload: AddonUpload) -> str:
        """Show the status as a label."""
        return upload.status
