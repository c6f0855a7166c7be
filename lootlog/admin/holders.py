"""Whose entries they are, about whom, who else holds them, and what a ledger was at moments of the past."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from lootlog.admin.reading import LedgerAdmin, ProfileFilter
from lootlog.models import Checkpoint, Peer, Stream, Target


@admin.register(Stream)
class StreamAdmin(LedgerAdmin):
    """Authors: one stream for each device or session."""

    list_display = ("label", "profile", "source", "owner", "head_sequence", "created_at")
    list_filter = (ProfileFilter, "source")
    list_select_related = ("profile__guild__realm", "owner")
    search_fields = ("label", "owner__username")
    ordering = ("-pk",)


@admin.register(Target)
class TargetAdmin(LedgerAdmin):
    """Names in ledgers, and the characters that they are."""

    list_display = ("label", "profile", "character")
    list_select_related = ("profile__guild__realm", "character__realm")
    search_fields = ("label", "key")
    ordering = ("label", "pk")


@admin.register(Peer)
class PeerAdmin(LedgerAdmin):
    """Devices that sync a profile with us, and how far they are."""

    list_display = ("label", "profile", "owner", "last_seen_at", "in_sync_at", "lacks", "has_more", "error")
    list_select_related = ("profile__guild__realm", "owner")
    search_fields = ("label", "owner__username")
    ordering = ("-last_seen_at", "-pk")


@admin.register(Checkpoint)
class CheckpointAdmin(LedgerAdmin):
    """What ledgers were at moments of the past."""

    list_display = ("profile", "position", "digest", "taken_at")
    list_filter = (ProfileFilter,)
    ordering = ("-taken_at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Checkpoint]:
        """Return checkpoints; a list does without their standings."""
        checkpoints: QuerySet[Checkpoint] = super().get_queryset(request)
        return checkpoints.defer("standings")
