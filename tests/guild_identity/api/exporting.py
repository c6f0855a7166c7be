"""Exports on their way to the API, and the companion's key."""

from characters.models import SyncRun
from guild_identity.models import AddonUpload, MemberNote
from tests.factories.exports import exported, lua_file
from tests.factories.people import SECRET

UPLOAD, COMPANION = "/api/guild-sync/addon/upload", "/api/guild-sync/addon-upload"
LIST, STATUS = "/api/guild-sync/addon/uploads/", "/api/guild-sync/addon-upload/status"
TROG = exported("Trogmoon", rank=0, rankName="Chief", note="GM / Mikel", officerNote=SECRET)
FILE = lua_file(TROG, exported("Nobody"))


def post(client, address=UPLOAD, data=FILE, content_type="application/octet-stream", **more):
    """Post an export as a body."""
    return client.post(address, data, content_type=content_type, **more)


def key_of(world, who="officer", scope="upload", guild=None):
    """Return the header in which the companion sends a token of somebody."""
    secret = world.token(who, scope, guild)["headers"]["Authorization"].removeprefix("Token ")
    return {"headers": {"X-API-Key": secret}}


def nothing_came():
    """Tell whether nothing was kept, read or started."""
    return not AddonUpload.objects.exists() and not MemberNote.objects.exists() and not SyncRun.objects.exists()
