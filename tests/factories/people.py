"""Who is who in the small world: two players, what officers know of them, and what waits for a decision."""

from dataclasses import dataclass
from datetime import timedelta

from characters.models import Character, SyncRun
from guild_identity.models import (
    AddonUpload,
    AuditIssue,
    DiscordServer,
    DiscordUser,
    IdentityEvent,
    LinkProposal,
    MemberNote,
    Player,
    PlayerCharacter,
)
from guild_identity.services.journal import Decision
from guild_identity.services.linking import link_character
from tests.factories.characters import SyncRunFactory, SyncStepFactory
from tests.factories.identity import (
    AddonUploadFactory,
    AuditIssueFactory,
    DiscordServerFactory,
    DiscordUserFactory,
    LinkProposalFactory,
    PlayerFactory,
    member_of,
)
from tests.factories.worlds import World

# What only officers may read, wherever it is kept.
SECRET = "smuggles gold"
# What everybody reads in the game, and nobody here but officers.
NOTE = "Discord: trogdor"
PUBLIC_PIECE = {"rule": "same_name", "weight": 0.9, "text": "Trogmoon is called like trog.", "is_private": False}
NOTED_PIECE = {"rule": "noted_discord", "weight": 0.9, "text": f"His guild note says “{NOTE}”.", "is_private": False}
PRIVATE_PIECE = {"rule": "noted_discord", "weight": 0.8, "text": f"The officer note: “{SECRET}”.", "is_private": True}
EVIDENCE = [PUBLIC_PIECE, NOTED_PIECE, PRIVATE_PIECE]


@dataclass
class People:
    """The rows. `player` is Trogmoon's, on Discord as trog, and `rival` Ümbrânox's; `stray` and `loner` are nobody's.

    `event` is the change that linked Ümbrânox.
    """

    player: Player
    link: PlayerCharacter
    user: DiscordUser
    rival: Player
    stray: Character
    loner: DiscordUser
    proposal: LinkProposal
    issue: AuditIssue
    event: IdentityEvent
    upload: AddonUpload
    note: MemberNote
    server: DiscordServer
    run: SyncRun


def people_of(world: World) -> People:
    """Make the people of a world."""
    guild, now = world.guild, world.now
    by = Decision("admin", now - timedelta(days=1), world.officer, SECRET)
    user = DiscordUserFactory(guild=guild, username="trog", discord_id=123456789012345678, last_sync=now)
    loner = DiscordUserFactory(guild=guild, username="löner", discord_id=123456789012345679, last_sync=now)
    player = link_character(
        guild, world.own.character, by=by, discord_user=user, source="guild_note", confidence=0.9, evidence=EVIDENCE
    )
    rival = PlayerFactory(guild=guild, display_name="Rival")
    link_character(guild, world.other.character, by=by, player=rival)
    stray = member_of(guild, "Strây", note=NOTE, officer_note=SECRET)
    return People(
        player=player,
        link=PlayerCharacter.objects.get(player=player),
        user=user,
        rival=rival,
        stray=stray,
        loner=loner,
        proposal=LinkProposalFactory(guild=guild, character=stray, discord_user=loner, evidence=EVIDENCE),
        issue=AuditIssueFactory(guild=guild, wow_character=stray, details={"private": {"note": SECRET}}),
        event=IdentityEvent.objects.get(player=rival),
        upload=AddonUploadFactory(guild=guild, error=SECRET, received_at=now),
        note=MemberNote.objects.get(character=stray),
        server=DiscordServerFactory(guild=guild, webhook_url="https://discord.com/api/webhooks/1/s3cr3t"),
        run=_pipeline_run(guild, now),
    )


def _pipeline_run(guild, now) -> SyncRun:
    run = SyncRunFactory(kind="identity", guild=guild, status="done", created_at=now, finished_at=now)
    SyncStepFactory(run=run, kind="match", character=None, status="done", due_at=now, counts={"links": 1})
    return run
