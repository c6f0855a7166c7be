"""Linking a character, moving it, and taking its link away."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from characters.domain.errors import Refused
from characters.models import Character, Guild
from guild_identity.admin.access import guild_view
from guild_identity.admin.desk.changing import Change, confirm
from guild_identity.admin.desk.frame import address, row_of
from guild_identity.models import DiscordUser, Player, PlayerCharacter
from guild_identity.selectors.desk import owner_of
from guild_identity.services.journal import Decision
from guild_identity.services.linking import link_character, unlink_character
from guild_identity.services.previews import preview_link, preview_unlink


@guild_view
def link(request: HttpRequest, guild: Guild) -> HttpResponse:
    """Link a character to a player, to a Discord user, or to a new player."""
    if not request.GET.get("character"):
        raise Refused("Choose a character on the left and a Discord user on the right, then press “Link these two”.")
    character = row_of(Character.objects.filter(stints__guild=guild).distinct(), request.GET["character"])
    player = row_of(Player.objects.filter(guild=guild), request.GET["player"]) if "player" in request.GET else None
    asked = request.GET.get("discord")
    user = row_of(DiscordUser.objects.filter(guild=guild), asked) if asked else None
    is_moving = request.GET.get("move") == "1"
    target = {"player": player, "discord_user": user, "is_moving": is_moving}

    def do(by: Decision) -> str:
        owner = link_character(guild, character, by=by, **target)  # type: ignore[arg-type]
        return f"{character.name} is linked to {owner.display_name}."

    name = str(player or user or "a new player")
    change = Change(
        title=f"{'Move' if is_moving else 'Link'} {character.name} to {name}",
        button="Move the character" if is_moving else "Link them",
        tab="unlinked",
        preview=lambda: preview_link(guild, character, **target),  # type: ignore[arg-type]
        do=do,
        back=address(guild, "unlinked"),
        others=() if is_moving else _other_ways(request, guild, character, player or owner_of(user)),
    )
    return confirm(request, guild, change)


@guild_view
def unlink(request: HttpRequest, guild: Guild, *, player_id: int, character_id: int) -> HttpResponse:
    """Take a character's link away."""
    links = PlayerCharacter.objects.filter(player__guild=guild, player=player_id).select_related("player", "character")
    row = row_of(
        links.filter(character=character_id), links.filter(character=character_id).values_list("pk", flat=True).first()
    )
    change = Change(
        title=f"Unlink {row.character.name} from {row.player.display_name}",
        button="Unlink",
        tab="players",
        preview=lambda: preview_unlink(row),
        do=lambda by: unlink_character(row, by=by),
        done=f"{row.character.name} is unlinked from {row.player.display_name}.",
        back=address(guild, "player", row.player_id),
        is_grave=True,
    )
    return confirm(request, guild, change)


def _other_ways(
    request: HttpRequest, guild: Guild, character: Character, target: Player | None
) -> list[tuple[str, str]]:
    """Offer what else can be done about a character that is somebody else's: merge the two, or move it."""
    owner = Player.objects.filter(links__character=character).first()
    if owner is None or owner == target:
        return []
    moving = f"{address(guild, 'link')}?{urlencode({**request.GET.dict(), 'move': 1})}"
    ways = [(f"Move only {character.name}", moving)]
    if target is None or owner.guild_id != guild.pk:
        return ways
    return [(f"Merge all of {owner.display_name} into {target}", address(guild, "merge", target.pk, owner.pk)), *ways]
