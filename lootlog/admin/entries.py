"""Entries: read and searched here, and taken out with a reason; what is written stays."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextInputWidget

from characters.domain.errors import Refused
from lootlog.admin.reading import LedgerAdmin, ProfileFilter
from lootlog.domain.rules import LONGEST_REASON
from lootlog.models import Delivery, LogEntry, Profile, Stream
from lootlog.selectors.actors import actor_name
from lootlog.selectors.void import with_void
from lootlog.services.writers import Writer
from lootlog.services.writing import void

AT_ONCE = 500
COLOURS = {"counts": "success", "void": "danger"}


class ReasonForm(forms.Form):
    """Why entries are taken out."""

    reason = forms.CharField(
        max_length=LONGEST_REASON, widget=UnfoldAdminTextInputWidget, help_text="It stays in the ledger."
    )


class CountingFilter(admin.SimpleListFilter):
    """Whether an entry is part of the sum."""

    title = "counts"
    parameter_name = "counts"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the two answers."""
        return [("yes", "counts"), ("no", "void")]

    def queryset(self, request: HttpRequest, entries: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
        """Return the entries of the chosen answer."""
        wanted = {"yes": True, "no": False}.get(self.value() or "")
        return entries if wanted is None else entries.filter(voided__isnull=wanted)


@admin.register(LogEntry)
class LogEntryAdmin(LedgerAdmin):
    """The lines of ledgers, the newest arrival first."""

    list_display = ("happened_at", "target_name", "delta", "reason", "actor", "kind", "state", "stream", "profile")
    list_filter = (ProfileFilter, "kind", CountingFilter)
    list_select_related = ("profile__guild__realm", "stream", "target", "delivery")
    search_fields = ("target_name", "actor", "reason", "=hash")
    ordering = ("-pk",)
    actions = ("take_out",)
    fields = (
        ("profile", "position"), ("target_name", "target"), ("delta", "claimed_total"), ("reason", "state"),
        ("actor", "happened_at"), ("kind", "reference"), ("stream", "sequence"), "hash", "previous", "origin",
        ("delivery", "recorded_at"),
    )  # fmt: skip
    readonly_fields = ("state",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[LogEntry]:
        """Return entries that know whether they count."""
        return with_void(super().get_queryset(request))

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Return whether the person is an officer; the rows are those of the person's own guilds."""
        return self.is_officer(request)

    @display(description="state", label=COLOURS)
    def state(self, entry: LogEntry) -> str:
        """Show whether the entry counts."""
        return "void" if entry.is_void else "counts"  # type: ignore[attr-defined]

    @action(description="Take out, with a reason", permissions=["decide"])
    def take_out(self, request: HttpRequest, entries: QuerySet[LogEntry]) -> HttpResponse | None:
        """Ask for the reason on a page of its own, then void the chosen entries."""
        form = ReasonForm(request.POST if "reason" in request.POST else None)
        chosen = list(entries.order_by("pk")[: AT_ONCE + 1])
        if len(chosen) > AT_ONCE:
            self.message_user(request, f"Choose at most {AT_ONCE} entries at once.", messages.ERROR)
            return None
        if form.is_valid():
            self._void(request, chosen, form.cleaned_data["reason"])
            return None
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": "Take entries out of the sum",
            "entries": chosen, "form": form, "checkbox": ACTION_CHECKBOX_NAME,
        }  # fmt: skip
        return render(request, "admin/lootlog/logentry/take_out.html", context)

    def _void(self, request: HttpRequest, entries: list[LogEntry], reason: str) -> None:
        profiles: dict[Profile, list[LogEntry]] = {}
        for entry in entries:
            profiles.setdefault(entry.profile, []).append(entry)
        for profile, chosen in profiles.items():
            try:
                void(profile, chosen, reason, by=_writer(request, profile))
            except Refused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                self.message_user(request, f"{len(chosen)} taken out of “{profile}”; they stay in the ledger.")


def _writer(request: HttpRequest, profile: Profile) -> Writer:
    user = request.user
    assert user.is_authenticated
    name = actor_name(user, profile.guild)
    return Writer(user, name, Stream.Source.WEB, Delivery.Channel.WEB, timezone.now())
