"""An import taken back, and brought back: nothing is deleted, voids do both."""

from django.db import transaction
from django.db.models import QuerySet

from characters.domain.errors import Refused
from lootlog.domain.amounts import ZERO
from lootlog.domain.entries import Entry, Kind, chained
from lootlog.domain.rules import LONGEST_REASON, text_fault
from lootlog.models import Delivery, LogEntry, Profile, Upload
from lootlog.services.many_objects import many_objects
from lootlog.services.placing import Arrival, locked, place
from lootlog.services.uploads import locked_upload
from lootlog.services.writers import Writer
from lootlog.services.writing import own_stream

UNDO, REDO = "undo of an import", "redo of an import"
State = Upload.State


@many_objects()
@transaction.atomic
def undo_import(upload: Upload, reason: str, *, by: Writer) -> Upload:
    """Take out everything that an import brought, in all its profiles at once, and with it whatever amends that.

    What does not count at that moment is taken out as well: else it would come back with the void or the amendment
    that kept it out. What the ledger held before the import stays, also where the file held it too. All can be brought
    back by `redo_import`.

    :raises Refused: when it is not applied, a profile is archived, or no reason is given.
    """
    fresh = _needed(upload, State.APPLIED, reason)
    for profile in _profiles(fresh, by):
        _void_all(profile, _brought(fresh, profile), reason, fresh, UNDO, by)
    fresh.state, fresh.undone_at = State.UNDONE, by.now
    fresh.save(update_fields=["state", "undone_at"])
    return fresh


@many_objects()
@transaction.atomic
def redo_import(upload: Upload, reason: str, *, by: Writer) -> Upload:
    """Bring back what undoing an import took out, by voids of its voids; whatever officers took out stays out.

    :raises Refused: when it is not undone, a profile is archived, or no reason is given.
    """
    fresh = _needed(upload, State.UNDONE, reason)
    for profile in _profiles(fresh, by):
        voids = LogEntry.objects.filter(profile=profile, delivery__upload=fresh, delivery__note=UNDO)
        _void_all(profile, voids.filter(voided__isnull=True), reason, fresh, REDO, by)
    fresh.state, fresh.undone_at = State.APPLIED, None
    fresh.save(update_fields=["state", "undone_at"])
    return fresh


def _needed(upload: Upload, state: State, reason: str) -> Upload:
    if not reason.strip():
        raise Refused("Say why: the reason stays in the ledger.")
    if fault := text_fault(reason, LONGEST_REASON, "reason"):
        raise Refused(fault)
    fresh = locked_upload(upload)
    if fresh.state != state:
        wanted = "applied" if state == State.APPLIED else "undone"
        raise Refused(f"The upload is {fresh.get_state_display()}, not {wanted}.")
    return fresh


def _profiles(upload: Upload, by: Writer) -> list[Profile]:
    """Return the profiles that an import brought entries to, locked in a fixed order, the writer's streams first.

    :raises Refused: when one is archived.
    """
    imports = upload.deliveries.filter(channel=Delivery.Channel.IMPORT)
    known = list(Profile.objects.filter(pk__in=imports.values("profile")).order_by("pk"))
    for profile in known:
        own_stream(profile, by)
    profiles = [locked(profile) for profile in known]
    for profile in profiles:
        if profile.archived_at is not None:
            raise Refused(f"“{profile}” is archived: nothing can be written in it.")
    return profiles


def _brought(upload: Upload, profile: Profile) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(profile=profile, delivery__upload=upload, delivery__channel=Delivery.Channel.IMPORT)


def _void_all(
    profile: Profile, entries: QuerySet[LogEntry], reason: str, upload: Upload, note: str, by: Writer
) -> None:
    """Void entries, however many, in the writer's stream."""
    named = list(entries.order_by("position").values_list("hash", "target_name"))
    if not named:
        return
    stream = own_stream(profile, by)
    at = int(by.now.timestamp())
    voids = (
        Entry(
            profile.uuid, stream.uuid, 0, "", at, by.name, target, ZERO, reason=reason.strip(), kind=Kind.VOID,
            reference=name,
        )
        for name, target in named
    )  # fmt: skip
    chain = chained(voids, sequence=stream.head_sequence, previous=stream.head_hash)
    delivery = Delivery.objects.create(
        profile=profile, channel=by.channel, by=by.user, upload=upload, note=note, received_at=by.now
    )
    place(chain, Arrival(locked(profile), {stream.uuid: stream}, delivery), may_be_referenced=False)
    stream.head_sequence, stream.head_hash = chain[-1].sequence, chain[-1].hash
    stream.save(update_fields=["head_sequence", "head_hash"])
