"""What the check of a guild reads, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BooleanField, ExpressionWrapper, Q

from characters.domain.sections import Section
from characters.models import Guild, GuildMember, GuildRank, HeldRoster, Payload
from characters.selectors.freshness import failed_sections, is_failure
from characters.selectors.tracking import LOWEST_LEVEL_WITH_PROFILE
from guild_identity.domain.discord_members import ServerRole
from guild_identity.domain.integrity_facts import (
    AccountFacts,
    Held,
    IntegrityFacts,
    MemberFacts,
    PersonFacts,
    StaleSection,
)
from guild_identity.domain.integrity_names import clearly_named
from guild_identity.domain.names import is_dead_name
from guild_identity.domain.note_hints import Hint
from guild_identity.domain.note_keys import is_changed
from guild_identity.domain.overlaps import Overlap
from guild_identity.domain.plan import Conflict
from guild_identity.domain.roles import RankFacts
from guild_identity.models import DiscordRole, DiscordServer, DiscordUser, MemberNote, Player, PlayerCharacter
from guild_identity.selectors.facts import present_characters

STALE_AFTER = timedelta(days=2)
# A document that never came is no news before it was asked for in vain for some hours.
TRIES_BEFORE_STALE = 6
NamedInNote = Callable[[str], tuple[Hint, ...]]


@dataclass(frozen=True, slots=True)
class _Look:
    """The newest answer about a character, and why there is no newer one."""

    fetched_at: datetime | None
    error_kind: str
    error: str
    failures: int


def integrity_facts(
    guild: Guild,
    *,
    now: datetime,
    named_in_note: NamedInNote = clearly_named,
    overlaps: tuple[Overlap, ...] | None = None,
    conflicts: tuple[Conflict, ...] | None = None,
) -> IntegrityFacts:
    """Return what is known of a guild's members, people and lists.

    Characters that are retired, left, or carry a name with digits (the account is dead) are left out.
    """
    # By their ids: what a database guesses of a guild that it has not counted yet makes a nested query take minutes.
    present = list(present_characters(guild).values_list("pk", flat=True))
    looks = _looks(present)
    members = tuple(_members(guild, looks, named_in_note))
    return IntegrityFacts(
        members=members,
        ranks=rank_facts(guild),
        server_roles=server_roles(guild),
        accounts=tuple(_accounts(guild)),
        people=tuple(_people(guild, now)),
        stale=tuple(_stale(guild, members, looks, now)),
        held=tuple(_held(guild)),
        overlaps=overlaps,
        conflicts=conflicts,
    )


def _members(guild: Guild, looks: dict[int, _Look], named_in_note: NamedInNote) -> Iterator[MemberFacts]:
    links = {
        character: (player, source, key)
        for character, player, source, key in PlayerCharacter.objects.filter(player__guild=guild).values_list(
            "character_id", "player_id", "link_source", "note_key"
        )
    }
    notes = {
        character: (note, officer_note)
        for character, note, officer_note in MemberNote.objects.filter(guild=guild).values_list(
            "character_id", "note", "officer_note"
        )
    }
    stints = GuildMember.objects.filter(guild=guild, left_at__isnull=True, character__retired_at__isnull=True)
    columns = ("character_id", "character__name", "character__realm__slug", "rank", "character__level")
    moments = ("character__last_login_at", "character__last_synced_at")
    for pk, name, realm, rank, level, login, synced in stints.order_by("character_id").values_list(*columns, *moments):
        if is_dead_name(name):
            continue
        player, source, key = links.get(pk, (None, "", ""))
        note, officer_note = notes.get(pk, ("", ""))
        look = looks.get(pk)
        yield MemberFacts(
            id=pk, name=name, realm=realm, rank=rank, level=level, last_login_at=login,
            known_at=(look.fetched_at if look else None) or synced, player_id=player, link_source=source,
            is_note_changed=is_changed(key, note, officer_note),
            named=named_in_note(note) if note else (),
            named_privately=named_in_note(officer_note) if officer_note else (),
        )  # fmt: skip


def _looks(characters: Collection[int]) -> dict[int, _Look]:
    rows = Payload.objects.filter(character__in=characters, section=Section.SUMMARY).order_by("pk")
    columns = ("character_id", "fetched_at", "error_kind", "error", "failures")
    return {pk or 0: _Look(*look) for pk, *look in rows.values_list(*columns)}


def rank_facts(guild: Guild) -> tuple[RankFacts, ...]:
    """Return what a guild's ranks mean."""
    columns = ("index", "name", "level", "discord_role", "is_alt")
    rows = GuildRank.objects.filter(guild=guild).order_by("index").values_list(*columns)
    return tuple(RankFacts(*row) for row in rows)


