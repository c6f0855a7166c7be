"""Likely links that wait for an officer."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from characters.domain.errors import Refused
from characters.domain.names import fold
from characters.models import Guild
from characters.selectors.member_filters import one_of
from guild_identity.models import LinkProposal
from guild_identity.selectors.evidence import reasons, shown_evidence
from guild_identity.selectors.players import character_brief, discord_row

Row = dict[str, Any]
PARTS = ("character__realm", "discord_user", "player", "other_character__realm")


def proposals(guild: Guild, wanted: Mapping[str, str] | None = None) -> QuerySet[LinkProposal]:
    """Return a guild's proposals, the likeliest first.

    `wanted` holds filters: status (open without it), min_score (0 to 1), search (part of the character's name,
    without accents).

    :raises Refused: for an unknown filter value.
    """
    wanted = wanted or {}
    status = one_of("status", (wanted.get("status") or "").strip() or "open", LinkProposal.Status.values)
    found = LinkProposal.objects.filter(guild=guild, status=status).select_related(*PARTS)
    if lowest := (wanted.get("min_score") or "").strip():
        found = found.filter(score__gte=_score(lowest))
    if search := fold(wanted.get("search") or ""):
        found = found.filter(character__search_key__contains=search.replace("\0", ""))
    return found.order_by("-score", "pk")


def proposal_row(proposal: LinkProposal) -> Row:
    """Return a proposal of `proposals` as plain values, for officers: its evidence may quote officer notes."""
    other, player = proposal.other_character, proposal.player
    return {
        "id": proposal.pk,
        "status": proposal.status,
        "character": character_brief(proposal.character),
        "discord": discord_row(proposal.discord_user) if proposal.discord_user else None,
        "player": {"id": player.pk, "display_name": player.display_name} if player else None,
        "other_character": character_brief(other) if other else None,
        "score": proposal.score,
        "reasons": reasons(proposal.evidence),
        "evidence": shown_evidence(proposal.evidence, is_officer=True),
        "created_at": proposal.created_at,
        "updated_at": proposal.updated_at,
    }


def suggestions(guild: Guild, **about: Iterable[int]) -> dict[int, list[Row]]:
    """Return the rows of open proposals by the id of what they are about, in one query, the likeliest first.

    `about` is one of `character` and `discord_user`, with ids.
    """
    [(name, ids)] = about.items()
    found: dict[int, list[Row]] = {}
    for proposal in proposals(guild).filter(**{f"{name}__in": list(ids)}):
        found.setdefault(getattr(proposal, f"{name}_id"), []).append(proposal_row(proposal))
    return found


def _score(text: str) -> float:
    try:
        score = float(text)
    except ValueError:
        score = -1.0
    if not 0 <= score <= 1:
        raise Refused(f"“{text}” is no score. Use a number from 0 to 1.")
    return score
