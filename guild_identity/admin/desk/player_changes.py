"""What officers change about players: merge, split, Discord accounts, the main, the name and switches."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from characters.domain.errors import Refused
from characters.models import Character, Guild
from guild_identity.admin.access import guild_view
from guild_identity.admin.desk.changing import Change, confirm
from guild_identity.admin.desk.frame import address, row_of
from guild_identity.admin.desk.players import PlayerForm, player_of
from guild_identity.models import DiscordUser, Player
from guild_identity.services import further_accounts, player_previews, players


@guild_view
def merge(request: HttpRequest, guild: Guild, *, player_id: int, other_id: int) -> HttpResponse:
    """Make two players one."""
    keep, gone = player_of(guild, player_id), player_of(guild, other_id)
    return _confirm(
        request, guild, keep, f"Merge {gone.display_name} into {keep.display_name}", "Merge them",
        lambda: player_previews.preview_merge(keep, gone),
        lambda by: players.merge_players(keep, gone, by=by),
        done=f"{gone.display_name} and {keep.display_name} are one player.",
        others=[(f"Keep {gone.display_name} instead", address(guild, "merge", gone.pk, keep.pk))],
    )  # fmt: skip


@guild_view
def split(request: HttpRequest, guild: Guild, *, player_id: int) -> HttpResponse:
    """Give some characters of a player to a new one."""
    player = player_of(guild, player_id)
    wanted = [int(pk) for pk in request.GET.getlist("character") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    own = Character.objects.filter(player_link__player=player, pk__in=wanted)
    characters = list(own.order_by("-level", "name", "pk"))
    asked = request.GET.get("discord")
    user = row_of(DiscordUser.objects.filter(guild=guild), asked) if asked else None
    return _confirm(
        request, guild, player, f"Split {player.display_name}", "Split them",
        lambda: player_previews.preview_split(player, characters, discord_user=user),
        lambda by: players.split_player(player, characters, by=by, discord_user=user),
        done=f"{player.display_name} is split in two.",
        others=[("Choose other characters", address(guild, "choose-split", player.pk))],
    )  # fmt: skip


@guild_view
def set_discord(request: HttpRequest, guild: Guild, *, player_id: int, user_id: int | None = None) -> HttpResponse:
    """Say which Discord user a player is, or that it is none."""
    player = player_of(guild, player_id)
    user = row_of(DiscordUser.objects.filter(guild=guild), user_id) if user_id is not None else None
    return _confirm(
        request, guild, player,
        f"{user} is {player.display_name}" if user else f"Take the Discord account from {player.display_name}",
        "Set the account" if user else "Take it away",
        lambda: player_previews.preview_discord(player, user),
        lambda by: players.set_discord(player, user, by=by),
        done=f"{user} is {player.display_name}." if user else f"{player.display_name} has no Discord account now.",
    )  # fmt: skip


@guild_view
def add_further_discord(request: HttpRequest, guild: Guild, *, player_id: int, user_id: int) -> HttpResponse:
    """Note a further Discord account of a player."""
    player = player_of(guild, player_id)
    user = row_of(DiscordUser.objects.filter(guild=guild), user_id)
    return _confirm(
        request, guild, player, f"{user} is {player.display_name}, too", "Add the account",
        lambda: player_previews.preview_further_discord(player, user),
        lambda by: players.add_further_discord(player, user, by=by),
        done=f"{user} is a further account of {player.display_name}.",
    )  # fmt: skip


@guild_view
def take_further_discord(request: HttpRequest, guild: Guild, *, player_id: int, user_id: int) -> HttpResponse:
    """Take a further Discord account away."""
    player = player_of(guild, player_id)
    user = row_of(DiscordUser.objects.filter(guild=guild), user_id)
    return _confirm(
        request, guild, player, f"Take {user} from {player.display_name}", "Take it away",
        lambda: further_accounts.preview_take_further(player, user),
        lambda by: further_accounts.take_further_discord(player, user, by=by),
        done=f"{user} is no longer an account of {player.display_name}.",
    )  # fmt: skip


@guild_view
def set_main(request: HttpRequest, guild: Guild, *, player_id: int, character_id: int) -> HttpResponse:
    """Choose a player's main."""
    player = player_of(guild, player_id)
    character = row_of(Character.objects.filter(player_link__player=player), character_id)
    return _confirm(
        request, guild, player, f"{character.name} is the main of {player.display_name}", "Make it the main",
        lambda: player_previews.preview_main(player, character),
        lambda by: players.set_main(player, character, by=by),
        done=f"{character.name} is the main of {player.display_name}.",
    )  # fmt: skip


@guild_view
def change(request: HttpRequest, guild: Guild, *, player_id: int) -> HttpResponse:
    """Change a player's name and switches, as the address says."""
    player = player_of(guild, player_id)
    form = PlayerForm(request.GET)
    values = form.cleaned_data if form.is_valid() else {}

    def preview() -> list[str]:
        if not values:
            raise Refused(" ".join(f"{error}" for errors in form.errors.values() for error in errors))
        sentences = player_previews.preview_change(player, **values)
        if not sentences:
            raise Refused("Nothing would change.")
        return sentences

    title, done = f"Change {player.display_name}", "The player is changed."
    return _confirm(
        request, guild, player, title, "Save the changes", preview,
        lambda by: players.change_player(player, by=by, **values), done=done,
    )  # fmt: skip


def _confirm(
    request: HttpRequest, guild: Guild, player: Player, title: str, button: str, preview: Any, do: Any, **more: Any
) -> HttpResponse:
    back = address(guild, "player", player.pk)

    def doing(by: Any) -> None:
        do(by)

    return confirm(
        request, guild, Change(title=title, button=button, tab="players", preview=preview, do=doing, back=back, **more)
    )
