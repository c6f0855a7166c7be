"""Characters and Discord users that belong to no player, side by side, and the choice of whom one belongs to."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from characters.models import Character, Guild
from guild_identity.admin.access import guild_view
from guild_identity.admin.desk.frame import address, back_from, desk_page, page_of, row_of, search_of
from guild_identity.models import DiscordUser, Player
from guild_identity.selectors.desk import (
    free_discord_users,
    players,
    search_discord_users,
    unlinked_characters,
    unlinked_discord_users,
)
from guild_identity.selectors.suggestions import suggestions_for_characters, suggestions_for_discord_users

AT_MOST = 20
Choice = dict[str, str]


@guild_view
def unlinked(request: HttpRequest, guild: Guild) -> HttpResponse:
    """Show the two columns."""
    search = search_of(request)
    characters = page_of(request, unlinked_characters(guild, search), "characters")
    users = page_of(request, unlinked_discord_users(guild, search), "users")
    for_characters = suggestions_for_characters(guild, list(characters.object_list))
    for_users = suggestions_for_discord_users(guild, list(users.object_list))
    context = {
        "tab": "unlinked",
        "search": search,
        "characters": characters,
        "users": users,
        "character_rows": [(row, for_characters.get(row.pk, [])) for row in characters.object_list],
        "user_rows": [(row, for_users.get(row.pk, [])) for row in users.object_list],
    }
    return desk_page(request, guild, "unlinked", "Unlinked", context)


@guild_view
def choose_for_character(request: HttpRequest, guild: Guild, *, character_id: int) -> HttpResponse:
    """Let the person search the Discord user or player that a character belongs to."""
    character = row_of(unlinked_characters(guild), character_id)
    search = search_of(request)
    people = players(guild, search)[:AT_MOST]
    users = search_discord_users(free_discord_users(guild).filter(is_present=True), search)[:AT_MOST]
    groups = [
        ("Players", _players(guild, people, character)),
        ("Discord users without a player", _users(guild, users, character)),
        ("Nobody of these", [_choice(guild, character, {}, f"A new player “{character.name}”", "no Discord account")]),
    ]
    title = f"Whose character is {character.name}?"
    return _choose(request, guild, title, groups, search, suggestions_for_characters(guild, [character]), character.pk)


@guild_view
def choose_for_discord_user(request: HttpRequest, guild: Guild, *, user_id: int) -> HttpResponse:
    """Let the person search the character or player that a Discord user is."""
    user = row_of(free_discord_users(guild), user_id)
    search = search_of(request)
    people = players(guild, search).filter(discord_user=None)[:AT_MOST]
    characters = unlinked_characters(guild, search)[:AT_MOST]
    groups = [
        ("Players without a Discord account", [_as_account(guild, player, user) for player in people]),
        (
            "Characters without a player",
            [
                _choice(guild, row, {"discord": user.pk}, row.name, row.rank_name or "")  # type: ignore[attr-defined]
                for row in characters
            ],
        ),
    ]
    suggested = suggestions_for_discord_users(guild, [user])
    return _choose(request, guild, f"Who is {user}?", groups, search, suggested, user.pk)


def _choose(
    request: HttpRequest,
    guild: Guild,
    title: str,
    groups: list[tuple[str, list[Choice]]],
    search: str,
    suggested: dict[int, list[Any]],
    pk: int,
) -> HttpResponse:
    context = {
        "tab": "unlinked",
        "groups": groups,
        "search": search,
        "suggestions": suggested.get(pk, []),
        "leave_to": back_from(request, guild, address(guild, "unlinked")),
        "asked_back": request.GET.get("back", ""),
    }
    return desk_page(request, guild, "choose", title, context)


def _players(guild: Guild, people: Iterable[Player], character: Character) -> list[Choice]:
    return [_choice(guild, character, {"player": player.pk}, player.display_name, about(player)) for player in people]


def _users(guild: Guild, users: Iterable[DiscordUser], character: Character) -> list[Choice]:
    return [
        _choice(guild, character, {"discord": user.pk}, str(user), user.highest_guild_role or "no guild role")
        for user in users
    ]


def _choice(guild: Guild, character: Character, target: dict[str, int], label: str, note: str) -> Choice:
    query = urlencode({"character": character.pk, **target})
    return {"label": label, "note": note, "address": f"{address(guild, 'link')}?{query}"}


def _as_account(guild: Guild, player: Player, user: DiscordUser) -> Choice:
    page = address(guild, "discord", player.pk, user.pk)
    return {"label": player.display_name, "note": about(player), "address": page}


def about(player: Player) -> str:
    """Say in a few words who a player is: its Discord account and main."""
    parts = [str(player.discord_user) if player.discord_user else "", _main(player)]
    return " · ".join(part for part in parts if part) or "no characters"


def _main(player: Player) -> str:
    return f"main {player.main_character.name}" if player.main_character is not None else ""
