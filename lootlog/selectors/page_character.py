"""What a character holds, in each ledger that somebody may see."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from characters.models import Character, Guild
from lootlog.domain.amounts import ZERO
from lootlog.models import Profile, Target, WeekBalance


@dataclass
class Holding:
    """What a character holds in a profile; `target` is one of the names under which the profile knows it."""

    profile: Profile
    target: int
    points: Decimal = ZERO


def holdings_of(character: Character, guilds: QuerySet[Guild]) -> list[Holding]:
    """List what a character holds in the profiles in use of guilds, the active ones first; two queries."""
    found = Target.objects.filter(
        character=character, profile__archived_at__isnull=True, profile__guild__in=guilds.order_by().values("pk")
    ).select_related("profile__guild")
    targets = list(found.order_by("profile__guild__name", "-profile__is_default", "profile__name", "profile_id", "pk"))
    balances: Any = WeekBalance.objects.filter(target__in=targets).order_by().values_list("target")
    sums = dict(balances.annotate(sum=Sum("points")))
    holdings: dict[int, Holding] = {}
    for target in targets:
        held = holdings.setdefault(target.profile_id, Holding(target.profile, target.pk))
        held.points += sums.get(target.pk, ZERO)
    return list(holdings.values())
