"""Taking in exports: kept as they came, read all or not at all, of this guild and no other."""

import pytest

from characters.domain.errors import Refused
from characters.models import Character, Guild, GuildRank
from guild_identity.models import AddonUpload, MemberNote
from guild_identity.services import addon
from guild_identity.services.addon import process_uploads
from guild_identity.services.uploads import LARGEST_UPLOAD, content_of, is_known
from tests.factories.characters import GuildFactory, GuildMemberFactory, UserFactory
from tests.factories.exports import EXPORTED, companion, exported, lua_file
from tests.factories.identity import member_of
from tests.guild_identity.services.exporting import (
    DAY,
    HOUR,
    NOW,
    TROG,
    ZUL,
    keepers,
    note_of,
    notes,
    outcomes,
    receive,
    take,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return keepers()


def test_an_export_is_kept_word_for_word_and_read(guild):
    user, data = UserFactory(), lua_file(TROG, ZUL)
    upload = take(guild, data, user=user, name="C:\\WTF\\Account\\SavedVariables\\GuildSync.lua")
    upload.refresh_from_db()
    assert content_of(upload) == data
    assert (upload.file_name, upload.source, upload.uploaded_by, upload.size) == (
        "GuildSync.lua",
        "api",
        user,
        len(data),
    )
    assert (upload.status, upload.error, upload.addon_version) == ("done", "", "GuildSync 1.0.0")
    assert (upload.exported_at, upload.received_at, upload.processed_at) == (EXPORTED, NOW, NOW)
    assert upload.counts == {"characters": 2, "updated": 2, "gaps_filled": 0, "members_not_listed": 2}
    row = {"name": "Trogmoon", "realm": "Sen'jin", "outcome": "updated", "message": ""}
    assert upload.report == [{"row": 1, **row}, {"row": 2, **row, "name": "Zulvexa"}]
    note = MemberNote.objects.get(character__name="Trogmoon")
    assert (note.note, note.officer_note, note.rank_index) == ("GM / Mikel", "Discord: trog", 0)
    assert (note.upload, note.exported_at, note.changed_at) == (upload, EXPORTED, NOW)


@pytest.mark.parametrize("data", [b"", b" \r\n", b"x" * (LARGEST_UPLOAD + 1)], ids=["empty", "blank", "large"])
def test_what_is_empty_or_too_large_is_not_even_kept(guild, data):
    with pytest.raises(Refused):
        take(guild, data)
    assert not AddonUpload.objects.exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (lua_file(TROG)[:-40], "cut off"),
        (lua_file(), "lists nobody"),
        (b"PK\x03\x04...", "a ZIP archive"),
        (b'GuildSyncDB = loadstring("x")()', "never run"),
        (b"GuildSyncDB = " + b"{" * 10_000, "deep"),
        (b"[" * 10_000, "cannot be read"),
        ('{"characters": [{"name": "Übel"}]}'.encode("latin-1"), "cannot be read"),
    ],
    ids=["half", "nobody", "zip", "code", "nested", "nested JSON", "latin-1"],
)
def test_a_file_that_cannot_be_read_is_kept_says_why_and_changes_nothing(guild, data, said):
    take(guild, lua_file(TROG), now=NOW - HOUR / 2)
    before = notes()
    upload = take(guild, data)
    upload.refresh_from_db()
    assert (upload.status, said in upload.error, upload.report, upload.counts) == ("failed", True, [], {})
    assert (content_of(upload), notes()) == (data, before)


@pytest.mark.parametrize("name", ["Keepers", "KEEPERS", "Kéepers", " keepers "])
def test_the_guilds_name_is_known_in_every_spelling(guild, name):
    assert take(guild, lua_file(TROG, guild=name)).status == "done"


def test_an_export_of_another_guild_is_refused_until_an_officer_insists(guild):
    data = lua_file(TROG, guild="Reapers")
    upload = take(guild, data)
    assert (upload.status, "of the guild “Reapers”, and this is Keepers" in upload.error) == ("failed", True)
    assert notes() == {}
    forced = take(guild, data, now=NOW + HOUR, is_forced=True)
    assert (forced.pk, forced.status, note_of("Trogmoon")[0]) == (upload.pk, "done", "GM / Mikel")
    again = take(guild, data, now=NOW + 2 * HOUR)
    assert again.status == "done"


def test_an_officers_insistence_outlives_a_crash_before_the_file_is_read(guild):
    receive(guild, lua_file(TROG, guild="Reapers"), now=NOW, is_forced=True)
    assert process_uploads(guild, now=NOW + HOUR)["updated"] == 1


