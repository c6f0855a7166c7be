"""What a sync of a guild or of one character came to."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, Sum

from characters.domain.regions import Region
from characters.models import Character, Guild, GuildMember, HeldRoster, Payload, SyncStep
from characters.selectors.freshness import character_sections
from characters.selectors.people import character_row
from characters.selectors.tracking import tracked_character_ids
from vault.models import GreatVaultEntry
from vault.selectors.calendar import week_at
from vault.selectors.evidence import ENTRY

Row = dict[str, Any]


def guild_summary(guild: Guild, run_ids: list[int], *, since: datetime, now: datetime) -> Row:
    """Return what the runs since a moment did for a guild.

    Shape: {"guild": {…}, "runs": ids, "started_at", "finished_at", "members", "tracked", "synced", "requests",
    "fetched": answers that came, "errors": [{"section", "kind", "count", "example"}], "defects": [sentence],
    "held_roster": reason or null, "period", "vault_entries"}.
    """
    tracked = tracked_character_ids(guild)
    steps = SyncStep.objects.filter(run_id__in=run_ids)
    synced = steps.filter(kind=SyncStep.Kind.CHARACTER, status=SyncStep.Status.DONE)
    sections = Payload.objects.filter(Q(character_id__in=tracked) | Q(guild=guild))
    week = week_at(Region(guild.realm.region), now)
    held = HeldRoster.objects.filter(guild=guild, resolved_at__isnull=True)
    return {
        "guild": {
            "id": guild.pk, "name": guild.name, "realm": guild.realm.slug, "region": guild.realm.region,
        },
        "runs": run_ids,
        "started_at": since,
        "finished_at": now,
        "members": GuildMember.objects.filter(guild=guild, left_at__isnull=True).count(),
        "tracked": len(tracked),
        "synced": synced.values("character_id").distinct().count(),
        "requests": steps.aggregate(total=Sum("requests"))["total"] or 0,
        "fetched": sections.filter(fetched_at__gte=since).count(),
        "errors": errors_by_cause(sections, since),
        "defects": list(_defects(steps)),
        "held_roster": held.values_list("reason", flat=True).first(),
        "period": week.period_id,
        "vault_entries": GreatVaultEntry.objects.filter(
            character_id__in=tracked, period_id=week.period_id
        ).count(),
    }  # fmt: skip


def errors_by_cause(sections: Any, since: datetime) -> list[Row]:
    """Count sections that failed since a moment, by section and kind of error, the most frequent first."""
    failed = sections.filter(attempted_at__gte=since).exclude(error_kind="")
    causes = failed.values("section", "error_kind").annotate(count=Count("pk"), example=Min("error"))
    return [
        {"section": row["section"], "kind": row["error_kind"], "count": row["count"], "example": row["example"]}
        for row in causes.order_by("-count", "section", "error_kind")
    ]


def character_summary(character: Character, run_id: int, *, now: datetime) -> Row:
    """Return what a sync of one character came to: who it is, its sections, and this week's vault.

    Shape: {"character", "requests", "sections", "defects", "period", "vault": this week's entry or null}.
    """
    week = week_at(Region(character.realm.region), now)
    entries = GreatVaultEntry.objects.filter(character=character, period_id=week.period_id)
    steps = SyncStep.objects.filter(run_id=run_id)
    return {
        "character": character_row(character),
        "requests": steps.aggregate(total=Sum("requests"))["total"] or 0,
        "sections": [asdict(section) for section in character_sections(character, now=now)],
        "defects": list(_defects(steps)),
        "period": week.period_id,
        "vault": entries.values("week_start", "week_end", *ENTRY).first(),
    }


def _defects(steps: Any) -> Any:
    failed = steps.filter(status=SyncStep.Status.FAILED).values("error").annotate(last=Max("pk"))
    return failed.order_by("last").values_list("error", flat=True)
