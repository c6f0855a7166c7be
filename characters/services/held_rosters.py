"""What officers decide about a roster that was held: believe it, or throw it away."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from characters.domain.errors import MalformedPayload, Refused
from characters.domain.rosters import parse_roster
from characters.models import HeldRoster
from characters.services.roster import RosterOutcome, apply_roster


@transaction.atomic
def apply_held_roster(held: HeldRoster, *, user: AbstractBaseUser, now: datetime) -> RosterOutcome:
    """Bring the guild's members into step with the held roster, however many it marks as gone.

    :raises Refused: when it was decided already, or cannot be read any more.
    """
    open_one = _open(held)
    try:
        roster = parse_roster(open_one.body)
    except MalformedPayload as error:
        raise Refused(f"The held roster of {open_one.guild} cannot be read: {error} Dismiss it.") from error
    _resolve(open_one, f"applied by {user.get_username()}", now)
    return apply_roster(open_one.guild, roster, open_one.body, now=now, is_trusted=True)


@transaction.atomic
def dismiss_held_roster(held: HeldRoster, *, user: AbstractBaseUser, now: datetime) -> None:
    """Throw a held roster away; the members stay as they are.

    :raises Refused: when it was decided already.
    """
    _resolve(_open(held), f"dismissed by {user.get_username()}", now)


def _open(held: HeldRoster) -> HeldRoster:
    rows = HeldRoster.objects.select_for_update(of=("self",)).select_related("guild__realm")
    row = rows.filter(pk=held.pk, resolved_at__isnull=True).first()
    if row is None:
        raise Refused(f"The roster of {held.guild} that was held at {held.held_at:%Y-%m-%d %H:%M} is decided already.")
    return row


def _resolve(held: HeldRoster, resolution: str, now: datetime) -> None:
    held.resolved_at, held.resolution = now, resolution[:200]
    held.save(update_fields=["resolved_at", "resolution"])
