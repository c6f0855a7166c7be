"""What sources said, word for word: nobody edits a fact."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from characters.admin.read_only import ReadOnlyAdmin
from characters.domain.names import fold
from vault.models import CountSnapshot, KeystoneRun, KillSighting, LoggedReport


class FactAdmin(ReadOnlyAdmin):
    """Facts of characters, found by the character's name without accents."""

    list_select_related = ("character__realm",)
    search_fields = ("character__search_key",)
    search_help_text = "A character's name, without accents."

    def get_search_results(
        self, request: HttpRequest, facts: "QuerySet[KillSighting]", search_term: str
    ) -> "tuple[QuerySet[KillSighting], bool]":
        """Return the facts of characters whose name begins so."""
        term = fold(search_term.replace("\0", ""))
        return (facts.filter(character__search_key__startswith=term) if term else facts), False


@admin.register(KillSighting)
class KillSightingAdmin(FactAdmin):
    """Kills that a source saw."""

    list_display = ("character", "encounter", "difficulty", "source", "killed_at", "parse", "evidence")
    list_filter = ("source", "difficulty")
    date_hierarchy = "killed_at"
    ordering = ("-killed_at", "-pk")


@admin.register(KeystoneRun)
class KeystoneRunAdmin(FactAdmin):
    """Keystone runs that a source listed."""

    list_display = ("character", "dungeon", "level", "completed_at", "timed", "source")
    list_filter = ("source", "timed")
    fields = (
        ("character", "source"), ("dungeon", "level"), ("completed_at", "timed"), ("duration_ms", "run_id"), "url",
        "observed_at",
    )  # fmt: skip
    date_hierarchy = "completed_at"
    ordering = ("-completed_at", "-pk")


@admin.register(CountSnapshot)
class CountSnapshotAdmin(FactAdmin):
    """Lifetime counters that a document showed."""

    list_display = ("character", "source", "as_of_from", "as_of_until", "observed_at", "confirmed_at")
    list_filter = ("source",)
    ordering = ("-observed_at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CountSnapshot]:
        """Return snapshots; a list does without their counters."""
        return super().get_queryset(request).defer("counts")


@admin.register(LoggedReport)
class LoggedReportAdmin(ReadOnlyAdmin):
    """Warcraft Logs reports that were read."""

    list_display = ("code", "guild", "started_at", "ended_at", "kill_count", "revision", "is_exported", "read_at")
    list_filter = ("is_exported",)
    list_select_related = ("guild__realm",)
    search_fields = ("code", "guild__name")
    date_hierarchy = "started_at"
    ordering = ("-started_at", "-pk")
