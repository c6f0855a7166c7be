"""The inbox of proposals: keeping it in step with what matching finds likely today."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from characters.models import Guild
from guild_identity.domain.plan import PlannedProposal
from guild_identity.models import LinkProposal

Target = tuple[int, int | None, int | None, int | None]


def bring_up_to_date(guild: Guild, planned: Iterable[PlannedProposal], *, now: datetime) -> tuple[int, int]:
    """Open new proposals, refresh the open ones, and close those that are not likely any more.

    Returns how many were opened and how many were closed.
    """
    wanted = {_target_of_plan(proposal): proposal for proposal in planned}
    open_ones = LinkProposal.objects.filter(guild=guild, status=LinkProposal.Status.OPEN)
    stored = {_target_of_row(row): row for row in open_ones}
    outdated = [row.pk for target, row in stored.items() if target not in wanted]
    LinkProposal.objects.filter(pk__in=outdated).update(status=LinkProposal.Status.OUTDATED, decided_at=now)
    _refresh(stored, wanted, now)
    new = [_row(guild, proposal, now) for target, proposal in wanted.items() if target not in stored]
    LinkProposal.objects.bulk_create(new, batch_size=500)
    return len(new), len(outdated)


def _refresh(stored: dict[Target, LinkProposal], wanted: dict[Target, PlannedProposal], now: datetime) -> None:
    changed = []
    for target, row in stored.items():
        proposal = wanted.get(target)
        if proposal is None:
            continue
        score, evidence = round(proposal.score, 4), [asdict(piece) for piece in proposal.evidence]
        if (row.score, row.evidence) != (score, evidence):
            row.score, row.evidence, row.updated_at = score, evidence, now
            changed.append(row)
    LinkProposal.objects.bulk_update(changed, ["score", "evidence", "updated_at"], batch_size=500)


def _row(guild: Guild, proposal: PlannedProposal, now: datetime) -> LinkProposal:
    return LinkProposal(
        guild=guild,
        character_id=proposal.character_id,
        discord_user_id=proposal.discord_user_id,
        player_id=proposal.player_id,
        other_character_id=proposal.other_character_id,
        score=round(proposal.score, 4),
        evidence=[asdict(piece) for piece in proposal.evidence],
        created_at=now,
        updated_at=now,
    )


def _target_of_plan(proposal: PlannedProposal) -> Target:
    return (proposal.character_id, proposal.discord_user_id, proposal.player_id, proposal.other_character_id)


def _target_of_row(row: LinkProposal) -> Target:
    return (row.character_id, row.discord_user_id, row.player_id, row.other_character_id)