def server_roles(guild: Guild) -> tuple[ServerRole, ...]:
    """Return the roles of a guild's Discord server."""
    columns = ("role_id", "name", "position", "is_managed")
    rows = DiscordRole.objects.filter(server__guild=guild).order_by("pk").values_list(*columns)
    return tuple(ServerRole(*row) for row in rows)


def _accounts(guild: Guild) -> Iterator[AccountFacts]:
    theirs = Q(is_present=True) | Q(player__isnull=False)
    columns = ("pk", "username", "display_name", "global_name", "nick", "highest_guild_role", "is_present")
    rows = DiscordUser.objects.filter(theirs, guild=guild).order_by("pk").values_list(*columns)
    for pk, username, display_name, global_name, nick, role, is_present in rows:
        yield AccountFacts(pk, username, display_name, global_name, nick, role or "", is_present)


def _people(guild: Guild, now: datetime) -> Iterator[PersonFacts]:
    further: dict[int, list[int]] = defaultdict(list)
    rows = Player.other_discord_users.through.objects.filter(player__guild=guild).order_by("pk")
    for player, account in rows.values_list("player_id", "discorduser_id"):
        further[player].append(account)
    characters: dict[int, list[int]] = defaultdict(list)
    links = PlayerCharacter.objects.filter(player__guild=guild).order_by("character_id")
    for player, character in links.values_list("player_id", "character_id"):
        characters[player].append(character)
    columns = ("pk", "display_name", "discord_user_id", "main_character_id", "is_shared_account")
    away = Q(on_hiatus=True) & (Q(hiatus_until=None) | Q(hiatus_until__gte=now.date()))
    people = Player.objects.filter(guild=guild).annotate(is_away=ExpressionWrapper(away, BooleanField()))
    for pk, name, account, main, is_shared, is_away in people.order_by("pk").values_list(*columns, "is_away"):
        yield PersonFacts(pk, name, account, tuple(further[pk]), main, tuple(characters[pk]), is_shared, is_away)


def _stale(
    guild: Guild, members: Iterable[MemberFacts], looks: dict[int, _Look], now: datetime
) -> Iterator[StaleSection]:
    """Yield the documents that should be newer; what nobody keeps fresh is not stale."""
    if not guild.is_tracked:
        return
    untracked = set(GuildRank.objects.filter(guild=guild, is_tracked=False).values_list("index", flat=True))
    kept = {m.id for m in members if m.level >= LOWEST_LEVEL_WITH_PROFILE and m.rank not in untracked}
    for pk, look in looks.items():
        if pk in kept and _is_stale(look, now):
            is_failing = is_failure(Section.SUMMARY, look.error_kind)
            cause = look.error if is_failing else "Nobody asked for it. Do the worker and the timetable run?"
            yield StaleSection(pk, Section.SUMMARY.value, look.fetched_at, cause)
    old = Q(fetched_at__lt=now - STALE_AFTER) | Q(fetched_at__isnull=True, failures__gte=TRIES_BEFORE_STALE)
    failed = failed_sections().filter(old, character__in=kept).exclude(section=Section.SUMMARY)
    columns = ("character_id", "section", "fetched_at", "error")
    for character_id, section, fetched_at, error in failed.order_by("pk").values_list(*columns):
        yield StaleSection(character_id or 0, section, fetched_at, error)


def _is_stale(look: _Look, now: datetime) -> bool:
    if look.fetched_at is None:
        return look.failures >= TRIES_BEFORE_STALE
    return look.fetched_at < now - STALE_AFTER


def _held(guild: Guild) -> Iterator[Held]:
    rosters = HeldRoster.objects.filter(guild=guild, resolved_at__isnull=True)
    for reason, held_at in rosters.values_list("reason", "held_at"):
        yield Held("roster", reason, held_at)
    servers = DiscordServer.objects.filter(guild=guild).exclude(held_reason="")
    for reason, since in servers.values_list("held_reason", "held_at"):
        yield Held("members", reason, since)
