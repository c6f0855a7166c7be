"""A member asks for deletion: names, notes and evidence go from everything that was written down; ids stay."""

import json
import zlib
from datetime import timedelta

import pytest

from characters.models import Character
from characters.services.removal import remove_on_request
from guild_identity.models import (
    AddonUpload,
    AuditIssue,
    DiscordUser,
    IdentityEvent,
    LinkProposal,
    MemberNote,
    Player,
    PlayerCharacter,
    RemovedDiscordUser,
)
from guild_identity.services.addon import process_uploads
from guild_identity.services.discord_events import on_member_join, on_member_update
from guild_identity.services.discord_removal import remove_discord_user_on_request
from guild_identity.services.discord_sync import sync_discord_members
from guild_identity.services.linking import link_character
from guild_identity.services.uploads import prune_uploads, receive_upload
from tests.factories.characters import GuildFactory
from tests.factories.exports import exported, lua_file
from tests.factories.identity import (
    AddonUploadFactory,
    AuditIssueFactory,
    DiscordServerFactory,
    DiscordUserFactory,
    LinkProposalFactory,
    member_of,
)
from tests.guild_identity.services.deciding import NOW, officer
from tests.guild_identity.services.discord_people import ROLES, crowd, member, present

pytestmark = pytest.mark.django_db
SECRET = "Discord: trogdor99"
TABLES = (
    AddonUpload,
    AuditIssue,
    Character,
    DiscordUser,
    IdentityEvent,
    LinkProposal,
    MemberNote,
    Player,
    PlayerCharacter,
)


@pytest.fixture
def guild():
    return GuildFactory(name="Keepers")


@pytest.fixture
def trogmoon(guild):
    """A member about whom much was written: by a link, in another's evidence, in an issue and in an export."""
    character = member_of(guild, "Trogmoon", note="GM", officer_note=SECRET)
    user = DiscordUserFactory(guild=guild, username="trogdor99", nick="Trogmoon")
    evidence = [{"rule": "note", "weight": 1, "text": f"His officer note says “{SECRET}”.", "is_private": True}]
    player = link_character(
        guild, character, by=officer(f"says so: {SECRET}"), discord_user=user, source="officer_note", confidence=0.9,
        evidence=evidence,
    )  # fmt: skip
    alt = member_of(guild, "Rivermane")
    text = [{"rule": "alt", "weight": 1, "text": "His note says “alt of Trogmoon”.", "is_private": False}]
    link_character(
        guild, alt, by=officer("alt of Trogmoon"), player=player, source="alt_note", confidence=0.9, evidence=text
    )
    AuditIssueFactory(guild=guild, details={"members": ["Trogmoon", "Rivermane"]}, summary="Trogmoon, Rivermane.")
    LinkProposalFactory(guild=guild, character=alt, evidence=text)
    receive_upload(
        guild, lua_file(exported("Trogmoon", officerNote=SECRET)), file_name="", source="api", user=None, now=NOW
    )
    process_uploads(guild, now=NOW)
    return character


def everything():
    """Return all that is stored in this wing as text, files unpacked."""
    rows = [row for table in TABLES for row in table.objects.values()]
    for row in rows:
        if "raw" in row:
            row["raw"] = zlib.decompress(row["raw"]).decode() if row["raw"] else ""
    return json.dumps(rows, default=str, ensure_ascii=False)


def test_nothing_written_about_a_removed_character_stays(guild, trogmoon):
    pk = trogmoon.pk
    events = list(IdentityEvent.objects.order_by("pk").values_list("pk", "kind", "source"))
    DiscordUser.objects.update(nick="", display_name="x")
    assert "Trogmoon" in everything()
    remove_on_request(trogmoon, reason="asked by mail", now=NOW)
    kept = everything()
    assert "trogmoon" not in kept.lower()
    assert SECRET not in kept
    assert list(IdentityEvent.objects.order_by("pk").values_list("pk", "kind", "source")) == events
    [first, second] = IdentityEvent.objects.order_by("pk")
    link = next(change for change in first.changes if change["table"] == "link")
    assert (link["after"]["character_id"], link["after"]["evidence"], first.reason) == (pk, [], "")
    assert f"alt of character {pk}" in second.reason
    assert Player.objects.get().display_name == "Rivermane"


def test_the_others_stay_as_they_are(guild, trogmoon):
    pk = trogmoon.pk
    remove_on_request(trogmoon, reason="asked by mail", now=NOW)
    assert PlayerCharacter.objects.get().character.name == "Rivermane"
    assert AuditIssue.objects.get().details["members"] == [f"character {pk}", "Rivermane"]
    assert process_uploads(guild, now=NOW + timedelta(days=1)) == {"uploads": 0, "failed": 0}


def test_the_same_file_may_be_sent_again_after_a_removal(guild, trogmoon):
    remove_on_request(trogmoon, reason="asked by mail", now=NOW)
    data = lua_file(exported("Trogmoon", officerNote=SECRET), exported("Rivermane"))
    receive_upload(guild, data, file_name="", source="api", user=None, now=NOW + timedelta(days=1))
    assert process_uploads(guild, now=NOW + timedelta(days=1))["failed"] == 0
    assert not MemberNote.objects.filter(officer_note=SECRET).exists()


def test_nothing_written_about_a_removed_discord_account_stays(guild, trogmoon):
    user = DiscordUser.objects.get(username="trogdor99")
    DiscordUserFactory(guild=GuildFactory(), discord_id=user.discord_id, username="trogdor99")
    remove_discord_user_on_request(user, reason="asked by mail", now=NOW)
    MemberNote.objects.all().delete()
    assert "trogdor99" not in everything()
    assert str(user.discord_id) not in everything()
    assert not DiscordUser.objects.filter(discord_id=user.discord_id).exists()
    assert (Player.objects.get().discord_user, PlayerCharacter.objects.count()) == (None, 2)


def test_a_removed_discord_account_does_not_come_back_until_that_is_lifted(guild):
    server = DiscordServerFactory(guild=guild)
    sync_discord_members(server, crowd(30), ROLES, now=NOW, counted=30)
    remove_discord_user_on_request(DiscordUser.objects.get(discord_id=7), reason="asked by mail", now=NOW)
    counts = sync_discord_members(server, crowd(30), ROLES, now=NOW, counted=30)
    assert (counts["held"], counts["members"]) == (0, 29)
    assert on_member_join(guild, member(7), now=NOW) is on_member_update(guild, member(7), now=NOW) is None
    assert 7 not in present(guild)
    RemovedDiscordUser.objects.all().delete()
    sync_discord_members(server, crowd(30), ROLES, now=NOW)
    assert 7 in present(guild)


def test_old_exports_go_but_each_guilds_newest_and_what_waits(guild):
    other = GuildFactory()
    ages = [
        (guild, 90, "done"),
        (guild, 40, "failed"),
        (guild, 29, "done"),
        (guild, 80, "pending"),
        (other, 70, "done"),
    ]
    uploads = [
        AddonUploadFactory(guild=owner, received_at=NOW - timedelta(days=days), status=status, sha256=str(days))
        for owner, days, status in ages
    ]
    assert prune_uploads(now=NOW, keep=timedelta(days=30)) == 2
    assert set(AddonUpload.objects.all()) == {uploads[2], uploads[3], uploads[4]}
