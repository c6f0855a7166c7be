"""What officers can have done about an issue at once, by its type, with what it would do told beforehand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from characters.domain.errors import Refused
from characters.models import Character, HeldRoster
from characters.services.held_rosters import apply_held_roster
from guild_identity.domain.integrity import RULES
from guild_identity.models import AuditIssue, DiscordServer, DiscordUser, Player, PlayerCharacter
from guild_identity.selectors.desk import owner_of
from guild_identity.services import player_previews, previews
from guild_identity.services.discord_sync import believe_next_list
from guild_identity.services.issues import close_fixed
from guild_identity.services.journal import Decision
from guild_identity.services.linking import unlink_character
from guild_identity.services.players import add_further_discord, merge_players, set_discord, set_main
from guild_identity.services.role_fixes import preview_roles, set_roles

OUT_OF_DATE = "This issue is out of date: the next check settles it."


@dataclass(frozen=True, slots=True)
class Fix:
    """How a type of issue is put right: what it would do in sentences, and doing it, which returns what was done."""

    preview: Callable[[AuditIssue], list[str]]
    apply: Callable[[AuditIssue, Decision], str]


def fix_for(issue: AuditIssue) -> str | None:
    """Return what the fix of an issue is called, or None where there is none, or nothing to put right any more."""
    return RULES[issue.issue_type].fix or None if issue.is_present else None


def preview_fix(issue: AuditIssue) -> list[str]:
    """Tell in sentences what the fix would do. Nothing is written.

    :raises Refused: when the issue has no fix, or it cannot be done as things are.
    """
    return _fix(issue).preview(issue)


def fix_issue(issue: AuditIssue, *, actor: User, now: datetime, source: str = "admin") -> str:
    """Put right what an issue is about, and close it. Return what was done.

    :raises Refused: as preview_fix.
    :raises UpstreamError: when Discord did not do its part; the issue stays open.
    """
    fix = _fix(issue)
    done = fix.apply(issue, Decision(source, now, actor, f"fixed: {issue.summary}"[:200]))
    close_fixed(issue, actor=actor, what=done, now=now)
    return done


def _fix(issue: AuditIssue) -> Fix:
    issue.refresh_from_db()
    if not issue.is_present:
        raise Refused("It is gone already: there is nothing to put right.")
    fix = FIXES.get(issue.issue_type)
    if fix is None:
        raise Refused(f"Nobody can put this right but you: {issue.get_issue_type_display()}.")
    return fix


def _preview_held(issue: AuditIssue) -> list[str]:
    held = _held(issue)
    if isinstance(held, HeldRoster):
        return [
            f"The held roster of {held.member_count} members counts: {held.missing_count} members are marked as gone.",
            held.reason,
        ]
    return [
        f"The next list of about {held.held_count} Discord members counts, however many members it drops.",
        held.held_reason,
    ]


def _believe(issue: AuditIssue, by: Decision) -> str:
    held = _held(issue)
    if isinstance(held, HeldRoster):
        if by.actor is None:
            raise Refused("Somebody must answer for believing a roster.")
        outcome = apply_held_roster(held, user=by.actor, now=by.now)
        return f"believed the roster, {outcome.departed} marked as gone"
    believe_next_list(held, now=by.now)
    return "the next list of Discord members counts"


def _held(issue: AuditIssue) -> HeldRoster | DiscordServer:
    held: HeldRoster | DiscordServer | None
    if issue.details.get("what") == "roster":
        held = HeldRoster.objects.select_related("guild").filter(guild=issue.guild_id, resolved_at__isnull=True).first()
    else:
        held = DiscordServer.objects.defer("webhook_url").filter(guild=issue.guild_id).exclude(held_reason="").first()
    if held is None:
        raise Refused("Nothing is held any more.")
    return held


def _preview_duplicate(issue: AuditIssue) -> list[str]:
    keep, other = _accounts(issue)
    return player_previews.preview_merge(keep, other) if isinstance(other, Player) else _further(keep, other)


def _further(keep: Player, account: DiscordUser) -> list[str]:
    return player_previews.preview_further_discord(keep, account)


def _unite(issue: AuditIssue, by: Decision) -> str:
    keep, other = _accounts(issue)
    if isinstance(other, Player):
        merge_players(keep, other, by=by)
        return f"merged {other.display_name} into {keep.display_name}"
    add_further_discord(keep, other, by=by)
    return f"{other} is a further account of {keep.display_name}"


def _accounts(issue: AuditIssue) -> tuple[Player, Player | DiscordUser]:
    """Return the player that stays, and the other player, or the account that nobody has."""
    users = DiscordUser.objects.filter(pk__in=issue.details.get("accounts", ()), guild=issue.guild_id)
    known = [(owner_of(user), user) for user in users.order_by("pk")]
    if len(known) != 2:
        raise Refused("One account belongs to two players: take it from the one that it is not.")
    owners = sorted((owner for owner, _ in known if owner), key=lambda owner: (-owner.links.count(), owner.pk))
    free = [user for owner, user in known if owner is None]
    if not owners:
        raise Refused("Neither account has a player yet: link one of them first.")
    if free:
        return owners[0], free[0]
    if owners[0].pk == owners[1].pk:
        raise Refused(OUT_OF_DATE)
    return owners[0], owners[1]


def _unlink(issue: AuditIssue, by: Decision) -> str:
    link = _link(issue)
    unlink_character(link, by=by)
    return f"unlinked {link.character.name} from {link.player.display_name}"


def _link(issue: AuditIssue) -> PlayerCharacter:
    links = PlayerCharacter.objects.select_related("player__guild", "character")
    link = links.filter(character=issue.wow_character_id, player=issue.player_id).first()
    if link is None:
        raise Refused(OUT_OF_DATE)
    return link


def _leave_discord(issue: AuditIssue, by: Decision) -> str:
    player = _player(issue)
    if player.discord_user_id != issue.discord_member_id:
        raise Refused(OUT_OF_DATE)
    set_discord(player, None, by=by)
    return f"took Discord from {player.display_name}"


def _choose_main(issue: AuditIssue, by: Decision) -> str:
    player, character = _player(issue), _best_character(issue)
    set_main(player, character, by=by)
    return f"{character.name} is the main of {player.display_name}"


def _best_character(issue: AuditIssue) -> Character:
    links = _player(issue).links.select_related("character").order_by("-character__level", "character__name", "pk")
    link = links.first()
    if link is None:
        raise Refused(OUT_OF_DATE)
    return link.character


def _player(issue: AuditIssue) -> Player:
    if issue.player is None:
        raise Refused(OUT_OF_DATE)
    return issue.player


FIXES = {
    "rank_mismatch": Fix(preview_roles, set_roles),
    "no_guild_role": Fix(preview_roles, set_roles),
    "duplicate_discord": Fix(_preview_duplicate, _unite),
    "note_mismatch": Fix(lambda issue: previews.preview_unlink(_link(issue)), _unlink),
    "roster_held": Fix(_preview_held, _believe),
    "stale_discord_link": Fix(lambda issue: player_previews.preview_discord(_player(issue), None), _leave_discord),
    "main_not_linked": Fix(
        lambda issue: player_previews.preview_main(_player(issue), _best_character(issue)), _choose_main
    ),
}
