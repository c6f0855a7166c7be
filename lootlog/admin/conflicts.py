"""What does not fit: entries set aside, and two histories of one author. Both are decided on the guild's own pages."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import display

from lootlog.admin.reading import LedgerAdmin, ProfileFilter
from lootlog.models import Fork, Quarantined

STATE_COLOURS = {"open": "warning", "accepted": "success", "dismissed": "default"}


def _decide(profile: int) -> str:
    return format_html('<a href="{}">decide</a>', reverse("loot-conflicts", args=[profile]))


@admin.register(Quarantined)
class QuarantinedAdmin(LedgerAdmin):
    """Entries that arrived and may not enter, with the reason."""

    list_display = ("place", "reason", "profile", "delivery", "shown_state", "decided_by", "resolve")
    list_filter = (ProfileFilter, "state")
    list_select_related = ("profile__guild__realm", "delivery", "decided_by")
    search_fields = ("place", "reason", "raw")
    ordering = ("-pk",)
    exclude = ("key",)
    readonly_fields = ("shown_state", "resolve")

    @display(description="state", label=STATE_COLOURS, ordering="state")
    def shown_state(self, item: Quarantined) -> str:
        """Show the state as a label."""
        return item.state

    @admin.display(description="decision")
    def resolve(self, item: Quarantined) -> str:
        """Link the page on which an officer decides."""
        return _decide(item.profile_id)


class SettledFilter(admin.SimpleListFilter):
    """Whether an officer has decided."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Return the two answers."""
        return [("open", "open"), ("settled", "settled")]

    def queryset(self, request: HttpRequest, forks: QuerySet[Fork]) -> QuerySet[Fork]:
        """Return the forks of the chosen answer."""
        return forks.filter(resolved_at__isnull=self.value() == "open") if self.value() else forks


@admin.register(Fork)
class ForkAdmin(LedgerAdmin):
    """Places of authors at which there is more than one entry."""

    guild_path = "stream__profile__guild"
    list_display = ("stream", "sequence", "origin", "profile", "found_at", "resolved_at", "resolution", "resolve")
    list_filter = (ProfileFilter, SettledFilter)
    list_select_related = ("stream__profile__guild__realm", "resolved_by")
    search_fields = ("stream__label",)
    ordering = ("-found_at", "-pk")
    readonly_fields = ("profile", "resolve")

    @admin.display(description="profile")
    def profile(self, fork: Fork) -> str:
        """Show the profile."""
        return str(fork.stream.profile)

    @admin.display(description="decision")
    def resolve(self, fork: Fork) -> str:
        """Link the page on which an officer decides."""
        return _decide(fork.stream.profile_id)
