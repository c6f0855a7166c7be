"""What officers decide about proposals: accept, reject, accept all that are likely enough."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from characters.domain.errors import Refused
from characters.models import Character, Guild
from guild_identity.models import IdentityEvent, LinkProposal, LinkSource, Player, RejectedLink
from guild_identity.selectors.elsewhere import gives_way
from guild_identity.selectors.suggestions import target_of
from guild_identity.services.journal import Decision, Journal
from guild_identity.services.linking import link_character
from guild_identity.services.locks import locked_with_holders
from guild_identity.services.players import merge_players
from guild_identity.services.rehearsals import rehearse_accept_all


@transaction.atomic
def accept_proposal(proposal: LinkProposal, *, by: Decision) -> Player:
    """Make the proposed link, as an officer's own.

    :raises Refused: when it was decided already, or the character belongs to somebody else by now.
    """
    return _accept(_open(proposal), by)


@transaction.atomic
def reject_proposal(proposal: LinkProposal, *, by: Decision) -> None:
    """Refuse a proposal for good: the two are never proposed again.

    :raises Refused: when it was decided already.
    """
    row = _open(proposal)
    _remember(row, Journal(row.guild, by))
    _decide(row, LinkProposal.Status.REJECTED, by)


@transaction.atomic
def accept_all(guild: Guild, *, at_least: float, by: Decision) -> tuple[int, list[str]]:
    """Accept the open proposals of a guild whose score is high enough, the likeliest first, so many at once at most.

    A character with several is given to the likeliest. Returns how many were accepted, and why others were not.
    """
    waiting = LinkProposal.objects.filter(guild=guild, status=LinkProposal.Status.OPEN)
    locked_with_holders(guild.pk, _characters(waiting.values_list("character_id", "other_character_id")))
    rehearsal = rehearse_accept_all(guild, at_least=at_least)
    accepted, refused = 0, [f"{proposal.character.name}: {why}" for proposal, why in rehearsal.refused]
    for proposal in rehearsal.accepted:
        proposal.guild = guild
        try:
            with transaction.atomic():
                _accept(proposal, by)
            accepted += 1
        except Refused as refusal:
            refused.append(f"{proposal.character.name}: {refusal}")
    return accepted, refused


def _accept(row: LinkProposal, by: Decision) -> Player:
    player = _link(row, by)
    _decide(row, LinkProposal.Status.ACCEPTED, by)
    return player


def _open(proposal: LinkProposal) -> LinkProposal:
    locked_with_holders(proposal.guild_id, _characters([(proposal.character_id, proposal.other_character_id)]))
    wanted = ("character", "discord_user", "player", "other_character", "guild__realm")
    row = LinkProposal.objects.select_related(*wanted).get(pk=proposal.pk)
    if row.status != LinkProposal.Status.OPEN:
        raise Refused(f"The proposal about {row.character.name} is {row.status} already.")
    return row


def _link(row: LinkProposal, by: Decision) -> Player:
    if row.other_character is None:
        return _join(row, row.character, by, player=row.player, discord_user=row.discord_user)
    mine, theirs = _player_of(row, row.character), _player_of(row, row.other_character)
    if mine is not None and theirs is not None and mine.pk != theirs.pk:
        return merge_players(theirs, mine, by=by)
    owner = theirs or mine
    if theirs is None:
        owner = _join(row, row.other_character, by, player=owner)
    return _join(row, row.character, by, player=owner)


def _join(row: LinkProposal, character: Character, by: Decision, **target: Any) -> Player:
    """Link a character as proposed. A guess of a guild that it has left gives way, as it does to matching."""
    return link_character(
        row.guild, character, by=by, source=LinkSource.PROPOSAL, confidence=row.score, evidence=row.evidence,
        is_moving=gives_way(row.guild, character), **target,
    )  # fmt: skip


def _player_of(row: LinkProposal, character: Character) -> Player | None:
    """Return the player of the proposal's guild that has a character."""
    return Player.objects.filter(guild=row.guild, links__character=character).first()


def _characters(pairs: Iterable[tuple[int, int | None]]) -> set[int]:
    return {pk for pair in pairs for pk in pair if pk is not None}


def _remember(row: LinkProposal, journal: Journal) -> None:
    target = _refused(row)
    found = RejectedLink.objects.filter(guild=row.guild, character=row.character, **target)
    if not any(target.values()) or found.exists():
        return
    by = journal.by
    rejected = RejectedLink(guild=row.guild, character=row.character, **target)
    rejected.reason, rejected.rejected_by, rejected.rejected_at = by.reason[:200], by.actor, by.now
    journal.create(rejected)
    summary = f"Proposal rejected: {row.character.name} and {target_of(row)[1]}"
    journal.write(IdentityEvent.Kind.REJECTED, summary, player=row.player, character=row.character)


def _decide(row: LinkProposal, status: str, by: Decision) -> None:
    LinkProposal.objects.filter(pk=row.pk).update(status=status, decided_at=by.now, decided_by=by.actor)


def _refused(row: LinkProposal) -> dict[str, int | None]:
    """Name whom the character does not belong to: of a player that has one the Discord account, else a character."""
    if row.player is None:
        return {"discord_user_id": row.discord_user_id, "other_character_id": row.other_character_id}
    if row.player.discord_user_id:
        return {"discord_user_id": row.player.discord_user_id}
    linked = row.player.links.order_by("pk").values_list("character_id", flat=True)
    theirs = [pk for pk in (row.player.main_character_id, *linked) if pk not in (None, row.character_id)]
    return {"other_character_id": next(iter(theirs), None)}
