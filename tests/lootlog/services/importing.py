"""Files on their way into a guild's ledgers, in few words."""

from datetime import UTC, datetime

from lootlog.models import Upload
from lootlog.selectors.standings import standings
from lootlog.services.importing import begin_apply, finish_apply, read_upload
from lootlog.services.uploads import receive_upload
from tests.factories.gen1_files import WHEN

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
THEN = datetime.fromtimestamp(WHEN, UTC)


def sent(guild, data, *, now=NOW, user=None, name="SpectrumFederation.lua", **more) -> Upload:
    """Send a file and have it read."""
    return read_upload(receive_upload(guild, data, file_name=name, user=user, now=now, **more), now=now)


def imported(profile, data, *, now=NOW, user=None, key="*") -> Upload:
    """Send a file and apply it to a profile."""
    upload = sent(profile.guild, data, now=now, user=user)
    assert upload.state == Upload.State.PREVIEW, upload.error
    return finish_apply(begin_apply(upload, {key: str(profile.uuid)}, user=user, now=now), now=now)


def held(profile) -> dict[str, int]:
    """Return what everybody holds."""
    return {row.label: int(row.points) for row in standings(profile)}
