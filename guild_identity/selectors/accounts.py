"""Which logins stand behind a guild's characters and Discord members: what people have proven themselves."""

from collections import defaultdict
from collections.abc import Iterable

from allauth.socialaccount.models import SocialAccount
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from characters.models import Guild, GuildMember, UserCharacter
from guild_identity.domain.plan import Conflict
from guild_identity.models import DiscordUser, Player, PlayerCharacter


def account_keys(guild: Guild) -> tuple[dict[int, str], dict[int, str]]:
    """Return the key of the login behind each character, and behind each Discord user (by our row's id).

    Equal keys are one login: its Battle.net accounts list the characters, its Discord account is that user. A login
    whose Battle.net account several people share has no key: it proves the account and not the person. Four queries.
    """
    verified = _verified(guild)
    shared = set(
        verified.filter(character__player_link__player__is_shared_account=True).values_list("user_id", flat=True)
    )
    characters = verified.order_by("character_id").values_list("character_id", "user_id")
    members = DiscordUser.objects.filter(guild=guild).annotate(uid=Cast("discord_id", CharField(max_length=20)))
    proven = SocialAccount.objects.filter(provider="discord", uid__in=members.values("uid"))
    users = dict(proven.exclude(user_id__in=shared).values_list("uid", "user_id"))
    rows = members.filter(uid__in=users).order_by("pk").values_list("pk", "uid") if users else ()
    return (
        {character_id: _key(user_id) for character_id, user_id in characters if user_id not in shared},
        {row_id: _key(users[uid]) for row_id, uid in rows},
    )


def displaced_links(guild: Guild) -> tuple[Conflict, ...]:
    """Return the characters that a login has proven while they are linked to a player whose own login claims them too.

    The character was sold or given away, or the link is wrong: an officer sees it. Six queries at most.
    """
    proofs = account_keys(guild)
    theirs = PlayerCharacter.objects.filter(player__guild=guild)
    claims = UserCharacter.objects.filter(character__player_link__in=theirs, is_verified=False)
    claimants = {(claim.character_id, _key(claim.user_id)) for claim in claims if claim.character_id in proofs[0]}
    if not claimants:
        return ()
    claimed = theirs.filter(character__in={character_id for character_id, _ in claimants})
    links = theirs.filter(player__in=claimed.values("player")).select_related("player", "character")
    by_player: dict[Player, list[PlayerCharacter]] = defaultdict(list)
    for link in links.order_by("player_id", "character_id"):
        by_player[link.player].append(link)
    return tuple(
        _displaced(link)
        for player, own in by_player.items()
        for keys in [_keys(player, own, *proofs)]
        for link in own
        if link.character_id in proofs[0] and any((link.character_id, key) in claimants for key in keys)
    )


def _keys(
    player: Player, own: Iterable[PlayerCharacter], characters: dict[int, str], discord_users: dict[int, str]
) -> set[str]:
    """Return the logins that prove a player's characters or Discord user."""
    found = {characters.get(link.character_id) for link in own} | {discord_users.get(player.discord_user_id or 0)}
    return {key for key in found if key is not None}


def _displaced(link: PlayerCharacter) -> Conflict:
    text = f"{link.character.name} is linked to {link.player.display_name}, but somebody else's login has proven it."
    return Conflict("login_of_somebody_else", link.character_id, link.player_id, text)


def _verified(guild: Guild) -> QuerySet[UserCharacter]:
    """Return the proven claims on the guild's members, and on characters linked to one of its players."""
    stints = GuildMember.objects.filter(guild=guild, character=OuterRef("character"), left_at__isnull=True)
    links = PlayerCharacter.objects.filter(player__guild=guild, character=OuterRef("character"))
    return UserCharacter.objects.filter(Q(Exists(stints)) | Q(Exists(links)), is_verified=True)


def _key(user_id: int) -> str:
    return f"user:{user_id}"
