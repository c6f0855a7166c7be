"""What stands beneath a character: how fresh its sections are and why, its former names, its guilds."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.decorators import display

from characters.admin.read_only import ReadOnlyInline
from characters.models import Character, CharacterIdentity, GuildMember, Payload
from characters.selectors.freshness import character_sections


class HealthInline(ReadOnlyInline):
    """One line per section: when it was fetched, and why it is not newer."""

    model = Payload
    fields = ("section", "state", "fetched_at", "changed_at", "failures", "due_at", "cause")
    readonly_fields = ("state", "cause")
    ordering = ("section",)
    verbose_name_plural = "sync health"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Payload]:
        """Return the sections without their bodies."""
        return super().get_queryset(request).defer("body")

    def get_formset(self, request: HttpRequest, obj: Character | None = None, **kwargs: Any) -> Any:
        """Learn the causes of the character's sections once for all rows."""
        states = character_sections(obj, now=timezone.now()) if obj else []
        self.causes = {state.section.value: state.cause for state in states}
        return super().get_formset(request, obj, **kwargs)

    @display(description="state", label={"ok": "success", "failing": "danger"})
    def state(self, payload: Payload) -> str:
        """Show whether the last try succeeded."""
        return "failing" if payload.error_kind else "ok"

    @admin.display(description="why it is this old")
    def cause(self, payload: Payload) -> str:
        """Show why the section is as old as it is."""
        return self.causes.get(payload.section, "")


class IdentityInline(ReadOnlyInline):
    """Names, realms and Blizzard ids over time."""

    model = CharacterIdentity
    fields = ("name", "realm", "blizzard_id", "seen_from", "seen_until")
    ordering = ("-seen_from", "-pk")
    verbose_name_plural = "names over time"

    def get_queryset(self, request: HttpRequest) -> QuerySet[CharacterIdentity]:
        """Return the identities with their realms."""
        return super().get_queryset(request).select_related("realm")


class StintInline(ReadOnlyInline):
    """Guilds over time."""

    model = GuildMember
    fields = ("guild", "rank", "joined_at", "left_at")
    ordering = ("-joined_at", "-pk")
    verbose_name_plural = "guilds over time"

    def get_queryset(self, request: HttpRequest) -> QuerySet[GuildMember]:
        """Return the stints with their guilds."""
        return super().get_queryset(request).select_related("guild__realm").defer("member_data")
