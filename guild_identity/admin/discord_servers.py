"""The Discord server of a guild: which it is, and where reports go. The webhook is entered and never shown."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminPasswordWidget

from characters.admin.officers import OfficersOnly
from characters.domain.errors import Refused, UpstreamError
from characters.models import Guild
from guild_identity.admin.access import guilds_at_desk, officer_of
from guild_identity.clients.webhooks import read_webhook
from guild_identity.models import DiscordServer
from guild_identity.services.discord_connection import check_channel, check_is_theirs

LARGEST_ID = 2**63 - 1


class DiscordServerForm(forms.ModelForm):
    """A server; `new_webhook` replaces the stored webhook, and is empty where that is to stay. `user` fills it in."""

    user: User
    new_webhook = forms.CharField(
        required=False,
        label="Webhook for reports",
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}),
        help_text="Copied from Discord. It is sealed and never shown again; leave it empty to keep the stored one.",
    )
    forget_webhook = forms.BooleanField(required=False, label="Forget the stored webhook")

    class Meta:
        model = DiscordServer
        fields = ("guild", "server_id", "report_channel_id", "is_active")
        help_texts = {
            "server_id": "In Discord: right-click the server, “Copy Server ID”. Needs the developer mode.",
            "report_channel_id": "In Discord: right-click the channel, “Copy Channel ID”. The bot writes there.",
        }

    def clean_server_id(self) -> int:
        """Return the server's id.

        :raises ValidationError: when it can be none.
        """
        return _id(self.cleaned_data["server_id"])

    def clean_report_channel_id(self) -> int | None:
        """Return the channel's id, if one was given.

        :raises ValidationError: when it can be none.
        """
        channel = self.cleaned_data["report_channel_id"]
        return _id(channel) if channel is not None else None

    def clean(self) -> dict[str, Any]:
        """Return what was typed.

        :raises ValidationError: when server or channel are not for this guild and person, or Discord does not say.
        """
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        server_id, channel = cleaned.get("server_id"), cleaned.get("report_channel_id")
        guild = cleaned.get("guild") or (self.instance.guild if self.instance.pk else None)
        if guild is None or server_id is None:
            return cleaned
        try:
            if "server_id" in self.changed_data:
                check_is_theirs(self.user, server_id)
            if channel and not {"server_id", "report_channel_id"}.isdisjoint(self.changed_data):
                check_channel(server_id, channel)
        except (Refused, UpstreamError) as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return cleaned

    def clean_new_webhook(self) -> str:
        """Return the webhook's address.

        :raises ValidationError: when it is none; the message does not repeat it.
        """
        url: str = self.cleaned_data["new_webhook"].strip()
        if url:
            try:
                read_webhook(url)
            except Refused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return url


@admin.register(DiscordServer)
class DiscordServerAdmin(OfficersOnly, ModelAdmin):
    """One server per guild."""

    form = DiscordServerForm
    list_display = ("name", "guild", "server_id", "is_active", "members_synced_at", "error")
    list_select_related = ("guild__realm",)
    ordering = ("guild__name", "pk")
    readonly_fields = ("name", "has_webhook", "members_synced_at", "roles_synced_at", "error", "held_reason", "held_at")
    fieldsets = (
        ("The server", {"fields": ("guild", "server_id", "name", "is_active")}),
        ("Reports", {"fields": ("report_channel_id", "has_webhook", "new_webhook", "forget_webhook")}),
        (
            "Syncing",
            {"fields": (("members_synced_at", "roles_synced_at"), "error", ("held_reason", "held_at"))},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[DiscordServer]:
        """Return the servers without their webhooks."""
        servers: QuerySet[DiscordServer] = super().get_queryset(request)
        return servers.defer("webhook_url")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return whether the person is an officer of any guild."""
        return self.is_officer(request)

    def has_change_permission(self, request: HttpRequest, obj: DiscordServer | None = None) -> bool:
        """Return whether the person is an officer of the server's guild."""
        return self.is_officer(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: DiscordServer | None = None) -> bool:
        """Return whether the person runs the site: officers switch a server off, and its people stay known."""
        return bool(request.user.is_active and request.user.is_superuser)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[DiscordServerForm]:
        """Return the form for whoever asks: what may be connected depends on that."""
        form: type[DiscordServerForm] = super().get_form(request, *args, **kwargs)
        form.user = officer_of(request)
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: DiscordServer | None = None) -> tuple[str, ...]:
        """Return the fields that are not typed; the guild is chosen once."""
        return ("guild", *self.readonly_fields) if obj else self.readonly_fields

    def formfield_for_foreignkey(self, field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the person's own guilds, and no others."""
        if field.name == "guild":
            own = [guild.pk for guild in guilds_at_desk(request)]
            kwargs["queryset"] = Guild.objects.filter(pk__in=own).select_related("realm").order_by("name", "pk")
        return super().formfield_for_foreignkey(field, request, **kwargs)

    @admin.display(description="stored webhook", boolean=True)
    def has_webhook(self, server: DiscordServer) -> bool:
        """Show whether a webhook is stored."""
        return DiscordServer.objects.filter(pk=server.pk).exclude(webhook_url="").exists()

    def save_model(self, request: HttpRequest, obj: DiscordServer, form: Any, change: bool) -> None:
        """Write what was typed, and nothing else: a sync may be writing the other fields at this moment."""
        typed = [name for name in form.changed_data if name in ("server_id", "report_channel_id", "is_active")]
        if form.cleaned_data["forget_webhook"] or form.cleaned_data["new_webhook"]:
            obj.webhook_url = form.cleaned_data["new_webhook"]
            typed.append("webhook_url")
        if not change:
            obj.save()
        elif typed:
            obj.save(update_fields=typed)


def _id(number: int) -> int:
    if not 0 < number <= LARGEST_ID:
        raise forms.ValidationError("This is no id of Discord's.")
    return number
