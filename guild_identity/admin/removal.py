"""Discord accounts as a table, where the data of one is removed on request; and what is remembered of that."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from unfold.decorators import action

from characters.admin.read_only import ReadOnlyAdmin
from characters.admin.removal import ask_and_remove, row_number
from guild_identity.models import DiscordUser, RemovedDiscordUser
from guild_identity.services.discord_removal import remove_discord_user_on_request


@admin.register(DiscordUser)
class DiscordUserAdmin(ReadOnlyAdmin):
    """Discord accounts as last seen, guild by guild; for whoever runs the site."""

    list_display = ("display_name", "username", "discord_id", "guild", "is_present", "last_sync")
    list_filter = ("is_present",)
    list_select_related = ("guild__realm",)
    search_fields = ("username", "display_name", "discord_id")
    ordering = ("display_name", "pk")
    actions_detail = ("remove_data",)

    def has_remove_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """Return whether the person may remove an account's data."""
        return request.user.has_perm("guild_identity.delete_discorduser")

    @action(description="Remove data on request", permissions=["remove"], url_path="remove-data", icon="delete")
    def remove_data(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for the reason, then remove what every guild stores about the account."""
        user = DiscordUser.objects.filter(pk=row_number(object_id)).first()
        if user is None:
            raise Http404(f"There is no Discord account {object_id}.")
        return ask_and_remove(self, request, user, remove_discord_user_on_request, source="sync")


@admin.register(RemovedDiscordUser)
class RemovedDiscordUserAdmin(ReadOnlyAdmin):
    """Digests of accounts whose data was removed. Deleting one lifts it: the next sync may bring the account back."""

    list_display = ("digest", "removed_at", "reason")
    search_fields = ("reason",)
    ordering = ("-removed_at", "-pk")

    def has_delete_permission(self, request: HttpRequest, obj: RemovedDiscordUser | None = None) -> bool:
        """Return whether the person may lift a removal."""
        return request.user.has_perm("guild_identity.delete_removeddiscorduser")
