"""Players' pages, for members of their guild: the list, one player, and who plays a character."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from characters.models import Guild
from characters.pages.viewing import character_or_404, guild_or_404, is_officer, viewer_of
from characters.selectors.access import Standing, visible_guilds
from guild_identity.models import Player, PlayerCharacter
from guild_identity.pages.wording import ANYBODY, address_of, asked, fields_of, line_of
from guild_identity.selectors.desk import changes_of
from guild_identity.selectors.history import event_row
from guild_identity.selectors.players import (
    Row,
    officer_names,
    own_player_ids,
    player_rows,
    players,
    with_parts,
)
from guild_identity.services.journal import Decision
from guild_identity.services.players import change_player

ROWS_PER_PAGE = 50
HISTORY_SHOWN = 30


@require_safe
@cache_control(private=True, no_cache=True)
@vary_on_headers("HX-Request", "Cookie")
def player_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a guild's players; a request by htmx gets only the part that filters change."""
    guild, wanted = _own_guild(request, pk), asked(request.GET)
    officer = is_officer(guild)
    found = players(guild, {**wanted, "is_active": _activity(wanted)}, is_officer=officer)
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    mine = own_player_ids(viewer_of(request), guild)
    context = {
        "now": timezone.now(),
        "guild": guild,
        "is_officer": officer,
        "tab": "players",
        "wanted": wanted,
        "page": page,
        "lines": [
            {**_with_lines(row), "is_mine": row["id"] in mine}
            for row in player_rows(guild, page.object_list, is_officer=officer)
        ],
        "query": address_of(wanted),
    }
    if getattr(request, "htmx", False) and not request.htmx.history_restore_request:  # type: ignore[attr-defined]
        return render(request, "guild_identity/players_part.html", context)
    return render(request, "guild_identity/players.html", {**context, "fields": fields_of(wanted, is_officer=officer)})


@require_safe
@cache_control(private=True, no_cache=True)
def player_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a player: characters and why they are his, Discord, and what changed when."""
    player, guild = _player_or_404(request, pk)
    officer = is_officer(guild)
    [row] = player_rows(guild, with_parts(Player.objects.filter(pk=player.pk)), is_officer=officer)
    context = {
        "now": timezone.now(),
        "guild": guild,
        "is_officer": officer,
        "player": player,
        "row": _with_lines(row),
        "is_mine": pk in own_player_ids(viewer_of(request), guild),
        "officers": officer_names(guild),
        "history": [event_row(event, is_officer=officer) for event in changes_of(guild, player)[:HISTORY_SHOWN]],
    }
    return render(request, "guild_identity/player.html", context)


@require_POST
def choose_matching(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch matching by achievements on or off, for whoever is this player by proof."""
    player, guild = _player_or_404(request, pk)
    viewer = viewer_of(request)
    if not isinstance(viewer, User) or pk not in own_player_ids(viewer, guild):
        raise PermissionDenied(f"Only {player.display_name} decides that, once Battle.net has proven who it is.")
    is_off = request.POST.get("matching") == "off"
    change_player(player, by=Decision("page", timezone.now(), viewer), is_unfingerprinted=is_off)
    told = "no longer compared" if is_off else "compared again"
    messages.success(request, f"Your characters' achievements are {told} to find out who plays whom.")
    return redirect("player", pk)


@require_safe
@cache_control(private=True, no_cache=True)
@vary_on_headers("HX-Request", "Cookie")
def character_player(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who plays a character: as a line that other pages load, or as a page of its own."""
    character = character_or_404(request, pk)
    guilds = visible_guilds(viewer_of(request)).exclude(viewer_standing=Standing.STRANGER)  # type: ignore[misc]
    mine = guilds.order_by().values("pk")
    link = PlayerCharacter.objects.filter(character=character, player__guild__in=mine).select_related("player").first()
    context: dict[str, Any] = {
        "character": character,
        "player": link.player if link else None,
        "character_count": link.player.links.count() if link else 0,
        "is_member": link is not None or guilds.filter(members__character=character).exists(),
    }
    is_part = getattr(request, "htmx", False)
    return render(request, f"guild_identity/player_of_character{'' if is_part else '_page'}.html", context)


def _own_guild(request: HttpRequest, pk: int) -> Guild:
    """Return a guild that the person is a member of; hidden from others, or closed where the guild is public."""
    guild = guild_or_404(request, pk)
    if getattr(guild, "viewer_standing", None) == Standing.STRANGER:
        raise PermissionDenied(f"Who is who in {guild.name} is shown to its members only.")
    return guild


def _player_or_404(request: HttpRequest, pk: int) -> tuple[Player, Guild]:
    player = Player.objects.filter(pk=pk).first()
    guild = visible_guilds(viewer_of(request)).filter(pk=player.guild_id).first() if player else None
    if player is None or guild is None or getattr(guild, "viewer_standing", None) == Standing.STRANGER:
        raise Http404(f"no player {pk} to be seen")
    return player, guild


def _activity(wanted: dict[str, str]) -> str:
    """Return the filter that the page's choice means: the active where none is chosen."""
    chosen = wanted.get("is_active", "yes")
    return "" if chosen == ANYBODY else chosen


def _with_lines(row: Row) -> Row:
    """Return a player's row with its characters in words, the main first."""
    main = row["main"]["id"] if row["main"] else None
    lines = [{**line_of(character), "is_main": character["id"] == main} for character in row["characters"]]
    return {**row, "characters": sorted(lines, key=lambda line: (not line["is_main"], line["name"]))}
