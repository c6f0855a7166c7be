"""Processing exports: read, match with members by name and realm, keep notes and ranks, report row by row."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from characters.domain.errors import Refused
from characters.domain.names import fold, guild_slug
from characters.models import Guild, GuildMember
from guild_identity.domain.alt_entries import SOURCES, AltFile
from guild_identity.domain.alt_lists import is_alt_list, read_alt_list
from guild_identity.domain.export_rows import ExportRow
from guild_identity.domain.exports import RosterExport, read_export, read_rows
from guild_identity.domain.note_plan import WAITING, Outcome
from guild_identity.models import AddonUpload
from guild_identity.selectors.listed import Listed, listed_members
from guild_identity.services.alt_lists import keep_alt_list
from guild_identity.services.locks import locked_guild
from guild_identity.services.notes import Member, Source, class_ids, fill_gaps, write_notes
from guild_identity.services.uploads import FORCED, content_of

# An export of which fewer rows are members than this is of another guild, or of a guild without a roster.
BELIEVABLE_SHARE = 0.1
RESULT_FIELDS = ["status", "error", "counts", "report", "exported_at", "addon_version", "processed_at"]


@dataclass(frozen=True, slots=True)
class Synced:
    """What an export did: numbers by name, and a row {row, name, realm, outcome, message} per character."""

    counts: dict[str, int]
    report: list[dict[str, Any]]


def process_uploads(guild: Guild, *, now: datetime) -> dict[str, int]:
    """Process the uploads that wait, oldest first, and the last one again if members it lists may have come since.

    Returns numbers by name: uploads, failed, and how many rows had which outcome.
    """
    pending = AddonUpload.objects.filter(guild=guild, status=AddonUpload.Status.PENDING)
    waiting = list(pending.order_by("received_at", "pk").values_list("pk", flat=True))
    totals: Counter[str] = Counter(uploads=0, failed=0)
    for pk in waiting or _last_with_strangers(guild):
        upload = process_upload(AddonUpload.objects.select_related("guild__realm").get(pk=pk), now=now)
        totals["uploads"] += 1
        totals["failed"] += upload.status == AddonUpload.Status.FAILED
        totals.update({outcome.value: upload.counts.get(outcome.value, 0) for outcome in Outcome})
    return {name: number for name, number in totals.items() if number or name in ("uploads", "failed")}


def process_upload(upload: AddonUpload, *, now: datetime) -> AddonUpload:
    """Read one upload and keep what it says, all or nothing; safe to repeat.

    What cannot be read, or is of another guild, ends as failed with a message for people; the bytes stay.
    """
    is_forced = bool(upload.counts.get(FORCED))
    upload.counts, upload.report = {FORCED: 1} if is_forced else {}, []
    upload.status, upload.error, upload.processed_at = AddonUpload.Status.DONE, "", now
    try:
        _take(upload, content_of(upload), now=now, is_forced=is_forced)
    except Refused as refusal:
        upload.status, upload.error = AddonUpload.Status.FAILED, str(refusal)[:500]
        upload.save(update_fields=RESULT_FIELDS)
    return upload


def _take(upload: AddonUpload, data: bytes, *, now: datetime, is_forced: bool) -> None:
    """Read what was sent and keep it. Large files take seconds, and nobody should wait for the database meanwhile."""
    if is_alt_list(data):
        file = read_alt_list(data, home_realm=upload.guild.realm.name)
        upload.exported_at, upload.addon_version = None, SOURCES[file.source]
        _keep_alts(upload, file, is_forced=is_forced)
        return
    export = read_export(data)
    upload.exported_at, upload.addon_version = export.exported_at, f"{export.addon} {export.version}".strip()[:40]
    _keep(upload, export, now=now, is_forced=is_forced)


@transaction.atomic
def _keep_alts(upload: AddonUpload, file: AltFile, *, is_forced: bool) -> None:
    counts, upload.report = keep_alt_list(locked_guild(upload.guild_id), file, upload, is_forced=is_forced)
    upload.counts = {**upload.counts, **counts}
    upload.save(update_fields=RESULT_FIELDS)


@transaction.atomic
def sync_addon_data(guild: Guild, rows: Iterable[Mapping[str, Any]], *, now: datetime) -> Synced:
    """Keep rows of an export that was made just now, as `read_row` takes them.

    Such as {"character_name", "realm", "guild_note", "officer_note", "rank_index", "class_name", "level"}.

    :raises Refused: when they are no rows of this guild.
    """
    good, rejected = read_rows(enumerate(rows, start=1))
    export = RosterExport("data", now, "", "", good, rejected)
    return _sync(locked_guild(guild.pk), export, Source(now, export.has_officer_notes), now=now, is_forced=False)


@transaction.atomic
def _keep(upload: AddonUpload, export: RosterExport, *, now: datetime, is_forced: bool) -> None:
    guild = locked_guild(upload.guild_id)
    if export.guild_name and not is_forced:
        _refuse_another(guild, export.guild_name)
    # A clock that is ahead must not make everything that comes later look old.
    exported_at = min(export.exported_at or upload.received_at, upload.received_at)
    source = Source(exported_at, export.has_officer_notes, upload)
    synced = _sync(guild, export, source, now=now, is_forced=is_forced)
    upload.counts, upload.report = {**upload.counts, **synced.counts}, synced.report
    upload.save(update_fields=RESULT_FIELDS)


def _refuse_another(guild: Guild, name: str) -> None:
    if fold(name) != fold(guild.name) and guild_slug(name) != guild.slug:
        raise Refused(
            f"The export is of the guild “{name}”, and this is {guild.name}. "
            "If the guild has changed its name, import the file with the choice “another guild's name is fine”."
        )


def _sync(guild: Guild, export: RosterExport, source: Source, *, now: datetime, is_forced: bool) -> Synced:
    listed = listed_members(guild, export.rows)
    members = [(entry.row, entry.character) for entry in listed if entry.character is not None]
    if not is_forced and len(members) < max(1, BELIEVABLE_SHARE * len(export.rows)):
        raise Refused(
            f"{len(members)} of the {len(export.rows)} characters in the export are known members of {guild.name}. "
            "Sync the guild's roster first, or see whether the file is of this guild and realm."
        )
    classes = class_ids()
    outcomes = write_notes(guild, members, source, now=now)
    filled = fill_gaps(members, classes)
    report = _report(export, listed, outcomes, classes)
    return Synced(_counts(guild, report, members, filled), report)


def _report(
    export: RosterExport, listed: Sequence[Listed], outcomes: Mapping[int, Outcome], classes: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Tell what became of each row. No message quotes a note: reports are seen by more eyes than officer notes."""
    rows = [(row.row, row.name, "", Outcome.REJECTED, row.reason) for row in export.rejected]
    for entry in listed:
        outcome = entry.outcome or outcomes[entry.character.pk if entry.character else 0]
        message = " ".join(filter(None, (entry.message, *_remarks(entry.row, outcome, classes))))
        rows.append((entry.row.row, entry.row.name, entry.row.realm, outcome, message))
    names = ("row", "name", "realm", "outcome", "message")
    return [dict(zip(names, (*row[:3], row[3].value, row[4]), strict=True)) for row in sorted(rows)]


