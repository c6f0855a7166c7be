"""Players as people see them: who they are on Discord, and which characters are theirs and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from characters.domain.errors import Refused
from characters.domain.names import fold
from characters.models import Character, Guild, GuildMember, GuildRank, UserCharacter
from characters.selectors.member_filters import one_of
from guild_identity.models import DiscordUser, LinkSource, Player, PlayerCharacter
from guild_identity.selectors import desk
from guild_identity.selectors.evidence import shown_evidence, shown_source

Row = dict[str, Any]
OFFICERS_NAMED = 5
YES_OR_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def players(guild: Guild, wanted: Mapping[str, str] | None = None, *, is_officer: bool = False) -> QuerySet[Player]:
    """Return a guild's players by name with what their rows need, in a constant number of queries.

    `wanted` holds filters: search (part of a name of the person, of a character or on Discord, without accents),
    has_discord and is_active (yes or no), link_source (a value of LinkSource). Others are not looked at.

    :raises Refused: for an unknown filter value.
    """
    wanted = wanted or {}
    found = desk.players(guild, wanted.get("search") or "", is_active=yes_or_no("is_active", wanted))
    if (has_discord := yes_or_no("has_discord", wanted)) is not None:
        found = found.filter(discord_user__isnull=not has_discord)
    if source := (wanted.get("link_source") or "").strip():
        known = [value for value in LinkSource.values if is_officer or value != LinkSource.OFFICER_NOTE]
        found = found.filter(pk__in=_linked_by(guild, one_of("link_source", source, known), is_officer=is_officer))
    return with_parts(found)


def _linked_by(guild: Guild, source: str, *, is_officer: bool) -> list[int]:
    """Return the players who have a link of this source, as far as whoever asks is told so."""
    links = PlayerCharacter.objects.filter(player__guild=guild, link_source=source)
    if is_officer:
        return list(links.values_list("player_id", flat=True))
    rows = links.values_list("player_id", "evidence")
    return [pk for pk, evidence in rows if shown_source(source, evidence, is_officer=False) == source]


def with_parts(found: QuerySet[Player]) -> QuerySet[Player]:
    """Fetch what rows of players need along with them."""
    wanted = ("character__realm", "character__character_class")
    links = PlayerCharacter.objects.select_related(*wanted).order_by("character__name", "pk")
    further = DiscordUser.objects.order_by("discord_id")
    return found.select_related("discord_user", "main_character__realm").prefetch_related(
        Prefetch("links", queryset=links), Prefetch("other_discord_users", queryset=further)
    )


def player_rows(guild: Guild, found: Iterable[Player], *, is_officer: bool) -> list[Row]:
    """Return players of `players` or `with_parts` as plain values; two queries, however many there are.

    Private evidence, and that there is some, is told to officers only.
    """
    people = list(found)
    ids = [link.character_id for player in people for link in player.links.all()]
    seen = Seen(rank_names(guild), open_ranks(guild, ids), is_officer)
    return [_player_row(player, seen) for player in people]


def own_player_ids(user: User | AnonymousUser, guild: Guild) -> set[int]:
    """Return the players of a guild who have a character that is proven to be this person's."""
    verified = UserCharacter.objects.filter(user_id=user.pk or 0, is_verified=True).values("character")
    links = PlayerCharacter.objects.filter(player__guild=guild, character__in=verified)
    return set(links.values_list("player_id", flat=True))


@dataclass(frozen=True, slots=True)
class Seen:
    """What the rows of one answer share: names of ranks, ranks of characters in the guild, and who looks."""

    names: Mapping[int, str]
    ranks: Mapping[int, int]
    is_officer: bool

    def rank_of(self, character_id: int) -> Row:
        """Return index and name of a character's rank; both are None where it is not in the guild now."""
        rank = self.ranks.get(character_id)
        return {"rank": rank, "rank_name": None if rank is None else self.names.get(rank, f"Rank {rank}")}


def rank_names(guild: Guild) -> dict[int, str]:
    """Return the names of a guild's ranks by index."""
    return dict(GuildRank.objects.filter(guild=guild).values_list("index", "name"))


def open_ranks(guild: Guild, character_ids: Iterable[int]) -> dict[int, int]:
    """Return the ranks of those of the characters that are in the guild now."""
    stints = GuildMember.objects.filter(guild=guild, left_at__isnull=True, character__in=list(character_ids))
    return dict(stints.values_list("character_id", "rank"))


def yes_or_no(name: str, wanted: Mapping[str, str]) -> bool | None:
    """Read a filter that is yes or no; None where it is not set.

    :raises Refused: for any other word.
    """
    word = (wanted.get(name) or "").strip()
    if not word:
        return None
    if fold(word) not in YES_OR_NO:
        raise Refused(f"“{word}” is no value for {name}. Use yes or no.")
    return YES_OR_NO[fold(word)]


def character_brief(character: Character) -> Row:
    """Return the few values that name a character; its realm comes with it."""
    return {"id": character.pk, "name": character.name, "realm": character.realm.slug}


def discord_row(user: DiscordUser) -> Row:
    """Return a Discord user as plain values; the id is text, because JavaScript's numbers are too small for it."""
    return {
        "id": str(user.discord_id),
        "discord_user": user.pk,
        "username": user.username,
        "display_name": user.display_name,
        "roles": list(user.all_guild_roles),
        "is_present": user.is_present,
    }


def link_row(link: PlayerCharacter, seen: Seen) -> Row:
    """Return a link with its character as plain values."""
    character = link.character
    character_class = character.character_class
    return {
        **character_brief(character),
        "realm_name": character.realm.name,
        "region": character.realm.region,
        "class": character_class.name if character_class else None,
        **seen.rank_of(character.pk),
        "link_id": link.pk,
        "link_source": shown_source(link.link_source, link.evidence, is_officer=seen.is_officer),
        "confidence": link.confidence,
        "evidence": shown_evidence(link.evidence, is_officer=seen.is_officer),
        "created_at": link.created_at,
    }


def _player_row(player: Player, seen: Seen) -> Row:
    return {
        "id": player.pk,
        "display_name": player.display_name,
        "is_active": player.is_active,
        "discord": discord_row(player.discord_user) if player.discord_user else None,
        "further_discord": [discord_row(user) for user in player.other_discord_users.all()],
        "main": character_brief(player.main_character) if player.main_character else None,
        "characters": [link_row(link, seen) for link in player.links.all()],
    }


def officer_names(guild: Guild) -> list[str]:
    """Return the characters of the guild's officers whom one may ask, the highest rank first; a few of them."""
    leading = GuildRank.objects.filter(guild=guild, index=OuterRef("rank"), is_officer=True)
    members = GuildMember.objects.filter(Exists(leading), guild=guild, left_at__isnull=True)
    names = members.order_by("rank", "character_name", "pk").values_list("character_name", flat=True)
    return list(names[:OFFICERS_NAMED])
