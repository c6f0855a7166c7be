"""A guild of four that is exported, and what is known of its members then."""

from datetime import timedelta

from characters.models import Realm
from guild_identity.models import MemberNote
from guild_identity.services.importing import take_upload
from guild_identity.services.uploads import receive_upload
from tests.factories.characters import GuildFactory
from tests.factories.exports import EXPORTED, exported
from tests.factories.identity import member_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = EXPORTED + HOUR
TROG = exported("Trogmoon", rank=0, rankName="Chief", note="GM / Mikel", officerNote="Discord: trog")
ZUL = exported("Zulvexa", note="Trogmoon alt")


def keepers():
    """Make Keepers: Trogmoon, Zulvexa, and two people called Twin on two realms."""
    guild = GuildFactory(name="Keepers")
    member_of(guild, "Trogmoon", rank=0)
    member_of(guild, "Zulvexa")
    member_of(guild, "Twin")
    member_of(guild, "Twin", realm=Realm.objects.get(region="us", slug="kiljaeden"))
    return guild


def take(guild, data, *, now=NOW, user=None, name="GuildSync.lua", **options):
    """Take an export over the API."""
    return take_upload(guild, data, file_name=name, source="api", user=user, now=now, **options)


def receive(guild, data, *, now=NOW, **options):
    """Keep an export to be read later."""
    return receive_upload(guild, data, file_name="", source="api", user=None, now=now, **options)


def notes():
    """Return (note, officer note) by (name, realm)."""
    rows = MemberNote.objects.values_list("character__name", "character__realm__slug", "note", "officer_note")
    return {(name, slug): (note, officer_note) for name, slug, note, officer_note in rows}


def note_of(name):
    """Return (note, officer note) of somebody on the home realm."""
    return notes()[name, "senjin"]


def outcomes(upload):
    """Return what became of each row by its number."""
    return {row["row"]: row["outcome"] for row in upload.report}
