"""What the ledgers' tables have in common."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

from characters.admin.officers import OfficersOnly, led_guilds
from characters.admin.read_only import ReadOnlyAdmin
from lootlog.models import Profile
from lootlog.selectors.entries import COUNTED_AT_MOST


class BoundedPaginator(Paginator):
    """Pages of a table that may have millions of rows: it counts as far as anybody turns pages."""

    @cached_property
    def count(self) -> int:
        """Return how many rows there are, or ten thousand where there are more."""
        rows: Any = self.object_list
        found: int = rows.order_by()[:COUNTED_AT_MOST].count()
        return found


class ProfileFilter(admin.SimpleListFilter):
    """The profiles of the person's guilds."""

    title = "profile"
    parameter_name = "profile"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the profiles with their guilds."""
        found = Profile.objects.filter(guild__in=led_guilds(request)).select_related("guild").order_by("guild", "pk")
        return [(str(profile.pk), f"{profile.name} ({profile.guild.name})") for profile in found]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows of the chosen profile."""
        written = self.value() or ""
        if not (written.isascii() and written.isdigit() and len(written) < 19):
            return rows
        path = "stream__profile" if rows.model._meta.model_name == "fork" else "profile"
        return rows.filter(**{path: int(written)})


class LedgerAdmin(OfficersOnly, ReadOnlyAdmin):
    """A table of a ledger: read by the officers of its guild."""

    guild_path = "profile__guild"
    list_filter: tuple[Any, ...] = (ProfileFilter,)
    list_select_related: tuple[str, ...] = ("profile__guild__realm",)
    paginator = BoundedPaginator
