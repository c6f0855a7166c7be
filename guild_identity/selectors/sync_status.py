"""How the sync of who is who stands in a guild."""

from typing import Any

from django.db.models import Exists, OuterRef

from characters.models import Guild
from guild_identity.models import AddonUpload, AuditIssue, DiscordServer, DiscordUser, LinkProposal, PlayerCharacter
from guild_identity.selectors.facts import present_characters
from guild_identity.selectors.pipelines import pipeline_runs, pipeline_summary

Row = dict[str, Any]
RUNS_SHOWN = 5


def sync_status(guild: Guild, *, is_officer: bool) -> Row:
    """Return the last pipeline runs, the state of Discord, the last upload and what waits; constant queries.

    Why an upload could not be read is for officers.
    """
    return {
        "guild": guild.pk,
        "runs": [pipeline_summary(run) for run in pipeline_runs(guild)[:RUNS_SHOWN]],
        "discord": _discord(guild),
        "last_upload": _last_upload(guild, is_officer=is_officer),
        "pending": _pending(guild),
    }


def _discord(guild: Guild) -> Row | None:
    server = DiscordServer.objects.filter(guild=guild).defer("webhook_url").first()
    if server is None:
        return None
    fields = ("is_active", "roles_synced_at", "members_synced_at", "error", "held_reason", "held_at")
    present = DiscordUser.objects.filter(guild=guild, is_present=True).count()
    return {"server": str(server), "members": present, **{name: getattr(server, name) for name in fields}}


def _last_upload(guild: Guild, *, is_officer: bool) -> Row | None:
    fields = ("id", "source", "status", "received_at", "exported_at", "processed_at", "counts", "error")
    uploads = AddonUpload.objects.filter(guild=guild).order_by("-received_at", "-pk")
    found: Row | None = uploads.values(*fields).first()
    if found is not None and not is_officer:
        found["error"] = ""
    return found


def _pending(guild: Guild) -> Row:
    linked = PlayerCharacter.objects.filter(player__guild=guild, character=OuterRef("pk"))
    uploads = AddonUpload.objects.filter(guild=guild, status=AddonUpload.Status.PENDING)
    proposals = LinkProposal.objects.filter(guild=guild, status=LinkProposal.Status.OPEN)
    return {
        "uploads": uploads.count(),
        "proposals": proposals.count(),
        "issues": AuditIssue.objects.filter(guild=guild, is_present=True, resolved_at__isnull=True).count(),
        "characters": present_characters(guild).filter(~Exists(linked)).count(),
    }
