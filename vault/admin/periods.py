"""Reset weeks as Blizzard and Raider.IO publish them."""

from django.contrib import admin

from characters.admin.read_only import ReadOnlyAdmin
from vault.models import Period


@admin.register(Period)
class PeriodAdmin(ReadOnlyAdmin):
    """Weeks by region, newest first."""

    list_display = ("period_id", "region", "starts_at", "ends_at", "source")
    list_filter = ("region", "source")
    search_fields = ("period_id",)
    ordering = ("-period_id", "region")
