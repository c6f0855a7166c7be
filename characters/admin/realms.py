"""Realms: looked up by other pages, seldom by people."""

from django.contrib import admin

from characters.admin.read_only import ReadOnlyAdmin
from characters.models import Realm


@admin.register(Realm)
class RealmAdmin(ReadOnlyAdmin):
    """Realms as the shipped table and the rosters know them."""

    list_display = ("name", "region", "slug", "connected_realm_id")
    list_filter = ("region",)
    search_fields = ("name", "slug", "key")
    ordering = ("region", "slug")
