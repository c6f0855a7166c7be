"""The trail of what changed after a week had closed."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from characters.admin.read_only import ReadOnlyAdmin
from vault.models import VaultAmendment
from vault.services.amending import COUNTS


@admin.register(VaultAmendment)
class VaultAmendmentAdmin(ReadOnlyAdmin):
    """Amendments, newest first, in a sentence each."""

    list_display = ("amended_at", "character", "period", "summary")
    list_select_related = ("entry__character__realm",)
    search_fields = ("entry__character__search_key",)
    date_hierarchy = "amended_at"
    ordering = ("-amended_at", "-pk")
    fields = (("character", "period"), "amended_at", "summary", "counts_before", "counts_after", "week")
    readonly_fields = ("character", "period", "counts_before", "counts_after", "week")

    def get_queryset(self, request: HttpRequest) -> QuerySet[VaultAmendment]:
        """Return amendments; a list does without the documents of before and after."""
        documents = ("entry__slots", "entry__kills", "entry__m_plus_runs", "entry__unplaced")
        return super().get_queryset(request).defer("before", "after", *documents)

    @admin.display(description="character", ordering="entry__character__search_key")
    def character(self, amendment: VaultAmendment) -> str:
        """Show whose week changed."""
        return str(amendment.entry.character)

    @admin.display(description="period", ordering="entry__period_id")
    def period(self, amendment: VaultAmendment) -> int:
        """Show which week changed."""
        return amendment.entry.period_id

    @admin.display(description="bosses before")
    def counts_before(self, amendment: VaultAmendment) -> str:
        """Show the counts before the change."""
        return _counts(amendment.before)

    @admin.display(description="bosses after")
    def counts_after(self, amendment: VaultAmendment) -> str:
        """Show the counts after the change."""
        return _counts(amendment.after)

    @admin.display(description="week")
    def week(self, amendment: VaultAmendment) -> str:
        """Link the page that shows both states in full."""
        address = f"/characters/{amendment.entry.character_id}/#history"
        return format_html('<a href="{}">before and after, in full</a>', address)


def _counts(document: dict[str, int]) -> str:
    return ", ".join(f"{name.removeprefix('raid_')} {document.get(name, 0)}" for name in COUNTS)
