"""Who is who, in rows."""

import zlib

import factory
from factory.django import DjangoModelFactory

from guild_identity.models import (
    AddonUpload,
    AuditIssue,
    DiscordRole,
    DiscordServer,
    DiscordUser,
    LinkProposal,
    LinkSource,
    MemberNote,
    Player,
    PlayerCharacter,
)
from tests.factories.characters import LONG_AGO, CharacterFactory, GuildFactory, GuildMemberFactory

SERVER_ID = 900000000000000001


class DiscordServerFactory(DjangoModelFactory):
    class Meta:
        model = DiscordServer

    guild = factory.SubFactory(GuildFactory)
    # A server belongs to one guild.
    server_id = factory.LazyFunction(lambda: SERVER_ID + DiscordServer.objects.count())
    name = "Keepers"


class DiscordRoleFactory(DjangoModelFactory):
    class Meta:
        model = DiscordRole

    server = factory.SubFactory(DiscordServerFactory)
    role_id = factory.Sequence(lambda n: 700000000000000000 + n)
    name = "Member"
    position = 1


class DiscordUserFactory(DjangoModelFactory):
    class Meta:
        model = DiscordUser

    guild = factory.SubFactory(GuildFactory)
    discord_id = factory.Sequence(lambda n: 800000000000000000 + n)
    username = factory.Sequence(lambda n: f"person{n}")
    display_name = factory.LazyAttribute(lambda user: user.nick or user.global_name or user.username)
    nick = ""
    global_name = ""
    highest_guild_role = "Member"
    all_guild_roles = factory.LazyAttribute(lambda user: [user.highest_guild_role] if user.highest_guild_role else [])
    last_sync = LONG_AGO
    created_at = LONG_AGO


class PlayerFactory(DjangoModelFactory):
    class Meta:
        model = Player

    guild = factory.SubFactory(GuildFactory)
    display_name = factory.Sequence(lambda n: f"Player {n}")
    created_at = LONG_AGO


class PlayerCharacterFactory(DjangoModelFactory):
    class Meta:
        model = PlayerCharacter

    player = factory.SubFactory(PlayerFactory)
    character = factory.SubFactory(CharacterFactory)
    link_source = LinkSource.NAME
    confidence = 0.95
    created_at = LONG_AGO


class AddonUploadFactory(DjangoModelFactory):
    class Meta:
        model = AddonUpload

    guild = factory.SubFactory(GuildFactory)
    source = "api"
    size = 0
    raw = zlib.compress(b"")
    received_at = LONG_AGO


class MemberNoteFactory(DjangoModelFactory):
    class Meta:
        model = MemberNote

    guild = factory.SubFactory(GuildFactory)
    character = factory.SubFactory(CharacterFactory)
    exported_at = LONG_AGO
    changed_at = LONG_AGO


class LinkProposalFactory(DjangoModelFactory):
    class Meta:
        model = LinkProposal

    guild = factory.SubFactory(GuildFactory)
    character = factory.SubFactory(CharacterFactory)
    discord_user = factory.SubFactory(DiscordUserFactory, guild=factory.SelfAttribute("..guild"))
    score = 0.75
    created_at = LONG_AGO
    updated_at = LONG_AGO


class AuditIssueFactory(DjangoModelFactory):
    class Meta:
        model = AuditIssue

    guild = factory.SubFactory(GuildFactory)
    issue_type = AuditIssue.Type.ORPHAN_WOW
    severity = AuditIssue.Severity.WARNING
    summary = "Trogmoon has no player."
    issue_hash = factory.Sequence(lambda n: f"{n:064}")
    created_at = LONG_AGO
    opened_at = LONG_AGO
    last_seen_at = LONG_AGO


def member_of(guild, name, *, rank=3, note="", officer_note="", **fields):
    """Make a member of a guild, with the notes of the last export where given."""
    character = CharacterFactory(name=name, **fields)
    GuildMemberFactory(guild=guild, character=character, rank=rank)
    if note or officer_note:
        MemberNoteFactory(guild=guild, character=character, note=note, officer_note=officer_note)
    return character
