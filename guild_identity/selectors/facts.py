"""What matching reads of a guild, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet

from characters.models import Character, Guild, GuildMember, GuildRank
from guild_identity.domain.facts import CharacterFacts, DiscordFacts, GuildFacts, PlayerFacts, Rejection
from guild_identity.models import DiscordUser, LinkSource, MemberNote, Player, PlayerCharacter, RejectedLink
from guild_identity.selectors.accounts import account_keys
from guild_identity.selectors.alt_lists import listed_alts
from guild_identity.selectors.elsewhere import kept_elsewhere
from guild_identity.selectors.same_account import same_account

FIRM = (LinkSource.VERIFIED, LinkSource.MANUAL, LinkSource.PROPOSAL)


def guild_facts(guild: Guild, *, compares_achievements: bool = True) -> GuildFacts:
    """Return all that is known of a guild's characters and people.

    Characters are the present members, and those that left and are still linked to a player of the guild. A link to
    another guild's player counts as none where it is a guess of a guild that the character has left: whoever moved here
    is matched anew. Whom another guild keeps is no member: its names and notes are read, and it is linked to nobody.
    Comparing everybody's achievements takes longer than all else, and may be left out.
    """
    accounts, discord_accounts = account_keys(guild)
    return GuildFacts(
        characters=tuple(_characters(guild, accounts, discord_accounts)),
        discord_users=tuple(_discord_users(guild, discord_accounts)),
        players=tuple(_players(guild)),
        rejections=tuple(_rejections(guild)),
        same_account=same_account(guild) if compares_achievements else (),
        listed_alts=listed_alts(guild),
    )


def present_characters(guild: Guild) -> QuerySet[Character]:
    """Return the living characters that are in the guild now."""
    stints = GuildMember.objects.filter(guild=guild, character=OuterRef("pk"), left_at__isnull=True)
    return Character.objects.filter(Exists(stints), retired_at__isnull=True)


def _characters(
    guild: Guild, accounts: Mapping[int, str], discord_accounts: Mapping[int, str]
) -> Iterable[CharacterFacts]:
    alt_ranks = set(GuildRank.objects.filter(guild=guild, is_alt=True).values_list("index", flat=True))
    ranks = dict(GuildMember.objects.filter(guild=guild, left_at__isnull=True).values_list("character_id", "rank"))
    linked = PlayerCharacter.objects.filter(player__guild=guild)
    links = {link.character_id: link for link in linked.only("character_id", "player_id", "link_source")}
    notes = {
        character_id: (note, officer_note)
        for character_id, note, officer_note in MemberNote.objects.filter(guild=guild).values_list(
            "character_id", "note", "officer_note"
        )
    }
    kept = kept_elsewhere(guild, present_characters(guild), accounts, discord_accounts)
    known = Character.objects.filter(Q(pk__in=present_characters(guild)) | Q(player_link__player__guild=guild))
    columns = ("pk", "name", "realm__slug", "character_class__name")
    for pk, name, realm, class_name in known.order_by("pk").values_list(*columns):
        note, officer_note = notes.get(pk, ("", ""))
        rank = ranks.get(pk)
        link = links.get(pk)
        yield CharacterFacts(
            id=pk, name=name, realm=realm, note=note, officer_note=officer_note, rank=rank,
            is_alt_rank=rank in alt_ranks, player_id=link.player_id if link else None, account=accounts.get(pk),
            class_name=class_name or "", is_member=rank is not None and pk not in kept,
            is_firm=link is not None and link.link_source in FIRM, kept_elsewhere=kept.get(pk, ""),
        )  # fmt: skip


def _discord_users(guild: Guild, accounts: Mapping[int, str]) -> Iterable[DiscordFacts]:
    users = DiscordUser.objects.filter(guild=guild, is_present=True).order_by("pk")
    columns = ("pk", "discord_id", "username", "global_name", "nick", "highest_guild_role")
    for pk, discord_id, username, global_name, nick, role in users.values_list(*columns):
        yield DiscordFacts(pk, discord_id, username, global_name, nick, bool(role), accounts.get(pk))


def _players(guild: Guild) -> Iterable[PlayerFacts]:
    firm = PlayerCharacter.objects.filter(player=OuterRef("pk"), link_source__in=FIRM)
    players = Player.objects.filter(guild=guild).annotate(is_firm=Exists(firm)).order_by("pk")
    columns = ("pk", "discord_user_id", "is_firm", "is_shared_account")
    further = _further_accounts(guild)
    for pk, discord_user, is_firm, is_shared in players.values_list(*columns):
        yield PlayerFacts(pk, discord_user, is_firm, is_shared, tuple(further[pk]))


def _further_accounts(guild: Guild) -> dict[int, list[int]]:
    """Return by player the rows of its further Discord users."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = Player.other_discord_users.through.objects.filter(player__guild=guild).order_by("pk")
    for player, discord_user in rows.values_list("player_id", "discorduser_id"):
        found[player].append(discord_user)
    return found


def _rejections(guild: Guild) -> Iterable[Rejection]:
    rows = RejectedLink.objects.filter(guild=guild).order_by("pk")
    for character, discord_user, other in rows.values_list("character_id", "discord_user_id", "other_character_id"):
        yield Rejection(character, discord_user, other)
    # Of an account that has left only its player's characters are there to be told apart from.
    gone = rows.filter(discord_user__is_present=False, discord_user__player__links__isnull=False)
    for character, other in gone.values_list("character_id", "discord_user__player__links__character_id"):
        if character != other:
            yield Rejection(character, other_character_id=other)
