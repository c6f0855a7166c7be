"""A guild whose people are half known: linked and unlinked, with proposals, issues, runs and an upload."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from characters.models import Character, Guild, Realm, Specialization, SyncRun
from guild_identity.models import AuditIssue, DiscordServer, DiscordUser, LinkProposal, LinkSource, Player
from tests.factories.characters import GuildFactory, SyncRunFactory, SyncStepFactory, letters
from tests.factories.identity import (
    AddonUploadFactory,
    AuditIssueFactory,
    DiscordRoleFactory,
    DiscordServerFactory,
    DiscordUserFactory,
    LinkProposalFactory,
    PlayerCharacterFactory,
    PlayerFactory,
    member_of,
)

SECRET_NOTE = "gkick soon, see ticket 7"
ROLES = {"Guild Leader": 500, "Officer": 400, "Veteran": 300, "Member": 200, "Initiate": 100}
STEPS = ("refresh", "discord", "notes", "match", "check", "report")


@dataclass(frozen=True, slots=True)
class DeskDemo:
    """The guild and who is in it, by name."""

    guild: Guild
    server: DiscordServer
    characters: dict[str, Character]
    users: dict[str, DiscordUser]
    players: dict[str, Player]
    proposals: dict[str, LinkProposal]
    issues: dict[str, AuditIssue]
    run: SyncRun


def desk_demo(now: datetime, name: str = "Night Shift", realm: str = "senjin") -> DeskDemo:
    """Make the guild at `now`. Two of them must stand on different realms: their characters have the same names."""
    home = Realm.objects.get_or_create(region="us", slug=realm, defaults={"name": realm.title(), "key": realm})[0]
    guild = GuildFactory(name=name, slug=name.lower().replace(" ", "-"), realm=home)
    server = DiscordServerFactory(
        guild=guild, name="Night Shift 🌙", members_synced_at=now - timedelta(minutes=9), roles_synced_at=now
    )
    for role, position in ROLES.items():
        DiscordRoleFactory(server=server, name=role, position=position, role_id=7000 + position)
    characters = _characters(guild)
    users = _users(guild)
    players = _players(guild, characters, users, now)
    proposals = _proposals(guild, characters, users, players, now)
    issues = _issues(guild, characters, users, players, now)
    return DeskDemo(guild, server, characters, users, players, proposals, issues, _runs(guild, now))


def crowd(guild: Guild, count: int, now: datetime, start: int = 0) -> None:
    """Add so many members with a player each, so many without, and as many Discord users, proposals and issues."""
    for number in range(start, start + count):
        known = member_of(guild, f"Known{letters(number)}")
        player = PlayerFactory(guild=guild, display_name=f"Known {number}", main_character=known, created_at=now)
        PlayerCharacterFactory(player=player, character=known, created_at=now)
        unknown = member_of(guild, f"Unknown{letters(number)}", note="alt", officer_note="unsure")
        user = DiscordUserFactory(guild=guild, username=f"crowd{number}")
        evidence = [_piece("same_name", "They are called alike.")]
        LinkProposalFactory(guild=guild, character=unknown, discord_user=user, evidence=evidence)
        AuditIssueFactory(guild=guild, wow_character=unknown, player=player, opened_at=now)
        run = SyncRunFactory(kind="identity", guild=guild, status="done", created_at=now - timedelta(days=number + 2))
        SyncStepFactory(run=run, kind="match", character=None, status="done", due_at=now)
        AddonUploadFactory(guild=guild, received_at=now - timedelta(days=number + 2))


def _characters(guild: Guild) -> dict[str, Character]:
    rows = [
        ("Trogmoon", 102, 0, "GM", ""), ("Trogshade", 259, 3, "alt of Trogmoon", ""), ("Ælfwyn", 65, 1, "", ""),
        ("Elfina", 63, 3, "Ælfwyn's alt", SECRET_NOTE), ("Brûmbar", 268, 2, "", ""), ("Brewbar", 268, 3, "", ""),
        ("Cindermaw", 63, 3, "Discord: cinder", "real name Dana"), ("Dûskara", 259, 3, "", ""),
        ("Ebonhart", 250, 2, "Main", ""), ("Fáelan", 105, 3, "", ""), ("Grimholt", 71, 4, "alt", ""),
        ("Hollowell", 265, 4, "", "trial until May"), ("Яромир", 72, 3, "", ""), ("Ignara", 1467, 4, "", ""),
    ]  # fmt: skip
    made = {}
    for name, spec_id, rank, note, officer_note in rows:
        spec = Specialization.objects.get(pk=spec_id)
        made[name] = member_of(
            guild, name, rank=rank, note=note, officer_note=officer_note, character_class=spec.character_class,
            active_spec=spec, realm=guild.realm,
        )  # fmt: skip
    return made


def _users(guild: Guild) -> dict[str, DiscordUser]:
    rows = [
        ("trogmoon", "TrogMoon", "[GM] Trog 🐸 | EU", "Guild Leader"), ("aelf", "Ælf", "", "Officer"),
        ("brewmaster_b", "", "Brûm", "Veteran"), ("cinder.maw", "Cinder", "", "Member"),
        ("duskara92", "", "Duskara", "Member"), ("faelan", "Faelan <b>bold</b>", "", "Member"),
        ("rtl_person", "", "مرحبا Ebonhart", "Veteran"), ("visitor", "Just Visiting", "", None),
    ]  # fmt: skip
    return {
        username: DiscordUserFactory(
            guild=guild,
            username=username,
            global_name=global_name,
            nick=nick,
            highest_guild_role=role,
            role_ids=[7000 + ROLES[role]] if role else [],
        )  # fmt: skip
        for username, global_name, nick, role in rows
    }


def _players(
    guild: Guild, characters: dict[str, Character], users: dict[str, DiscordUser], now: datetime
) -> dict[str, Player]:
    rows = [
        ("Trog", "trogmoon", [("Trogmoon", LinkSource.VERIFIED, 1.0), ("Trogshade", LinkSource.ALT_NOTE, 0.96)]),
        ("Aelf", "aelf", [("Ælfwyn", LinkSource.NAME, 0.93), ("Elfina", LinkSource.OFFICER_NOTE, 0.82)]),
        ("Brûm", "brewmaster_b", [("Brûmbar", LinkSource.MANUAL, 1.0)]),
        ("Brewbar", None, [("Brewbar", LinkSource.NAME, 0.61)]),
    ]
    made = {}
    for name, username, links in rows:
        main = characters[links[0][0]]
        user = users[username] if username else None
        made[name] = PlayerFactory(
            guild=guild, display_name=name, discord_user=user, main_character=main, created_at=now
        )
        for character, source, confidence in links:
            is_private = source == LinkSource.OFFICER_NOTE
            text = f"The officer note of {character} reads: {SECRET_NOTE}" if is_private else f"So says {source}."
            PlayerCharacterFactory(
                player=made[name], character=characters[character], link_source=source, confidence=confidence,
                created_at=now, evidence=[_piece(source, text, is_private=is_private)],
            )  # fmt: skip
    return made


def _proposals(
    guild: Guild,
    characters: dict[str, Character],
    users: dict[str, DiscordUser],
    players: dict[str, Player],
    now: datetime,
) -> dict[str, LinkProposal]:
    rows = [
        ("Cindermaw", {"discord_user": users["cinder.maw"]}, 0.91, [
            _piece("noted_discord", "The note of Cindermaw reads “Discord: cinder”."),
            _piece("noted_discord", "The officer note of Cindermaw reads “real name Dana”.", is_private=True),
        ]),
        ("Dûskara", {"discord_user": users["duskara92"]}, 0.84, [
            _piece("same_name", "Dûskara is called like the Discord user Duskara.")
        ]),
        ("Ebonhart", {"discord_user": users["rtl_person"]}, 0.78, [
            _piece("same_name", "Ebonhart is called like the Discord user مرحبا Ebonhart.")
        ]),
        ("Grimholt", {"player": players["Aelf"]}, 0.72, [
            _piece("same_achievements", "41 of 44 account-wide achievements have the same moment.")
        ]),
        ("Brewbar", {"other_character": characters["Brûmbar"]}, 0.7, [
            _piece("similar_name", "Brewbar is called nearly like Brûmbar.")
        ]),
    ]  # fmt: skip
    made = {}
    for name, target, score, evidence in rows:
        made[name] = LinkProposalFactory(
            guild=guild, character=characters[name], **{"discord_user": None, **target}, score=score,
            evidence=evidence, created_at=now, updated_at=now,
        )  # fmt: skip
    return made


def _issues(
    guild: Guild,
    characters: dict[str, Character],
    users: dict[str, DiscordUser],
    players: dict[str, Player],
    now: datetime,
) -> dict[str, AuditIssue]:
    kinds = AuditIssue.Type
    rows = [
        (kinds.RANK_MISMATCH, "error", "Brûm: Brûmbar is Veteran in game, Brûm is Officer on Discord.",
         {"player": players["Brûm"], "discord_member": users["brewmaster_b"], "wow_character": characters["Brûmbar"]}),
        (kinds.ORPHAN_WOW, "warning", "Hollowell belongs to nobody that we know.",
         {"wow_character": characters["Hollowell"]}),
        (kinds.ORPHAN_DISCORD, "warning", "Faelan <b>bold</b> has the role Member and no character.",
         {"discord_member": users["faelan"]}),
        (kinds.NOTE_MISMATCH, "warning", "The officer note of Elfina contradicts the link to Aelf.",
         {"player": players["Aelf"], "wow_character": characters["Elfina"],
          "details": {"private": {"named": SECRET_NOTE}}}),
        (kinds.MAIN_NOT_LINKED, "info", "Brewbar has no main.", {"player": players["Brewbar"]}),
        (kinds.STALE_CHARACTER, "info", "Ignara was not seen for 41 days.", {"wow_character": characters["Ignara"]}),
    ]  # fmt: skip
    return {
        kind: AuditIssueFactory(
            guild=guild, issue_type=kind, severity=severity, summary=summary, created_at=now, opened_at=now,
            last_seen_at=now, **about,
        )
        for kind, severity, summary, about in rows
    }  # fmt: skip


def _runs(guild: Guild, now: datetime) -> SyncRun:
    for hours in (7, 5, 3):
        at = now - timedelta(hours=hours)
        run = SyncRunFactory(
            kind="identity", guild=guild, status="done", created_at=at, finished_at=at + timedelta(seconds=41 * hours)
        )
        for place, kind in enumerate(STEPS):
            error = "Discord answered 503 (out of order)." if (hours, kind) == (3, "discord") else ""
            counts = {} if error else {"members": 8 * place, "rule:name": 3}
            SyncStepFactory(
                run=run, kind=kind, character=None, status="done", counts=counts, error=error, finished_at=at,
                due_at=at + timedelta(seconds=place),
            )  # fmt: skip
    report = [
        {"row": 1, "name": "Trogmoon", "realm": "senjin", "outcome": "stored", "message": ""},
        {"row": 2, "name": "Nobody", "realm": "senjin", "outcome": "unknown", "message": "No such member."},
    ]
    AddonUploadFactory(
        guild=guild, file_name="GuildSync.lua", received_at=now - timedelta(hours=4), status="done",
        counts={"stored": 1, "unknown": 1}, report=report, source="page", addon_version="1.4",
    )  # fmt: skip
    return run


def _piece(rule: str, text: str, *, is_private: bool = False) -> dict[str, object]:
    return {"rule": rule, "weight": 0.8, "text": text, "is_private": is_private}
