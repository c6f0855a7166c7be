"""Rosters that would have marked too many people as gone: an officer believes one or throws it away."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.decorators import action, display

from characters.admin.read_only import ReadOnlyAdmin
from characters.domain.errors import Refused
from characters.models import HeldRoster
from characters.services.held_rosters import apply_held_roster, dismiss_held_roster


class OpenFilter(admin.SimpleListFilter):
    """Whether an officer has decided already."""

    title = "decision"
    parameter_name = "decided"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the two answers."""
        return [("no", "waits for an officer"), ("yes", "decided")]

    def queryset(self, request: HttpRequest, rosters: QuerySet[HeldRoster]) -> QuerySet[HeldRoster]:
        """Return the rosters of the chosen answer."""
        if self.value() is None:
            return rosters
        return rosters.filter(resolved_at__isnull=self.value() == "no")


@admin.register(HeldRoster)
class HeldRosterAdmin(ReadOnlyAdmin):
    """Held rosters, newest first, with the reason why each was not believed."""

    list_display = ("guild", "held_at", "member_count", "missing_count", "reason", "state")
    list_filter = (OpenFilter,)
    list_select_related = ("guild__realm",)
    search_fields = ("guild__name",)
    ordering = ("-held_at", "-pk")
    fields = (
        ("guild", "held_at"), ("member_count", "missing_count"), "reason", "missing_names", ("resolved_at", "resolution"),
    )  # fmt: skip
    readonly_fields = ("missing_names",)
    actions = ("apply_rosters", "dismiss_rosters")

    def get_queryset(self, request: HttpRequest) -> QuerySet[HeldRoster]:
        """Return held rosters without their bodies."""
        return super().get_queryset(request).defer("body")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Return whether the person may decide about rosters."""
        return request.user.has_perm("characters.change_heldroster")

    @display(description="state", label={"waits for an officer": "warning"})
    def state(self, held: HeldRoster) -> str:
        """Show what was decided, by whom."""
        return held.resolution or "waits for an officer"

    @admin.display(description="would be marked as gone")
    def missing_names(self, held: HeldRoster) -> str:
        """Show the members that the held answer does not list."""
        listed = set(_ids_in(held.body))
        open_stints = held.guild.members.filter(left_at__isnull=True).order_by("rank", "character_name")
        stints = open_stints.values_list("character__blizzard_id", "character_name")
        return ", ".join(name for blizzard_id, name in stints if blizzard_id not in listed) or "nobody any more"

    @action(description="Apply these rosters: the missing members have left", permissions=["decide"])
    def apply_rosters(self, request: HttpRequest, rosters: QuerySet[HeldRoster]) -> None:
        """Believe the chosen rosters."""
        for held in _decided(self, request, rosters, apply_held_roster):
            messages.success(request, f"The roster of {held.guild} was applied.")

    @action(description="Dismiss these rosters: the members stay", permissions=["decide"])
    def dismiss_rosters(self, request: HttpRequest, rosters: QuerySet[HeldRoster]) -> None:
        """Throw the chosen rosters away."""
        for held in _decided(self, request, rosters, dismiss_held_roster):
            messages.success(request, f"The held roster of {held.guild} was dismissed; its members stay as they are.")


def _decided(
    desk: HeldRosterAdmin, request: HttpRequest, rosters: QuerySet[HeldRoster], decide: Callable[..., object]
) -> Iterator[HeldRoster]:
    for held in rosters.select_related("guild__realm"):
        try:
            decide(held, user=request.user, now=timezone.now())
        except Refused as refusal:
            desk.message_user(request, str(refusal), messages.ERROR)
        else:
            yield held


def _ids_in(body: Any) -> Iterator[int | None]:
    members = body.get("members", []) if isinstance(body, dict) else []
    for member in members:
        character = member.get("character", {}) if isinstance(member, dict) else {}
        yield character.get("id")
