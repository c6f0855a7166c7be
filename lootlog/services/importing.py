"""A file on its way into ledgers: read, looked at by an officer, applied as one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from characters.domain.errors import Refused
from lootlog.domain.drafts import Draft, Reading, Rejected
from lootlog.domain.entries import imported_author
from lootlog.domain.imports.files import read_file
from lootlog.domain.merging import Incoming
from lootlog.domain.parts import (
    Named,
    Part,
    incoming_of,
    parts_of,
)
from lootlog.domain.sealing import seal, wanted_origins
from lootlog.models import Delivery, LogEntry, Profile, Stream, Upload
from lootlog.selectors.forecast import forecast
from lootlog.selectors.openings import with_fitting_openings
from lootlog.services.import_report import Outcome, Row, Told, report, told
from lootlog.services.many_objects import many_objects
from lootlog.services.mapping import (
    NEW,
    Proposal,
    Target,
    chosen,
    find_target,
    make_target,
    proposals,
    remember,
    settled,
)
from lootlog.services.merging import keep_rejected, known_streams, merge, planned
from lootlog.services.placing import locked
from lootlog.services.prices import Prices, checked_prices, priced, remembered_prices
from lootlog.services.recognising import recognise_exported
from lootlog.services.uploads import LARGEST_UPLOAD, WAITING_STATES, content_of, locked_upload

State = Upload.State
MOST_TRIES = 3
GIVEN_UP = (
    "Three tries to read or apply it broke off. Nothing of it is in a ledger. Send it again to have it tried again."
)


@many_objects()
def read_upload(upload: Upload, *, now: datetime) -> Upload:
    """Read a file that waits, and keep what applying it would do. Nothing enters a ledger.

    What cannot be read ends as failed with a message for people. Safe to repeat, and from several places at once.
    """
    if upload.state != State.WAITING:
        return upload
    try:
        upload.report = {"prices": remembered_prices(upload.guild)}
        reading = _reading(upload)
        values: Row = {"state": State.PREVIEW, "format": reading.format[:40], "error": ""}
        values["report"] = _previewed(upload, reading, {}, now)
    except Refused as refusal:
        values = {"state": State.FAILED, "error": str(refusal)[:500], "report": {}}
    Upload.objects.filter(pk=upload.pk, state=State.WAITING).update(**values)
    upload.refresh_from_db(fields=["state", "error", "format", "report"])
    return upload


@many_objects()
def preview_upload(
    upload: Upload, choices: Mapping[str, Target], *, now: datetime, prices: Prices | None = None
) -> Upload:
    """Keep what applying a file would do with other profiles than those proposed, or with other prices by response.

    :raises Refused: when it was not read, or has been applied; or for a price as `checked_prices` does.
    """
    if prices is not None:
        upload.report["prices"] = checked_prices(prices, upload.report.get("responses", {}))
    report = _previewed(upload, _reading(upload), choices, now)
    if not Upload.objects.filter(pk=upload.pk, state=State.PREVIEW).update(report=report):
        raise Refused(_not_now(upload))
    upload.report = report
    return upload


@transaction.atomic
def begin_apply(
    upload: Upload, choices: Mapping[str, Target], *, user: User | None, now: datetime, prices: Prices | None = None
) -> Upload:
    """Note that a file shall be applied, by whom and to which profiles; `finish_apply` does it.

    `choices` gives a profile's uuid, "new:NAME" or None (leave it out) by the key of the file's profile. What an
    officer chose for an earlier file of that program need not be chosen again. `prices` are those of the preview unless
    they are given.

    :raises Refused: when the file is not ready, or a choice is missing or impossible.
    """
    fresh = locked_upload(upload)
    if fresh.state != State.PREVIEW:
        raise Refused(_not_now(fresh))
    named = [Named(row["key"], row["name"], row["is_sealed"]) for row in fresh.report["profiles"]]
    proposed = proposals(fresh.guild, fresh.format, named, fresh.mapping)
    fresh.mapping = settled(fresh.guild, named, proposed, choices)
    if prices is not None:
        fresh.report["prices"] = checked_prices(prices, fresh.report.get("responses", {}))
    fresh.state, fresh.error, fresh.applied_by, fresh.applied_at, fresh.tries = State.APPLYING, "", user, now, 0
    fresh.save(update_fields=["mapping", "report", "state", "error", "applied_by", "applied_at", "tries"])
    return fresh


@many_objects()
def finish_apply(upload: Upload, *, now: datetime) -> Upload:
    """Apply a file that `begin_apply` has noted: all of it or nothing. Safe to repeat, and from several places at once.

    :raises Refused: when it cannot be applied any more, such as into a profile that was archived meanwhile; then the
        officer decides anew.
    """
    try:
        return _applied(upload, now)
    except Refused as refusal:
        Upload.objects.filter(pk=upload.pk, state=State.APPLYING).update(
            state=State.PREVIEW, error=str(refusal)[:500], mapping={}, applied_by=None, applied_at=None
        )
        raise


def take_up(upload: Upload, *, now: datetime) -> Upload:
    """Do what an upload waits for in the background: be read, or be applied.

    One that cannot be brought to an end in three tries, whatever happens to those who try, is given up as failed.

    :raises Refused: as `finish_apply`.
    """
    waits = Upload.objects.filter(pk=upload.pk, state__in=WAITING_STATES)
    if not waits.update(tries=F("tries") + 1):
        return upload
    upload.refresh_from_db(fields=["tries", "state", "mapping", "applied_by"])
    if upload.tries > MOST_TRIES:
        waits.update(state=State.FAILED, error=GIVEN_UP, tries=0)
        upload.refresh_from_db(fields=["state", "error"])
        return upload
    return read_upload(upload, now=now) if upload.state == State.WAITING else finish_apply(upload, now=now)


@transaction.atomic
def _applied(upload: Upload, now: datetime) -> Upload:
    fresh = locked_upload(upload)
    if fresh.state != State.APPLYING:
        return fresh
    reading = _reading(fresh)
    parts = [part for part in parts_of(reading) if fresh.mapping.get(part.key) is not None]
    profiles = _opened(fresh, [part.named for part in parts], now)
    joined = [_join(fresh, part, profiles[part.key], now) for part in parts]
    fresh.report = report(reading, joined, fresh.report.get("prices", {}))
    fresh.state, fresh.applied_at, fresh.undone_at = State.APPLIED, now, None
    fresh.save(update_fields=["mapping", "report", "state", "applied_at", "undone_at"])
    return fresh


def _opened(upload: Upload, parts: Sequence[Named], now: datetime) -> dict[str, Profile]:
    """Find or make the profiles that a file's go into, by its keys, and remember them for the next file.

    All locks are taken in one order, that of everybody who writes: the guild for new profiles, then profiles by id,
    then choices by key. Two imports may send the same keys to each other's profiles.
    """
    profiles: dict[str, Profile] = {}
    for part in parts:
        target = upload.mapping[part.key]
        if target.startswith(NEW):
            profiles[part.key] = make_target(upload.guild, part, target.removeprefix(NEW), now=now)
        else:
            profiles[part.key] = find_target(upload.guild, part, target)
    for _, profile in sorted({profile.pk: profile for profile in profiles.values()}.items()):
        locked(profile)
    for part in sorted(parts, key=lambda part: part.key):
        remember(upload.guild, upload.format, part, profiles[part.key])
    return profiles


def _join(upload: Upload, part: Part, profile: Profile, now: datetime) -> Told:
    """Let a part of a file into its ledger."""
    target = upload.mapping[part.key]
    delivery = Delivery.objects.create(
        profile=profile, channel=Delivery.Channel.IMPORT, by=upload.applied_by, upload=upload,
        note=upload.file_name[:200], received_at=now,
    )  # fmt: skip
    upload.mapping[part.key] = str(profile.uuid)
    labels = _labels(profile.uuid, part.drafts, upload.format)
    incoming, known, rejected = _sealed(part, profile.uuid, profile)
    plan = merge(profile, incoming, delivery, source=Stream.Source.FILE, labels=labels).plan
    plan.known.extend(known)
    keep_rejected(profile, [(row.place, row.reason, row.raw) for row in rejected], delivery)
    home_realm = upload.guild.realm.slug
    outcome = Outcome(part, profile, target, plan, rejected, home_realm)
    return told(outcome, forecast(profile, [], home_realm), None)


def _previewed(upload: Upload, reading: Reading, choices: Mapping[str, Target], now: datetime) -> Row:
    parts = parts_of(reading)
    named = [part.named for part in parts]
    proposed = proposals(upload.guild, reading.format, named, upload.mapping)
    wanted = {key: proposal.target for key, proposal in proposed.items()} | chosen(upload.guild, named, choices)
    foreseen = [_foreseen(upload, part, wanted[part.key], proposed[part.key], now) for part in parts]
    return report(reading, foreseen, upload.report.get("prices", {}))


def _foreseen(upload: Upload, part: Part, target: Target, proposal: Proposal, now: datetime) -> Told:
    """Tell what would become of a part of a file."""
    is_new = target is None or target.startswith(NEW)
    profile = None if is_new or target is None else find_target(upload.guild, part.named, target)
    known = profile or Profile(uuid=UUID(part.key) if part.is_sealed else uuid4(), guild=upload.guild)
    incoming, came_back, rejected = _sealed(part, known.uuid, profile)
    streams = known_streams(known, incoming) if profile else {}
    plan = planned(known, incoming, streams, by=upload.uploaded_by_id, now=now)
    plan.known.extend(came_back)
    home_realm = upload.guild.realm.slug
    outcome = Outcome(part, profile, target, plan, rejected, home_realm)
    return told(outcome, forecast(known, [item.entry for item in plan.new], home_realm), proposal)


def _sealed(part: Part, uuid: UUID, profile: Profile | None) -> tuple[list[Incoming], list[Incoming], list[Rejected]]:
    """Seal a part's entries and take them out of it; those that were exported from the profile come as known."""
    drafts, sealed = part.drafts, part.sealed
    part.drafts, part.sealed = [], []
    if sealed:
        return incoming_of(sealed), [], part.rejected
    found = recognise_exported(profile, drafts)
    known = _known_origins(profile, wanted_origins(found.others)) if profile else {}
    pairs, unknown = seal(uuid, found.others, known)
    if profile is not None:
        pairs = list(with_fitting_openings(profile, pairs, part.source.claimed))
    incoming = [Incoming(draft.place, entry) for draft, entry in pairs]
    return incoming, found.known, [*part.rejected, *found.refused, *unknown]


def _known_origins(profile: Profile, origins: set[str]) -> dict[str, str]:
    if not origins:
        return {}
    rows = LogEntry.objects.filter(profile=profile, origin__in=origins).order_by("-position")
    return dict(rows.values_list("origin", "hash"))


def _labels(profile: UUID, drafts: Sequence[Draft], program: str) -> dict[UUID, str]:
    actors = {draft.source: draft.actor for draft in reversed(drafts)}
    return {imported_author(profile, source): f"{actor}, {program}" for source, actor in actors.items()}


def _reading(upload: Upload) -> Reading:
    return read_file(
        content_of(upload), file_name=upload.file_name, home_realm=upload.guild.realm.slug, prices=priced(upload),
        largest=LARGEST_UPLOAD,
    )  # fmt: skip


def _not_now(upload: Upload) -> str:
    return {
        State.WAITING: "The file has not been read yet. Look again in a moment.",
        State.APPLYING: "The file is being applied.",
        State.APPLIED: "The file is applied already.",
        State.UNDONE: "The import was undone. Redo it instead.",
        State.FAILED: f"The file could not be read: {upload.error}",
        State.DISMISSED: "The file was dismissed. Send it again to have it read again.",
    }.get(State(upload.state), "The file cannot be applied now.")
