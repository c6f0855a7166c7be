"""Tables of the admin that officers see for their own guilds, without any of Django's permissions."""

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from characters.models import Guild
from characters.selectors.access import guilds_of_officer


def may_use_desk(request: HttpRequest) -> bool:
    """Return whether the person may use the desk of any guild; the side bar asks on every page of the admin."""
    user = request.user
    return bool(user.is_active and user.is_staff and (user.is_superuser or led_guilds(request)))


def led_guilds(request: HttpRequest) -> list[Guild]:
    """Return the guilds that the person is an officer of, by name; asked once per request."""
    if not hasattr(request, "guilds_at_desk"):
        request.guilds_at_desk = list(guilds_of_officer(request.user))  # type: ignore[attr-defined]
    found: list[Guild] = request.guilds_at_desk  # type: ignore[attr-defined]
    return found


class OfficersOnly:
    """Shows the rows of the guilds that the person is an officer of, and no others; model permissions do not matter.

    `guild_path` leads from a row to its guild, over other rows by two underscores.
    """

    guild_path = "guild"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows of the person's guilds."""
        guilds = [guild.pk for guild in led_guilds(request)] if may_use_desk(request) else []
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        return rows.filter(**{f"{self.guild_path}__in": guilds})

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Return whether the person is an officer of any guild."""
        return may_use_desk(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return whether the person is an officer of the row's guild, or of any."""
        return self.is_officer(request, obj)

    def is_officer(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return whether the person is an officer of the row's guild, or of any guild where no row is given."""
        if not may_use_desk(request):
            return False
        return obj is None or self.guild_id_of(obj) in [guild.pk for guild in led_guilds(request)]

    def guild_id_of(self, row: Any) -> int:
        """Return the id of a row's guild."""
        *way, last = self.guild_path.split("__")
        for name in way:
            row = getattr(row, name)
        found: int = getattr(row, f"{last}_id")
        return found
