"""Players: the list, and the page of one with all that can be done about it."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from characters.models import Guild
from guild_identity.admin.access import guild_view
from guild_identity.admin.desk.frame import address, back_from, chosen, desk_page, page_of, row_of, search_of
from guild_identity.admin.desk.unlinked import AT_MOST, about
from guild_identity.models import DiscordUser, Player
from guild_identity.selectors.desk import changes_of, free_discord_users, links_of, players, search_discord_users
from guild_identity.services.players import SWITCHES

EVENTS_SHOWN = 20
STATES = {"active": True, "resting": False, "all": None}


class PlayerForm(forms.ModelForm):
    """A player's name and switches."""

    class Meta:
        model = Player
        fields = ("display_name", *SWITCHES, "hiatus_until", "hiatus_reason")
        widgets = {"hiatus_until": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}
        labels = {
            "display_name": "Name",
            "is_active": "Active",
            "is_shared_account": "Shared Battle.net account",
            "is_unfingerprinted": "No comparing by achievements",
            "on_hiatus": "On a break",
            "hiatus_until": "Break until",
            "hiatus_reason": "Reason of the break",
        }
        error_messages = {"display_name": {"required": "Give the player a name."}}
        help_texts = {
            "is_active": "Lists leave out players that rest.",
            "is_shared_account": "Several people play on one Battle.net account: a login alone proves nothing.",
            "is_unfingerprinted": "The person does not want characters to be recognised by their achievements.",
            "on_hiatus": "Nobody is asked about characters that stay away.",
            "hiatus_until": "",
        }

    def clean(self) -> dict[str, Any]:
        """Return the cleaned values; who is on no break has neither its end nor its reason."""
        values = super().clean() or {}
        if not values.get("on_hiatus"):
            values |= {"hiatus_until": None, "hiatus_reason": ""}
        return values


@guild_view
def player_list(request: HttpRequest, guild: Guild) -> HttpResponse:
    """List the guild's players, searched by any of their names."""
    search, state = search_of(request), chosen(request, "state", STATES) or "active"
    found = page_of(request, players(guild, search, is_active=STATES[state]))
    context = {"tab": "players", "search": search, "state": state, "states": STATES, "players": found}
    return desk_page(request, guild, "players", "Players", context)


@guild_view
def player_page(request: HttpRequest, guild: Guild, *, player_id: int) -> HttpResponse:
    """Show who a player is, how that is known, and what was changed."""
    player = player_of(guild, player_id)
    context = {
        "tab": "players",
        "player": player,
        "links": links_of(player),
        "further": list(player.other_discord_users.order_by("display_name", "pk")),
        "events": changes_of(guild, player)[:EVENTS_SHOWN],
        "form": PlayerForm(instance=player),
    }
    return desk_page(request, guild, "player", player.display_name, context)


@guild_view
def choose_to_merge(request: HttpRequest, guild: Guild, *, player_id: int) -> HttpResponse:
    """Let the person search the player that is the same person."""
    player = player_of(guild, player_id)
    search = search_of(request)
    people = players(guild, search, is_active=None).exclude(pk=player.pk)[:AT_MOST]
    choices = [
        {"label": other.display_name, "note": about(other), "address": address(guild, "merge", player.pk, other.pk)}
        for other in people
    ]
    return _choose(request, guild, player, f"Who is {player.display_name}, too?", [("Players", choices)])


@guild_view
def choose_account(request: HttpRequest, guild: Guild, *, player_id: int, way: str) -> HttpResponse:
    """Let the person search a player's Discord account, or a further one."""
    player = player_of(guild, player_id)
    users = search_discord_users(free_discord_users(guild), search_of(request))
    # Accounts on the server first: one that left is rarely meant.
    choices = [
        {"label": str(user), "note": _account_note(user), "address": address(guild, way, player.pk, user.pk)}
        for user in users.order_by("-is_present", "display_name", "pk")[:AT_MOST]
    ]
    if way == "discord":
        own = player.other_discord_users.order_by("display_name", "pk")
        choices = [
            {"label": str(user), "note": "further account", "address": address(guild, way, player.pk, user.pk)}
            for user in own
        ] + choices
    title = f"{'Discord account' if way == 'discord' else 'Further Discord account'} of {player.display_name}"
    return _choose(request, guild, player, title, [("Discord users without a player", choices)])


@guild_view
def choose_to_split(request: HttpRequest, guild: Guild, *, player_id: int) -> HttpResponse:
    """Let the person tick the characters that are somebody else's, and the Discord account that goes with them."""
    player = player_of(guild, player_id)
    own = [user for user in (player.discord_user, *player.other_discord_users.order_by("display_name", "pk")) if user]
    free = list(free_discord_users(guild).filter(is_present=True))
    context = {"tab": "players", "player": player, "links": links_of(player), "own": own, "free": free}
    return desk_page(request, guild, "split", f"Split {player.display_name}", context)


def player_of(guild: Guild, pk: int | str) -> Player:
    """Return one of a guild's players with its Discord account and main.

    :raises Http404: when the guild has no such player.
    """
    return row_of(Player.objects.filter(guild=guild).select_related("guild", "discord_user", "main_character"), pk)


def _choose(
    request: HttpRequest, guild: Guild, player: Player, title: str, groups: list[tuple[str, list[dict[str, str]]]]
) -> HttpResponse:
    context = {
        "tab": "players",
        "groups": groups,
        "search": search_of(request),
        "leave_to": back_from(request, guild, address(guild, "player", player.pk)),
    }
    return desk_page(request, guild, "choose", title, context)


def _account_note(user: DiscordUser) -> str:
    return (user.highest_guild_role or "no guild role") if user.is_present else "left the server"
