"""Guilds and their ranks: officers name ranks and say who is an officer, an alt, or tracked; the rest is Blizzard's."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action

from characters.admin.page_buttons import PageButtons
from characters.admin.read_only import ReadOnlyInline
from characters.models import Guild, GuildAccess, GuildMember, GuildRank, Payload
from characters.selectors.freshness import guild_sections
from characters.services.runs import start_guild_run

SOURCE = "admin"


class RankInline(TabularInline):
    """What each rank index means in this guild."""

    model = GuildRank
    extra = 0
    hide_title = True
    fields = ("index", "name", "level", "scheduling_weight", "discord_role", "is_officer", "is_alt", "is_tracked")
    ordering = ("index",)


class AccessInline(TabularInline):
    """People made members or officers by hand."""

    model = GuildAccess
    extra = 0
    hide_title = True
    autocomplete_fields = ("user",)


class GuildHealthInline(ReadOnlyInline):
    """How old each of the guild's documents is, and why."""

    model = Payload
    fields = ("section", "fetched_at", "changed_at", "cause")
    readonly_fields = ("cause",)
    ordering = ("section",)
    verbose_name_plural = "sync health"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Payload]:
        """Return the sections without their bodies."""
        return super().get_queryset(request).defer("body")

    def get_formset(self, request: HttpRequest, obj: Guild | None = None, **kwargs: Any) -> Any:
        """Learn the causes of the guild's sections once for all rows."""
        states = guild_sections(obj, now=timezone.now()) if obj else []
        self.causes = {state.section.value: state.cause for state in states}
        return super().get_formset(request, obj, **kwargs)

    @admin.display(description="why it is this old")
    def cause(self, payload: Payload) -> str:
        """Show why the section is as old as it is."""
        return self.causes.get(payload.section, "")


@admin.register(Guild)
class GuildAdmin(PageButtons, ModelAdmin):
    """Guilds. They are added by syncing them once; whether they are tracked and public is decided here."""

    list_display = ("name", "realm", "member_count", "is_tracked", "is_public", "roster_synced_at", "last_synced_at")
    list_filter = ("realm__region", "is_tracked", "is_public")
    list_select_related = ("realm",)
    search_fields = ("name", "slug")
    ordering = ("name", "pk")
    list_per_page = 50
    actions = ("sync_guilds",)
    actions_submit_line = ("sync_now",)
    inlines = (RankInline, AccessInline, GuildHealthInline)
    readonly_fields = (
        "name", "realm", "slug", "faction", "blizzard_id", "warcraftlogs_id", "member_count", "pages",
        "roster_synced_at", "logs_synced_at", "last_synced_at", "last_viewed_at", "created_at",
    )  # fmt: skip
    fieldsets = (
        ("What officers decide", {"fields": (("is_tracked", "is_public"),)}),
        (
            "What Blizzard says",
            {"fields": (("name", "realm"), ("slug", "faction"), ("member_count", "blizzard_id"))},
        ),
        (
            "Syncing",
            {"fields": (("last_synced_at", "roster_synced_at"), ("logs_synced_at", "warcraftlogs_id"), "pages")},
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: a guild is added by syncing it once, which looks it up at Blizzard."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Guild | None = None) -> bool:
        """Return False: a guild that nobody wants any more is no longer tracked; its history stays."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Guild]:
        """Return guilds with the number of their members."""
        members = GuildMember.objects.filter(guild=OuterRef("pk"), left_at__isnull=True).order_by().values("guild")
        count = Subquery(members.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
        return super().get_queryset(request).annotate(members_now=Coalesce(count, 0))

    @admin.display(description="members", ordering="members_now")
    def member_count(self, guild: Guild) -> int:
        """Show how many characters are in the guild."""
        return int(guild.members_now)  # type: ignore[attr-defined]

    @admin.display(description="pages")
    def pages(self, guild: Guild) -> str:
        """Link the guild's pages."""
        address = f"/guilds/{guild.pk}/"
        return format_html('<a href="{}vault/">vault board</a> · <a href="{}sync/">sync status</a>', address, address)

    @action(description="Sync now", permissions=["change"])
    def sync_guilds(self, request: HttpRequest, guilds: QuerySet[Guild]) -> None:
        """Start a run over each chosen guild."""
        for guild in guilds:
            self.sync_now(request, guild)

    @action(description="Sync now", permissions=["change"])
    def sync_now(self, request: HttpRequest, guild: Guild) -> None:
        """Start a run over the guild."""
        user = request.user if request.user.is_authenticated else None
        start_guild_run(guild, source=SOURCE, now=timezone.now(), user=user)
        follow = format_html('<a href="/guilds/{}/sync/">Follow it here.</a>', guild.pk)
        messages.success(request, format_html("The sync of {} begins within seconds. {}", guild.name, follow))