@pytest.mark.parametrize("pack", [lua_file, companion])
def test_an_export_of_strangers_is_refused_whether_it_names_its_guild_or_not(guild, pack):
    strangers = [exported(f"Stranger{chr(97 + number)}") for number in range(11)]
    upload = take(guild, pack(TROG, *strangers))
    assert (upload.status, "1 of the 12 characters" in upload.error, notes()) == ("failed", True, {})
    assert take(guild, pack(TROG, *strangers[:9])).status == "done"


def test_a_guild_of_the_same_name_on_another_realm_is_another_guild(guild):
    upload = take(guild, lua_file(exported("Trogmoon", realm="Area 52"), exported("Zulvexa", realm="Area 52")))
    assert (upload.status, notes()) == ("failed", {})


def test_another_guilds_notes_are_never_touched(guild):
    other = GuildFactory(name="Reapers")
    GuildMemberFactory(guild=other, character=Character.objects.get(name="Zulvexa"))
    MemberNote.objects.create(
        guild=other, character=Character.objects.get(name="Zulvexa"), note="ours", exported_at=NOW - DAY, changed_at=NOW
    )
    take(guild, lua_file(TROG, ZUL))
    assert MemberNote.objects.get(guild=other).note == "ours"
    assert MemberNote.objects.filter(guild=guild).count() == 2


def test_the_same_file_is_kept_once_and_read_again(guild):
    data = lua_file(TROG, exported("Newcomer", note="hi"))
    first = take(guild, data)
    assert outcomes(first)[2] == "unknown_character"
    member_of(guild, "Newcomer")
    second = take(guild, data, now=NOW + HOUR, name="copy.lua")
    assert (second.pk, second.file_name, AddonUpload.objects.count()) == (first.pk, "GuildSync.lua", 1)
    assert (is_known(first, now=NOW), is_known(second, now=NOW + HOUR)) == (False, True)
    assert (outcomes(second), note_of("Newcomer")) == ({1: "unchanged", 2: "updated"}, ("hi", ""))


def test_words_without_a_time_are_news_again_when_others_came_between(guild):
    first, other = companion(exported("Trogmoon", note="a")), companion(exported("Trogmoon", note="b"))
    assert take(guild, first).pk == take(guild, first, now=NOW + HOUR).pk
    take(guild, other, now=NOW + 2 * HOUR)
    take(guild, first, now=NOW + 3 * HOUR)
    assert (AddonUpload.objects.count(), note_of("Trogmoon")[0]) == (3, "a")


def test_the_same_file_for_two_guilds_is_two_uploads(guild):
    take(guild, lua_file(TROG))
    assert take(GuildFactory(name="Reapers"), lua_file(TROG)).status == "failed"
    assert AddonUpload.objects.count() == 2


def test_a_defect_in_the_middle_leaves_nothing_half_written_and_nothing_lost(guild, monkeypatch):
    data = lua_file(TROG, ZUL)
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr(addon, "fill_gaps", lambda *args: 1 / 0)
        take(guild, data)
    upload = AddonUpload.objects.get()
    assert (upload.status, content_of(upload), notes()) == ("pending", data, {})
    assert GuildRank.objects.get(guild=guild, index=0).name == "Guild Leader"
    assert process_uploads(guild, now=NOW + HOUR) == {"uploads": 1, "failed": 0, "updated": 2}


def test_uploads_that_wait_are_read_oldest_first(guild):
    for hours, note in ((2, "second"), (1, "first")):
        data = companion(exported("Trogmoon", note=note))
        receive(guild, data, now=NOW + hours * HOUR)
    receive(guild, b"nonsense")
    assert process_uploads(guild, now=NOW + DAY) == {"uploads": 3, "failed": 1, "updated": 2}
    assert note_of("Trogmoon")[0] == "second"


def test_the_last_export_is_read_again_when_the_roster_brought_who_was_a_stranger(guild):
    take(guild, lua_file(TROG, exported("Newcomer", note="hi")))
    assert process_uploads(guild, now=NOW + HOUR) == {"uploads": 0, "failed": 0}
    member_of(guild, "Newcomer")
    Guild.objects.filter(pk=guild.pk).update(roster_synced_at=NOW + HOUR)
    guild.refresh_from_db()
    assert process_uploads(guild, now=NOW + 2 * HOUR)["updated"] == 1
    assert note_of("Newcomer") == ("hi", "")
