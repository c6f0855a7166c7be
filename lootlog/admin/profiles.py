"""Profiles: chosen, archived and brought back; each change asks the same service as pages and API."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from unfold.decorators import action, display

from characters.admin.officers import OfficersOnly
from characters.admin.read_only import ReadOnlyAdmin
from characters.domain.errors import Refused
from lootlog.models import Profile
from lootlog.services.profiles import activate_profile, archive_profile, restore_profile


@admin.register(Profile)
class ProfileAdmin(OfficersOnly, ReadOnlyAdmin):
    """The ledgers of the person's guilds."""

    list_display = ("name", "guild", "state", "entries", "created_at", "archived_at", "page")
    list_select_related = ("guild__realm",)
    list_filter = ("is_default",)
    search_fields = ("name", "guild__name")
    ordering = ("guild__name", "-is_default", "name", "pk")
    actions = ("activate", "archive", "restore")
    fields = (("name", "guild"), "uuid", ("state", "entries"), ("created_at", "archived_at"), "page")
    readonly_fields = ("state", "entries", "page")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Return whether the person is an officer; the rows are those of the person's own guilds."""
        return self.is_officer(request)

    @display(description="state", label={"active": "success", "archived": "warning", "in use": "info"})
    def state(self, profile: Profile) -> str:
        """Show whether the profile is the active one, or archived."""
        if profile.archived_at is not None:
            return "archived"
        return "active" if profile.is_default else "in use"

    @admin.display(description="entries", ordering="last_position")
    def entries(self, profile: Profile) -> int:
        """Show how many entries there are."""
        return profile.last_position

    @admin.display(description="page")
    def page(self, profile: Profile) -> str:
        """Link the profile's entries."""
        address = reverse("admin:lootlog_logentry_changelist")
        return format_html('<a href="{}?profile={}">entries</a>', address, profile.pk)

    @action(description="Make active", permissions=["decide"])
    def activate(self, request: HttpRequest, profiles: Any) -> None:
        """Make the chosen profile its guild's active one."""
        self._each(request, profiles, activate_profile, "is active now")

    @action(description="Archive", permissions=["decide"])
    def archive(self, request: HttpRequest, profiles: Any) -> None:
        """Take the chosen profiles out of the lists."""
        self._each(request, profiles, lambda profile: archive_profile(profile, now=timezone.now()), "is archived")

    @action(description="Bring back", permissions=["decide"])
    def restore(self, request: HttpRequest, profiles: Any) -> None:
        """Bring the chosen profiles back."""
        self._each(request, profiles, restore_profile, "is in use again")

    def _each(self, request: HttpRequest, profiles: Any, change: Any, done: str) -> None:
        for profile in profiles.select_related("guild__realm"):
            try:
                change(profile)
            except Refused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                self.message_user(request, f"“{profile}” {done}.")
