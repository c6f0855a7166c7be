"""Rosters that would have marked too many people as gone: an officer believes one or throws it away."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.decorators import action, display

from characters.admin.page_buttons import ButtonsOnlyAdmin
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
class HeldRosterAdmin(ButtonsOnlyAdmin):
    """Held rosters, newest first, with the reason why each was not believed."""

    list_display = ("guild", "held_at", "member_count", "missing_count", "reason", "state")
    list_filter = (OpenFilter,)
    list_select_related = ("guild__realm",)
    search_fields = ("guild__name",)
    ordering = ("-held_at", "-pk")
    fields = (
        ("guild", "held_at"), ("member_count", "missing_count"), "reason", "missing_names",
        ("resolved_at", "resolution"),
    )  # fmt: skip
    page_fields = (
        "guild", "held_at", "member_count", "missing_count", "reason", "missing_names", "resolved_at", "resolution",
    )  # fmt: skip
    actions = ("apply_rosters", "dismiss_rosters")
    actions_submit_line = ("apply_this", "dismiss_this")

    def get_queryset(self, request: HttpRequest) -> QuerySet[HeldRoster]:
        """Return held rosters without their bodies."""
        return super().get_queryset(request).defer("body")

    def has_decide_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """Return whether the person may decide about rosters."""
        return request.user.has_perm("characters.change_heldroster")

    def may_press(self, request: HttpRequest) -> bool:
        """Return whether the person may decide about rosters."""
        return self.has_decide_permission(request)

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
        for held in rosters.select_related("guild__realm"):
            self.apply_this(request, held)

    @action(description="Dismiss these rosters: the members stay", permissions=["decide"])
    def dismiss_rosters(self, request: HttpRequest, rosters: QuerySet[HeldRoster]) -> None:
        """Throw the chosen rosters away."""
        for held in rosters.select_related("guild__realm"):
            self.dismiss_this(request, held)

    @action(description="Apply: the missing have left", permissions=["decide"])
    def apply_this(self, request: HttpRequest, held: HeldRoster) -> None:
        """Believe the roster."""
        if _is_decided(request, held, apply_held_roster):
            messages.success(request, f"The roster of {held.guild} was applied.")

    @action(description="Dismiss: everybody stays", permissions=["decide"])
    def dismiss_this(self, request: HttpRequest, held: HeldRoster) -> None:
        """Throw the roster away."""
        if _is_decided(request, held, dismiss_held_roster):
            messages.success(request, f"The held roster of {held.guild} was dismissed; its members stay as they are.")


def _is_decided(request: HttpRequest, held: HeldRoster, decide: Callable[..., object]) -> bool:
    try:
        decide(held, user=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def _ids_in(body: Any) -> Iterator[int | None]:
    members = body.get("members", []) if isinstance(body, dict) else []
    for member in members:
        character = member.get("character", {}) if isinstance(member, dict) else {}
        yield character.get("id")
