"""What officers decide about proposals: accept, reject, accept all that are likely enough."""

from django.db import transaction

from characters.domain.errors import Refused
from characters.models import Guild
from guild_identity.models import LinkProposal, LinkSource, Player, PlayerCharacter, RejectedLink
from guild_identity.services.journal import Decision
from guild_identity.services.linking import link_character
from guild_identity.services.locks import locked_guild
from guild_identity.services.players import merge_players


@transaction.atomic
def accept_proposal(proposal: LinkProposal, *, by: Decision) -> Player:
    """Make the proposed link, as an officer's own.

    :raises Refused: when it was decided already, or the character belongs to somebody else by now.
    """
    row = _open(proposal)
    player = _link(row, by)
    _decide(row, LinkProposal.Status.ACCEPTED, by)
    return player


@transaction.atomic
def reject_proposal(proposal: LinkProposal, *, by: Decision) -> None:
    """Refuse a proposal for good: the two are never proposed again.

    :raises Refused: when it was decided already.
    """
    row = _open(proposal)
    _remember(row, by)
    _decide(row, LinkProposal.Status.REJECTED, by)


@transaction.atomic
def accept_all(guild: Guild, *, at_least: float, by: Decision) -> tuple[int, list[str]]:
    """Accept every open proposal of a guild whose score is high enough, the likeliest first.

    A character with several is given to the likeliest. Returns how many were accepted, and why others were not.
    """
    locked_guild(guild.pk)
    accepted, refused, seen = 0, [], set()
    open_ones = LinkProposal.objects.filter(guild=guild, status=LinkProposal.Status.OPEN, score__gte=at_least)
    for proposal in open_ones.select_related("character").order_by("-score", "pk"):
        if proposal.character_id in seen:
            continue
        seen.add(proposal.character_id)
        try:
            with transaction.atomic():
                accept_proposal(proposal, by=by)
            accepted += 1
        except Refused as refusal:
            refused.append(f"{proposal.character.name}: {refusal}")
    return accepted, refused


def _open(proposal: LinkProposal) -> LinkProposal:
    locked_guild(proposal.guild_id)
    wanted = ("character", "discord_user", "player", "other_character", "guild__realm")
    row = LinkProposal.objects.select_related(*wanted).get(pk=proposal.pk)
    if row.status != LinkProposal.Status.OPEN:
        raise Refused(f"The proposal about {row.character.name} is {row.status} already.")
    return row


def _link(row: LinkProposal, by: Decision) -> Player:
    source, evidence = LinkSource.PROPOSAL, row.evidence
    if row.other_character is None:
        return link_character(
            row.guild, row.character, by=by, player=row.player, discord_user=row.discord_user,
            source=source, confidence=row.score, evidence=evidence,
        )  # fmt: skip
    mine, theirs = _player_of(row.character_id), _player_of(row.other_character_id)
    if mine is not None and theirs is not None and mine.pk != theirs.pk:
        return merge_players(theirs, mine, by=by)
    owner = theirs or mine
    if theirs is None:
        owner = link_character(
            row.guild, row.other_character, by=by, player=owner, source=source, confidence=row.score, evidence=evidence
        )
    return link_character(
        row.guild, row.character, by=by, player=owner, source=source, confidence=row.score, evidence=evidence
    )


def _player_of(character_id: int | None) -> Player | None:
    link = PlayerCharacter.objects.select_related("player").filter(character=character_id).first()
    return link.player if link is not None else None


def _remember(row: LinkProposal, by: Decision) -> None:
    if row.player is not None:
        main = row.player.main_character_id or row.player.links.values_list("character_id", flat=True).first()
        target = (
            {"discord_user_id": row.player.discord_user_id}
            if row.player.discord_user_id
            else {"other_character_id": main}
        )
    elif row.discord_user_id is not None:
        target = {"discord_user_id": row.discord_user_id}
    else:
        target = {"other_character_id": row.other_character_id}
    RejectedLink.objects.get_or_create(
        guild=row.guild,
        character=row.character,
        **target,
        defaults={"reason": by.reason[:200], "rejected_by": by.actor, "rejected_at": by.now},
    )


def _decide(row: LinkProposal, status: str, by: Decision) -> None:
    LinkProposal.objects.filter(pk=row.pk).update(status=status, decided_at=by.now, decided_by=by.actor)
