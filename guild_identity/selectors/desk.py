"""What the officers' desk lists: unlinked characters and Discord users, players, changes."""

from collections.abc import Iterable

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from characters.domain.names import fold
from characters.models import Character, Guild, GuildMember, GuildRank
from guild_identity.models import DiscordUser, IdentityEvent, MemberNote, Player, PlayerCharacter
from guild_identity.selectors.facts import present_characters

DISCORD_NAMES = ("username", "global_name", "nick", "display_name")


def unlinked_characters(guild: Guild, search: str = "") -> QuerySet[Character]:
    """Return the guild's characters that belong to no player of it, highest rank first.

    Each has its rank's index as `rank`, and its notes as `note` and `officer_note`, None where there are none. `search`
    is part of a name or of a note, without accents in names.
    """
    linked = PlayerCharacter.objects.filter(player__guild=guild, character=OuterRef("pk"))
    characters = with_membership(guild, present_characters(guild).filter(~Exists(linked)))
    for word in fold(search.replace("\0", "")).split():
        characters = characters.filter(
            Q(search_key__contains=word) | Q(note__icontains=word) | Q(officer_note__icontains=word)
        )
    return characters.order_by("rank", "search_key", "pk")  # type: ignore[misc]


def with_membership(guild: Guild, characters: QuerySet[Character]) -> QuerySet[Character]:
    """Add realm and class, and what the guild knows: `rank`, `rank_name`, `note` and `officer_note`."""
    stints = GuildMember.objects.filter(guild=guild, character=OuterRef("pk"), left_at__isnull=True).order_by("pk")
    notes = MemberNote.objects.filter(guild=guild, character=OuterRef("pk"))
    named = GuildRank.objects.filter(guild=guild, index=OuterRef("rank"))
    return (
        characters.select_related("realm", "character_class")
        .annotate(
            rank=Subquery(stints.values("rank")[:1]),
            note=Subquery(notes.values("note")[:1]),
            officer_note=Subquery(notes.values("officer_note")[:1]),
        )
        .annotate(rank_name=Subquery(named.values("name")[:1]))
    )


def unlinked_discord_users(guild: Guild, search: str = "") -> QuerySet[DiscordUser]:
    """Return the present Discord users with a guild role that no player has, by name."""
    users = free_discord_users(guild).filter(is_present=True).exclude(highest_guild_role=None)
    return search_discord_users(users.exclude(highest_guild_role=""), search)


def free_discord_users(guild: Guild) -> QuerySet[DiscordUser]:
    """Return the guild's Discord users that are nobody's first or further account."""
    users = DiscordUser.objects.filter(guild=guild, player__isnull=True, other_players__isnull=True)
    return users.order_by("display_name", "pk")


def search_discord_users(users: QuerySet[DiscordUser], search: str) -> QuerySet[DiscordUser]:
    """Return the users one of whose names holds every word, whatever its accents."""
    words = fold(search).split()
    if not words:
        return users
    found = [pk for pk, *names in users.values_list("pk", *DISCORD_NAMES) if _holds(names, words)]
    return users.filter(pk__in=found)


def players(guild: Guild, search: str = "", *, is_active: bool | None = True) -> QuerySet[Player]:
    """Return a guild's players by name, each with `character_count` and `least` (its least certain link).

    `search` is part of the names of the player, its Discord account or its characters, without accents.
    """
    rows = Player.objects.filter(guild=guild)
    if is_active is not None:
        rows = rows.filter(is_active=is_active)
    if words := fold(search).split():
        rows = rows.filter(pk__in=_players_named(rows, words))
    return (
        rows.select_related("discord_user", "main_character__character_class", "main_character__realm")
        .annotate(character_count=Count("links", distinct=True), least=_least_certain())
        .order_by("display_name", "pk")
    )


def links_of(player: Player) -> list[PlayerCharacter]:
    """Return a player's links, the highest rank first; each character as of `with_membership`."""
    links = list(player.links.select_related("created_by").order_by("pk"))
    known = Character.objects.filter(pk__in=[link.character_id for link in links])
    characters = {character.pk: character for character in with_membership(player.guild, known)}
    for link in links:
        link.character = characters[link.character_id]
    return sorted(links, key=lambda link: (_rank_of(link), link.character.search_key, link.pk))


def owner_of(discord_user: DiscordUser | None) -> Player | None:
    """Return the player whose first or further account a Discord user is, if any."""
    if discord_user is None:
        return None
    owned = Q(discord_user=discord_user) | Q(other_discord_users=discord_user)
    return Player.objects.filter(owned).select_related("discord_user").order_by("pk").first()


def changes_of(guild: Guild, player: Player | None = None) -> QuerySet[IdentityEvent]:
    """Return a guild's changes of who is who, or those of one player, newest first, without the rows they touched."""
    events = IdentityEvent.objects.filter(guild=guild)
    if player is not None:
        touched = Q(player=player) | Q(character__in=player.links.values("character"))
        events = events.filter(touched)
    return events.select_related("actor", "player", "character").defer("changes").order_by("-created_at", "-pk")


def _players_named(rows: QuerySet[Player], words: list[str]) -> list[int]:
    own = rows.values_list("pk", "display_name", *(f"discord_user__{name}" for name in DISCORD_NAMES))
    names: dict[int, list[str]] = {pk: [name or "" for name in found] for pk, *found in own}
    linked = PlayerCharacter.objects.filter(player__in=list(names))
    for pk, name in linked.values_list("player_id", "character__name"):
        names[pk].append(name)
    return [pk for pk, found in names.items() if _holds(found, words)]


def _holds(names: Iterable[str | None], words: list[str]) -> bool:
    text = fold(" ".join(name or "" for name in names))
    return all(word in text for word in words)


def _least_certain() -> Subquery:
    links = PlayerCharacter.objects.filter(player=OuterRef("pk")).order_by(F("confidence").asc(), "pk")
    return Subquery(links.values("confidence")[:1])


def _rank_of(link: PlayerCharacter) -> int:
    rank: int | None = getattr(link.character, "rank", None)
    return rank if rank is not None else 99
