"""Taking a character or a Discord account out of what this wing wrote down, before its rows go.

The journal keeps its shape and its ids: an event still says that a link was made, and not whose. What quoted the
person goes, also from files that were sent.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Model, Q, QuerySet

from characters.domain.names import character_key
from characters.models import Character, Guild
from guild_identity.domain.alt_entries import LONGEST_GROUP
from guild_identity.domain.scrubbing import Traces, is_in_file, scrubbed_changes, without_names
from guild_identity.models import (
    AddonUpload,
    AltClaim,
    AuditIssue,
    DiscordUser,
    IdentityEvent,
    LinkProposal,
    Player,
    PlayerCharacter,
    RejectedLink,
)
from guild_identity.services.locks import locked_guild
from guild_identity.services.uploads import content_of

BATCH = 500


def scrub_character(character: Character) -> None:
    """Take a character out of events, evidence, issues, uploads and names of players, in every guild that knew it."""
    names = {character.name, *character.identities.values_list("name", flat=True)}
    traces = Traces(frozenset(names), f"character {character.pk}", ("character_id", "other_character_id"), character.pk)
    knew = Q(members__character=character) | Q(member_notes__character=character)
    linked = Q(players__links__character=character) | Q(identity_events__character=character)
    for guild_id in sorted(set(Guild.objects.filter(knew | linked).values_list("pk", flat=True))):
        links = PlayerCharacter.objects.filter(player__guild=guild_id).exclude(character=character)
        alone = Player.objects.filter(guild=guild_id, links__character=character, discord_user=None)
        alone = alone.exclude(pk__in=links.values("player"))
        _scrub(guild_id, replace(traces, players=frozenset(alone.values_list("pk", flat=True))))
        theirs = Q(links__character=character) | Q(main_character=character)
        _rename_players(Player.objects.filter(theirs, guild=guild_id).distinct(), traces, links)


def scrub_discord_user(user: DiscordUser) -> None:
    """Take a Discord account out of events, evidence, issues, uploads and names of players of its guild."""
    names = {user.username, user.global_name, user.nick, user.display_name, str(user.discord_id)} - {""}
    columns = ("discord_user_id", "discorduser_id")
    traces = Traces(frozenset(names), f"Discord account {user.pk}", columns, user.pk)
    links = PlayerCharacter.objects.filter(player__guild=user.guild_id)
    theirs = Q(discord_user=user) | Q(other_discord_users=user)
    owners = frozenset(Player.objects.filter(theirs).values_list("pk", flat=True))
    _scrub(user.guild_id, replace(traces, players=owners))
    _rename_players(Player.objects.filter(theirs).distinct(), traces, links)


def _scrub(guild_id: int, traces: Traces) -> None:
    guild = locked_guild(guild_id)
    _scrub_events(guild, traces)
    _scrub_claims(guild, traces)
    Player.objects.filter(pk__in=traces.players).update(hiatus_reason="")
    tables: tuple[tuple[QuerySet[Any], tuple[str, ...]], ...] = (
        (Player.objects.filter(guild=guild), ("hiatus_reason",)),
        (PlayerCharacter.objects.filter(player__guild=guild), ("evidence",)),
        (LinkProposal.objects.filter(guild=guild), ("evidence",)),
        (RejectedLink.objects.filter(guild=guild), ("reason",)),
        (AuditIssue.objects.filter(guild=guild), ("summary", "details", "resolution")),
        (AddonUpload.objects.filter(guild=guild).defer("raw"), ("report",)),
    )
    for rows, columns in tables:
        _rewrite(rows, columns, traces)
    _drop_files(guild, traces)


def _scrub_events(guild: Guild, traces: Traces) -> None:
    changed = []
    for event in IdentityEvent.objects.filter(guild=guild).order_by("pk"):
        is_about = any(traces.is_told_by(change) for change in event.changes)
        summary, reason = without_names([event.summary, "" if is_about else event.reason], traces)
        after = (summary[:300], reason[:200], scrubbed_changes(event.changes, traces))
        if (event.summary, event.reason, event.changes) != after:
            event.summary, event.reason, event.changes = after
            changed.append(event)
    IdentityEvent.objects.bulk_update(changed, ["summary", "reason", "changes"], batch_size=BATCH)


def _scrub_claims(guild: Guild, traces: Traces) -> None:
    """Take names out of lists of alts: groups are called after their mains, and stay groups."""
    mains = {character_key(name) for name in traces.names}
    changed = []
    for claim in AltClaim.objects.filter(guild=guild).order_by("pk"):
        main, mark, realm = claim.group.partition("-")
        group = f"{traces.stand_in}{mark}{realm}" if main in mains and mark else claim.group
        discord = claim.discord if without_names(claim.discord, traces) == claim.discord else ""
        if (claim.group, claim.discord) != (group, discord):
            claim.group, claim.discord = group[:LONGEST_GROUP], discord
            changed.append(claim)
    AltClaim.objects.bulk_update(changed, ["group", "discord"], batch_size=BATCH)


def _rewrite(rows: QuerySet[Any], columns: tuple[str, ...], traces: Traces) -> None:
    changed: list[Model] = []
    for row in rows.order_by("pk"):
        before = {name: getattr(row, name) for name in columns}
        after = without_names(before, traces)
        if after != before:
            for name, value in after.items():
                longest = getattr(row._meta.get_field(name), "max_length", None)
                setattr(row, name, value[:longest] if longest else value)
            changed.append(row)
    rows.model._default_manager.bulk_update(changed, list(columns), batch_size=BATCH)


def _rename_players(players: QuerySet[Player], traces: Traces, links: QuerySet[PlayerCharacter]) -> None:
    """Call players that had the name of the one who goes by a character that stays, else by the stand-in."""
    others: dict[int, str] = {}
    for player_id, name in links.order_by("-pk").values_list("player_id", "character__name"):
        others[player_id] = name
    for player in players.order_by("pk"):
        if without_names(player.display_name, traces) != player.display_name:
            player.display_name = others.get(player.pk, traces.stand_in)
            player.save(update_fields=["display_name"])


def _drop_files(guild: Guild, traces: Traces) -> None:
    """Empty the files that name the one who goes; those that nobody has read yet are pruned in time."""
    names = [name for name in traces.names if len(name) > 1]
    read = AddonUpload.objects.filter(guild=guild).exclude(status=AddonUpload.Status.PENDING).exclude(raw=b"")
    for upload in _one_by_one(read):
        if is_in_file(content_of(upload), names):
            AddonUpload.objects.filter(pk=upload.pk).update(raw=b"")


def _one_by_one(uploads: QuerySet[AddonUpload]) -> Iterable[AddonUpload]:
    for pk in list(uploads.order_by("pk").values_list("pk", flat=True)):
        yield AddonUpload.objects.only("raw").get(pk=pk)
