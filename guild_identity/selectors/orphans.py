"""Who belongs to nobody yet: characters in the guild, and members of its Discord server."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from characters.models import Guild, GuildMember
from characters.selectors.member_filters import member_filter
from guild_identity.models import DiscordUser, PlayerCharacter
from guild_identity.selectors.desk import free_discord_users, search_discord_users
from guild_identity.selectors.players import discord_row, rank_names, yes_or_no
from guild_identity.selectors.proposals import suggestions

Row = dict[str, Any]


def orphan_characters(guild: Guild, wanted: Mapping[str, str] | None = None) -> QuerySet[GuildMember]:
    """Return the members without a player by rank and name. A link to another guild's player counts as none.

    `wanted` holds filters as of `member_filter`.

    :raises Refused: for an unknown filter value.
    """
    linked = PlayerCharacter.objects.filter(player__guild=guild, character=OuterRef("character"))
    members = GuildMember.objects.filter(
        ~Exists(linked),
        member_filter(guild, wanted or {}),
        guild=guild,
        left_at__isnull=True,
        character__retired_at__isnull=True,
    )
    parts = ("character__realm", "character__character_class")
    return members.select_related(*parts).order_by("rank", "character_name", "character_id")


def orphan_character_rows(guild: Guild, members: Iterable[GuildMember], *, is_officer: bool) -> list[Row]:
    """Return such members as plain values, for officers with the proposals about each."""
    found = list(members)
    names = rank_names(guild)
    proposed = suggestions(guild, character=[member.character_id for member in found]) if is_officer else {}
    return [
        {
            "id": member.character_id,
            "name": member.character.name,
            "realm": member.character.realm.slug,
            "region": member.character.realm.region,
            "class": member.character.character_class.name if member.character.character_class else None,
            "level": member.character.level,
            "rank": member.rank,
            "rank_name": names.get(member.rank, f"Rank {member.rank}"),
            "joined_at": member.joined_at,
            "last_login_at": member.character.last_login_at,
            "suggestions": proposed.get(member.character_id, []) if is_officer else None,
        }
        for member in found
    ]


def orphan_discord_users(guild: Guild, wanted: Mapping[str, str] | None = None) -> QuerySet[DiscordUser]:
    """Return the present Discord users who are no player's first or further account, by name.

    `wanted` holds filters: has_role (yes or no: a role that the guild's role map knows), search (part of a name,
    without accents).

    :raises Refused: for an unknown filter value.
    """
    wanted = wanted or {}
    found = free_discord_users(guild).filter(is_present=True)
    if (has_role := yes_or_no("has_role", wanted)) is not None:
        has_none = Q(highest_guild_role=None) | Q(highest_guild_role="")
        found = found.exclude(has_none) if has_role else found.filter(has_none)
    return search_discord_users(found, wanted.get("search") or "")


def orphan_discord_rows(guild: Guild, users: Iterable[DiscordUser], *, is_officer: bool) -> list[Row]:
    """Return such Discord users as plain values, for officers with the proposals about each."""
    found = list(users)
    proposed = suggestions(guild, discord_user=[user.pk for user in found]) if is_officer else {}
    return [
        {
            **discord_row(user),
            "highest_guild_role": user.highest_guild_role,
            "joined_server_at": user.joined_server_at,
            "suggestions": proposed.get(user.pk, []) if is_officer else None,
        }
        for user in found
    ]