def _remarks(row: ExportRow, outcome: Outcome, classes: Mapping[str, int]) -> Iterable[str]:
    if outcome is Outcome.OLDER:
        yield "What is stored is from a newer export."
    if row.class_token and row.class_token not in classes:
        yield f"The class “{row.class_token}” is not known."
    if row.is_damaged:
        yield "Part of a text could not be read."


def _counts(
    guild: Guild, report: Sequence[Mapping[str, Any]], members: Sequence[Member], filled: int
) -> dict[str, int]:
    stints = GuildMember.objects.filter(guild=guild, left_at__isnull=True).count()
    return {
        "characters": len(report),
        **Counter(str(row["outcome"]) for row in report),
        "gaps_filled": filled,
        "members_not_listed": stints - len(members),
    }


def _last_with_strangers(guild: Guild) -> list[int]:
    """Name the newest uploads if the roster was synced after them and they listed who was no member then.

    They are at most one list of alts of each source and one export of the roster.
    """
    uploads = AddonUpload.objects.filter(guild=guild).defer("raw", "report").order_by("-received_at", "-pk")
    lists = [uploads.filter(addon_version=name).first() for name in SOURCES.values()]
    newest = [*lists, uploads.exclude(addon_version__in=SOURCES.values()).first()]
    return [upload.pk for upload in newest if upload is not None and _has_new_members(guild, upload)]


def _has_new_members(guild: Guild, upload: AddonUpload) -> bool:
    if upload.processed_at is None or upload.status != AddonUpload.Status.DONE:
        return False
    if AddonUpload.objects.filter(pk=upload.pk, raw=b"").exists():
        # The file named somebody whose data was removed since.
        return False
    is_outdated = guild.roster_synced_at is not None and guild.roster_synced_at > upload.processed_at
    return is_outdated and any(upload.counts.get(outcome) for outcome in WAITING)
