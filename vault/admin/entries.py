"""Derived vault weeks: read here, never typed; derived again from the facts where rules changed."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from unfold.decorators import action, display

from characters.admin.read_only import ReadOnlyInline
from characters.domain.errors import Refused
from vault.admin.facts import FactAdmin
from vault.models import GreatVaultEntry, VaultAmendment
from vault.services.recompute import recompute_entries

DOCUMENTS = ("slots", "kills", "m_plus_runs", "unplaced")


class ClosedFilter(admin.SimpleListFilter):
    """Whether the week is over."""

    title = "week"
    parameter_name = "week"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the two answers."""
        return [("open", "open"), ("closed", "closed")]

    def queryset(self, request: HttpRequest, entries: QuerySet[GreatVaultEntry]) -> QuerySet[GreatVaultEntry]:
        """Return the entries of the chosen answer."""
        return entries if self.value() is None else entries.filter(closed_at__isnull=self.value() == "open")


class AmendmentInline(ReadOnlyInline):
    """What late facts changed after the week had closed."""

    model = VaultAmendment
    fields = ("amended_at", "summary")
    ordering = ("-amended_at", "-pk")
    verbose_name_plural = "amendments"

    def get_queryset(self, request: HttpRequest) -> QuerySet[VaultAmendment]:
        """Return the amendments without their documents."""
        return super().get_queryset(request).defer("before", "after")


@admin.register(GreatVaultEntry)
class GreatVaultEntryAdmin(FactAdmin):
    """One character's week per row; the counts are bosses by difficulty."""

    list_display = (
        "character", "period_id", "season", "week_number", "bosses", "state", "computed_at",
    )  # fmt: skip
    list_filter = (ClosedFilter, "season")
    ordering = ("-period_id", "character__search_key", "pk")
    actions = ("recompute",)
    inlines = (AmendmentInline,)
    fieldsets = (
        ("Week", {"fields": (("character", "period_id"), ("season", "week_number"), ("week_start", "week_end"))}),
        ("Bosses by difficulty", {"fields": (("raid_lfr", "raid_normal"), ("raid_heroic", "raid_mythic"))}),
        ("Slots", {"fields": ("slot_lines",)}),
        ("Kills", {"fields": ("kill_lines",)}),
        ("Keystone runs", {"fields": ("run_lines",)}),
        ("Derived", {"fields": (("computed_at", "closed_at"),)}),
    )
    readonly_fields = ("slot_lines", "kill_lines", "run_lines")

    def get_queryset(self, request: HttpRequest) -> QuerySet[GreatVaultEntry]:
        """Return entries; a list does without their documents."""
        return super().get_queryset(request).defer(*DOCUMENTS)

    def has_recompute_permission(self, request: HttpRequest) -> bool:
        """Return whether the person may derive weeks again."""
        return request.user.has_perm("vault.change_greatvaultentry")

    @admin.display(description="bosses")
    def bosses(self, entry: GreatVaultEntry) -> str:
        """Show the counts by difficulty."""
        counts = (entry.raid_lfr, entry.raid_normal, entry.raid_heroic, entry.raid_mythic)
        return " · ".join(f"{name} {count}" for name, count in zip(("LFR", "N", "H", "M"), counts, strict=True))

    @display(description="state", label={"open": "info", "closed": "success"})
    def state(self, entry: GreatVaultEntry) -> str:
        """Show whether the week is over."""
        return "closed" if entry.closed_at else "open"

    @admin.display(description="slots")
    def slot_lines(self, entry: GreatVaultEntry) -> str:
        """Show the nine slots, one line each."""
        return _lines(_slot(slot) for slot in entry.slots)

    @admin.display(description="kills")
    def kill_lines(self, entry: GreatVaultEntry) -> str:
        """Show who says that which boss was killed, one line each."""
        return _lines(
            f"{kill['difficulty']} {kill['name']}: {kill['confidence']}, {', '.join(kill['sources']) or 'no source'}"
            for kill in [*entry.kills, *entry.unplaced]
        )

    @admin.display(description="runs")
    def run_lines(self, entry: GreatVaultEntry) -> str:
        """Show the keystone runs, one line each."""
        return _lines(
            f"+{run['level']} {run['name']} at {run['completed_at']}: {', '.join(run['sources'])}"
            for run in entry.m_plus_runs
        )

    @action(description="Recompute from facts", permissions=["recompute"])
    def recompute(self, request: HttpRequest, entries: QuerySet[GreatVaultEntry]) -> None:
        """Derive the chosen weeks again."""
        try:
            changed = recompute_entries(entries.select_related("character__realm").iterator(), now=timezone.now())
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.message_user(request, f"Derived again from the stored facts: {changed} weeks changed.")


def _slot(slot: dict[str, Any]) -> str:
    name = f"{slot['row']} {slot['index']}: {slot['state']}, {slot['progress']} of {slot['threshold']}"
    gain = f", item level {slot['item_level']} ({slot['track']})" if slot["item_level"] else ""
    reason = f", {slot['reason']}" if slot["reason"] else ""
    return f"{name}{gain}{reason}"


def _lines(lines: Any) -> str:
    return format_html_join("", "<div>{}</div>", ((line,) for line in lines)) or "none"
