"""What a ledger knows of the files of programs that open with balances."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from django.db.models import Q

from lootlog.domain.openings import Known, authors_of, fitted, keys_of, program_of
from lootlog.domain.sealing import Sealed
from lootlog.models import LogEntry, Profile, Upload

BATCH = 500
COLUMNS = ("hash", "kind", "reference", "origin", "happened_at", "target__key", "delta")


def with_fitting_openings(
    profile: Profile, sealed: Sequence[Sealed], claimed: Mapping[str, Decimal]
) -> Sequence[Sealed]:
    """Fit a file's openings to what the profile holds of its program's files; other programs have none."""
    if not program_of(sealed):
        return sealed
    home_realm = profile.guild.realm.slug
    known = list(_known(profile, sealed, sorted(keys_of(sealed, claimed, home_realm))))
    return fitted(profile.uuid, sealed, known, claimed, home_realm)


def _known(profile: Profile, sealed: Sequence[Sealed], keys: Sequence[str]) -> Iterator[Known]:
    """Return the lines about characters that the program's files brought here or to a peer, without undone imports."""
    for start in range(0, len(keys), BATCH):
        part = keys[start : start + BATCH]
        lines = LogEntry.objects.filter(
            Q(delivery__upload__format=program_of(sealed)) | Q(stream__uuid__in=authors_of(profile.uuid, sealed, part)),
            profile=profile,
            target__key__in=part,
        ).exclude(delivery__upload__state=Upload.State.UNDONE)
        for name, kind, reference, origin, at, key, delta in lines.order_by().values_list(*COLUMNS):
            yield Known(name, kind, reference, origin, int(at.timestamp()), key, delta)
