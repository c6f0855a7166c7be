"""Proving characters by a Battle.net login: Blizzard lists those of the account that somebody signed in with."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max, Q

from characters.clients import blizzard
from characters.domain.account_profile import OwnedCharacter, parse_account_profile
from characters.domain.errors import ErrorKind, UpstreamError
from characters.domain.regions import Region
from characters.models import Character, UserCharacter

logger = logging.getLogger(__name__)
# The account never played there, does not share its list, or the token has run out: asking again changes nothing.
ANSWERS = (ErrorKind.NOT_FOUND, ErrorKind.FORBIDDEN, ErrorKind.UNAUTHORIZED)
Profiles = Mapping[Region, tuple[OwnedCharacter, ...]]


@dataclass(frozen=True, slots=True)
class Displaced:
    """A character that another user had proven before; that claim is a mere claim now."""

    character_id: int
    former_user_id: int


@dataclass(frozen=True, slots=True)
class Verification:
    """What a login changed, by ids of characters: newly proven, no longer proven, and taken from somebody else."""

    verified: tuple[int, ...] = ()
    released: tuple[int, ...] = ()
    displaced: tuple[Displaced, ...] = ()


def list_account(user_token: str) -> dict[Region, tuple[OwnedCharacter, ...]]:
    """Ask in every region for the characters of the account that a token was given for; four requests.

    Regions without an answer are left out.

    :raises UpstreamError: when no region answered and asking again later may help.
    """
    profiles, failures = {}, []
    for region in Region:
        try:
            profiles[region] = parse_account_profile(blizzard.get_account_profile(region, user_token).body)
        except UpstreamError as error:
            failures.append(error)
    again = [error for error in failures if error.kind not in ANSWERS]
    if again and not profiles:
        raise again[0]
    return profiles


@transaction.atomic
def verify_account(user: User, profiles: Profiles, *, now: datetime) -> Verification:
    """Mark as proven what an account lists, and put it on its user's list; take the mark from what it no longer lists.

    Characters are ours by Blizzard's id on the same realm, and by name where no id is known yet. What another user had
    proven is theirs no more, which is reported. A region that lists nobody takes nothing away.
    """
    owned = _owned(profiles)
    claims = UserCharacter.objects.filter(character__in=owned).order_by("pk")
    proven = claims.filter(user_id=user.pk, is_verified=True).values_list("character_id", flat=True)
    newly = sorted({character.pk for character in owned} - set(proven))
    displaced = _displace(user, newly)
    _claim(user, newly, now)
    released = _release(user, profiles, owned)
    return Verification(tuple(newly), released, displaced)


def _owned(profiles: Profiles) -> list[Character]:
    """Find the listed characters among ours and lock them, so that two logins cannot both win one."""
    found = []
    for region, listed in profiles.items():
        ids = {(row.realm_slug, row.blizzard_id) for row in listed}
        names = {(row.realm_slug, row.name_key) for row in listed}
        living = Character.objects.filter(realm__region=region, retired_at__isnull=True).filter(
            Q(blizzard_id__in={row.blizzard_id for row in listed})
            | Q(blizzard_id__isnull=True, name_key__in={row.name_key for row in listed})
        )
        for character in living.select_related("realm").select_for_update(of=("self",)).order_by("pk"):
            slug = character.realm.slug
            is_same = (slug, character.blizzard_id) in ids
            if is_same or (character.blizzard_id is None and (slug, character.name_key) in names):
                found.append(character)
    return found


def _displace(user: User, character_ids: Iterable[int]) -> tuple[Displaced, ...]:
    others = UserCharacter.objects.filter(character_id__in=character_ids, is_verified=True).exclude(user_id=user.pk)
    rows = others.order_by("character_id", "user_id").values_list("character_id", "user_id")
    displaced = tuple(Displaced(*row) for row in rows)
    others.update(is_verified=False)
    for row in displaced:
        logger.warning("User %s has proven character %s, as user %s had", user.pk, row.character_id, row.former_user_id)
    return displaced


def _claim(user: User, character_ids: Iterable[int], now: datetime) -> None:
    last = UserCharacter.objects.filter(user_id=user.pk).aggregate(last=Max("position"))["last"]
    start = 0 if last is None else last + 1
    UserCharacter.objects.bulk_create(
        [
            UserCharacter(user_id=user.pk, character_id=pk, position=place, is_verified=True, added_at=now)
            for place, pk in enumerate(character_ids, start)
        ],
        update_conflicts=True,
        unique_fields=["user", "character"],
        update_fields=["is_verified"],
    )


def _release(user: User, profiles: Profiles, owned: Iterable[Character]) -> tuple[int, ...]:
    if SocialAccount.objects.filter(user_id=user.pk, provider="battlenet").count() > 1:
        # Which of the accounts had proven a claim is not known, so none is taken away.
        return ()
    listed = {(region, row.blizzard_id) for region, rows in profiles.items() for row in rows}
    regions = [region for region, rows in profiles.items() if rows]
    claims = UserCharacter.objects.filter(user_id=user.pk, is_verified=True, character__realm__region__in=regions)
    kept = {character.pk for character in owned}
    gone = [
        claim
        for claim in claims.exclude(character__in=kept).select_related("character__realm").order_by("character_id")
        if (claim.character.realm.region, claim.character.blizzard_id) not in listed
    ]
    UserCharacter.objects.filter(pk__in=[claim.pk for claim in gone]).update(is_verified=False)
    return tuple(claim.character_id for claim in gone)
