"""API tokens: whose they are and what they may do. The key itself is nowhere."""

from django.contrib import admin
from django.http import HttpRequest

from characters.admin.read_only import ReadOnlyAdmin
from characters.models import ApiToken


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    """Tokens can be taken away here; they are made over the API, by their owner, who sees the key once."""

    list_display = ("name", "user", "scope", "guild", "token_key", "created", "expiry")
    list_filter = ("scope",)
    list_select_related = ("user", "guild__realm")
    search_fields = ("name", "user__username", "token_key")
    fields = ("name", "user", "scope", "guild", "token_key", "digest", "created", "expiry")
    ordering = ("-created", "digest")

    def has_delete_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        """Return whether the person may take tokens away."""
        return request.user.has_perm("characters.delete_apitoken")
