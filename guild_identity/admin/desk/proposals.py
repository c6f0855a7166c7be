"""The inbox: likely links, the likeliest first, accepted or rejected one by one or many at once."""

from decimal import Decimal

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from characters.domain.errors import Refused
from characters.models import Guild
from guild_identity.admin.access import guild_view
from guild_identity.admin.desk.changing import NO_REASON, Change, confirm
from guild_identity.admin.desk.frame import address, chosen, desk_page, number_in, page_of, row_of, search_of
from guild_identity.models import LinkProposal
from guild_identity.selectors.suggestions import inbox, rules_of, target_of
from guild_identity.services.journal import Decision
from guild_identity.services.proposals import accept_all, accept_proposal, reject_proposal
from guild_identity.services.rehearsals import (
    AT_ONCE,
    Rehearsal,
    preview_accept,
    preview_reject,
    rehearse_accept_all,
)

LIKELY = 90.0
# A message travels in a cookie.
REASONS_TOLD = 5


@guild_view
def proposals(request: HttpRequest, guild: Guild) -> HttpResponse:
    """List the open proposals."""
    rules = rules_of(guild)
    rule, search = chosen(request, "rule", rules), search_of(request)
    lowest = number_in(request.GET.get("score"), default=0, lowest=0, highest=100)
    found = page_of(request, inbox(guild, rule=rule, at_least=lowest / 100, search=search))
    context = {"tab": "proposals", "proposals": found, "rules": rules, "rule": rule, "score": lowest, "search": search}
    return desk_page(request, guild, "proposals", "Proposals", {**context, "likely": LIKELY})


@guild_view
def accept(request: HttpRequest, guild: Guild, *, proposal_id: int) -> HttpResponse:
    """Accept one proposal."""
    row = row_of(_proposals(guild), proposal_id)

    def do(by: Decision) -> str:
        return f"{row.character.name} is linked to {accept_proposal(row, by=by).display_name}."

    change = Change(
        title=f"Accept the proposal about {row.character.name}",
        button="Accept",
        tab="proposals",
        preview=lambda: preview_accept(row),
        do=do,
        back=address(guild, "proposals"),
        reason=NO_REASON,
    )
    return confirm(request, guild, change)


@guild_view
def reject(request: HttpRequest, guild: Guild, *, proposal_id: int) -> HttpResponse:
    """Reject one proposal for good."""
    row = row_of(_proposals(guild), proposal_id)

    def do(by: Decision) -> str:
        reject_proposal(row, by=by)
        return f"The proposal about {row.character.name} is rejected."

    change = Change(
        title=f"Reject the proposal about {row.character.name}",
        button="Reject",
        tab="proposals",
        preview=lambda: preview_reject(row),
        do=do,
        back=address(guild, "proposals"),
    )
    return confirm(request, guild, change)


@guild_view
def accept_many(request: HttpRequest, guild: Guild) -> HttpResponse:
    """Accept all proposals that are likely enough, after saying how many and which would be refused."""
    lowest = number_in(request.GET.get("score"), default=LIKELY, lowest=0, highest=100)
    at_least = float(Decimal(str(lowest)) / 100)
    rehearsal = rehearse_accept_all(guild, at_least=at_least)

    def do(by: Decision) -> str:
        accepted, refused = accept_all(guild, at_least=at_least, by=by)
        more = f" and {len(refused) - REASONS_TOLD} more." if len(refused) > REASONS_TOLD else ""
        skipped = f" Not accepted: {' '.join(refused[:REASONS_TOLD])}{more}" if refused else ""
        return f"{accepted} accepted.{_left_in_words(rehearsal.left)}{skipped}"

    change = Change(
        title=f"Accept every proposal of {lowest:g} % or more",
        button=f"Accept {len(rehearsal.accepted)}",
        tab="proposals",
        preview=lambda: _in_words(rehearsal),
        do=do,
        back=address(guild, "proposals"),
        reason=NO_REASON,
        listed=[
            *[(f"{row.character.name} — {why}", "refused") for row, why in rehearsal.refused],
            *[(_named(row), f"{row.score:.0%}".replace("%", " %")) for row in rehearsal.accepted],
        ],
    )
    return confirm(request, guild, change)


def _proposals(guild: Guild) -> QuerySet[LinkProposal]:
    sides = ("guild__realm", "character", "discord_user", "player__discord_user", "other_character")
    return LinkProposal.objects.filter(guild=guild).select_related(*sides)


def _in_words(rehearsal: Rehearsal) -> list[str]:
    """Tell what accepting many would come to.

    :raises Refused: when there is nothing to accept.
    """
    accepted, refused = len(rehearsal.accepted), len(rehearsal.refused)
    if not accepted:
        raise Refused("No open proposal is that likely." if not refused else "All of them would be refused.")
    sentences = [f"Accepted, the likeliest first: {accepted}. Each can be undone by itself."]
    if refused:
        sentences.append(f"Refused, for the reasons below, and still open then: {refused}.")
    if rehearsal.passed_over:
        sentences.append(
            f"Passed over, because a likelier one about the same character is decided: {rehearsal.passed_over}."
        )
    if rehearsal.left:
        sentences.append(_left_in_words(rehearsal.left).strip())
    return sentences


def _left_in_words(left: int) -> str:
    return f" At most {AT_ONCE} are accepted at once, and {left} more wait: come back for them." if left else ""


def _named(row: LinkProposal) -> str:
    return f"{row.character.name} → {target_of(row)[1]}"
