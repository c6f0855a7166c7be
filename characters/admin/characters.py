"""Characters: what Blizzard says of them, how fresh it is; officers sync them and remove data on request."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import CharField, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from unfold.decorators import action

from characters.admin.character_inlines import HealthInline, IdentityInline, StintInline
from characters.admin.page_buttons import ButtonsOnlyAdmin
from characters.admin.removal import removal_page
from characters.domain.names import fold, realm_key
from characters.models import Character, GuildMember, Payload
from characters.services.runs import start_character_run

SOURCE = "admin"


class HealthFilter(admin.SimpleListFilter):
    """Whether what is stored can be relied on."""

    title = "sync health"
    parameter_name = "health"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the questions that officers ask."""
        return [("failing", "a section fails"), ("never", "never synced"), ("gone", "retired")]

    def queryset(self, request: HttpRequest, characters: QuerySet[Character]) -> QuerySet[Character]:
        """Return the characters of the chosen answer."""
        conditions = {
            "failing": Q(failing_sections__gt=0),
            "never": Q(last_synced_at__isnull=True),
            "gone": Q(retired_at__isnull=False),
        }
        return characters.filter(conditions.get(self.value() or "", Q()))


@admin.register(Character)
class CharacterAdmin(ButtonsOnlyAdmin):
    """Characters, searched without accents."""

    list_display = (
        "name", "realm", "character_class", "guild", "level", "item_level", "last_login_at", "last_synced_at",
        "failing",
    )  # fmt: skip
    list_filter = (HealthFilter, "realm__region", "character_class")
    list_select_related = ("realm", "character_class", "active_spec")
    search_fields = ("search_key",)
    search_help_text = "Part of a name, without accents; or a name and a realm."
    ordering = ("search_key", "pk")
    actions = ("sync_characters",)
    actions_detail = ("remove_data",)
    actions_submit_line = ("sync_now",)
    inlines = (HealthInline, IdentityInline, StintInline)
    fieldsets = (
        (
            "Who",
            {
                "fields": (
                    ("name", "realm"),
                    ("character_class", "specialization"),
                    ("guild", "faction"),
                    "blizzard_id",
                )
            },
        ),
        (
            "Standing",
            {"fields": (("level", "item_level"), ("mythic_plus_score", "achievement_points"), "retired_at")},
        ),
        ("Syncing", {"fields": (("last_login_at", "last_synced_at"), "last_viewed_at")}),
    )
    page_fields = (
        "name", "realm", "character_class", "specialization", "guild", "faction", "blizzard_id", "level", "item_level",
        "mythic_plus_score", "achievement_points", "retired_at", "last_login_at", "last_synced_at", "last_viewed_at",
    )  # fmt: skip

    def may_press(self, request: HttpRequest) -> bool:
        """Return whether the person may start syncs."""
        return self.has_sync_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Character]:
        """Return characters with the name of their guild and the number of failing sections."""
        stints = GuildMember.objects.filter(character=OuterRef("pk"), left_at__isnull=True).order_by("pk")
        failing = Payload.objects.filter(character=OuterRef("pk")).exclude(error_kind="").order_by()
        counted = failing.values("character").annotate(n=Count("pk")).values("n")
        return (
            super()
            .get_queryset(request)
            .annotate(
                guild_name=Coalesce(Subquery(stints.values("guild__name")[:1]), Value(""), output_field=CharField()),
                failing_sections=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
            )
        )

    def get_search_results(
        self, request: HttpRequest, characters: QuerySet[Character], search_term: str
    ) -> tuple[QuerySet[Character], bool]:
        """Return the characters whose name or realm holds every word, whatever its accents."""
        for word in fold(search_term.replace("\0", "")).split():
            characters = characters.filter(
                Q(search_key__contains=word)
                | Q(realm__slug=word)
                | Q(realm__key=realm_key(word))
                | Q(realm__region=word)
            )
        return characters, False

    @admin.display(description="guild", ordering="guild_name")
    def guild(self, character: Character) -> str:
        """Show the guild that the character is in."""
        return character.guild_name or "none"  # type: ignore[attr-defined]

    @admin.display(description="specialization")
    def specialization(self, character: Character) -> str:
        """Show the specialization last played."""
        return character.active_spec.name if character.active_spec else "not known"

    @admin.display(description="failing sections", ordering="failing_sections")
    def failing(self, character: Character) -> int:
        """Show how many sections could not be fetched at the last try."""
        return int(character.failing_sections)  # type: ignore[attr-defined]

    def has_sync_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """Return whether the person may start syncs."""
        return request.user.has_perm("characters.change_character")

    def has_remove_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """Return whether the person may remove a character's data."""
        return request.user.has_perm("characters.delete_character")

    @action(description="Sync now", permissions=["sync"])
    def sync_characters(self, request: HttpRequest, characters: QuerySet[Character]) -> None:
        """Start a run over the chosen characters."""
        self._sync(request, list(characters))

    @action(description="Sync now", permissions=["sync"])
    def sync_now(self, request: HttpRequest, character: Character) -> None:
        """Start a run over the character."""
        self._sync(request, [character])

    def _sync(self, request: HttpRequest, characters: list[Character]) -> None:
        living = [character for character in characters if character.retired_at is None]
        if not living:
            messages.error(request, "None of the chosen characters exists any more, so there is nothing to sync.")
            return
        user = request.user if request.user.is_authenticated else None
        start_character_run(living, source=SOURCE, now=timezone.now(), user=user)
        names = ", ".join(character.name for character in living[:5]) + (" …" if len(living) > 5 else "")
        messages.success(request, f"The sync of {names} begins within seconds; see the sync runs.")

    @action(description="Remove data on request", permissions=["remove"], url_path="remove-data", icon="delete")
    def remove_data(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for the reason, then remove everything that is stored about the character."""
        return removal_page(self, request, object_id)
