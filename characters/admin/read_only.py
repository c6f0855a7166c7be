"""Tables that officers read and nobody types into."""

from typing import Any

from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline


class ReadOnly:
    """Nothing is added, changed or deleted; seeing takes the model's permission to view."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: rows come from syncs."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: rows say what upstreams said."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: what was said stays."""
        return False


class ReadOnlyAdmin(ReadOnly, ModelAdmin):
    """A list and a page per row, both to be read."""

    list_per_page = 50
    show_full_result_count = False


class ReadOnlyInline(ReadOnly, TabularInline):
    """Rows beneath their owner, to be read."""

    extra = 0
    can_delete = False
    show_change_link = False
    hide_title = True
