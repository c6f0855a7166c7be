"""A user's own list of characters: claiming, letting go, putting in order. A claim proves nothing."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef

from characters.domain.errors import Refused
from characters.domain.names import character_key
from characters.models import Character, GuildMember, Payload, Realm, UserCharacter
from characters.services.identities import create_characters, new_character

MOST_CLAIMS = 60
SHORTEST_NAME, LONGEST_NAME = 2, 12


@transaction.atomic
def claim_character(user: AbstractBaseUser, realm: Realm, name: str, *, now: datetime) -> UserCharacter:
    """Put a character at the end of a user's list, unverified; one that is there already stays as it is.

    :raises Refused: when the name cannot be a character's, or the list is full.
    """
    character = known_or_new(realm, name, now=now)
    claims = UserCharacter.objects.filter(user_id=user.pk)
    if (claim := claims.filter(character=character).first()) is not None:
        return claim
    if claims.count() >= MOST_CLAIMS:
        raise Refused(f"Your list is full: it holds {MOST_CLAIMS} characters. Remove one first.")
    last = claims.aggregate(last=Max("position"))["last"]
    return UserCharacter.objects.create(
        user_id=user.pk, character=character, position=0 if last is None else last + 1, added_at=now
    )


@transaction.atomic
def release_claim(user: AbstractBaseUser, character_id: int) -> bool:
    """Take a character off a user's list and tell whether it was there.

    A character that was only ever claimed, and of which nothing is known, goes with its last claim.
    """
    gone, _ = UserCharacter.objects.filter(user_id=user.pk, character_id=character_id).delete()
    if gone:
        related = (UserCharacter, GuildMember, Payload)
        unused = Character.objects.filter(pk=character_id, last_synced_at__isnull=True)
        for model in related:
            unused = unused.exclude(Exists(model._default_manager.filter(character=OuterRef("pk"))))
        unused.delete()
    return bool(gone)


@transaction.atomic
def reorder_claims(user: AbstractBaseUser, character_ids: Sequence[int]) -> None:
    """Put a user's characters into the given order; those that are not named keep theirs, behind.

    :raises Refused: when a character is named twice or is not on the list.
    """
    claims = {
        claim.character_id: claim for claim in UserCharacter.objects.filter(user_id=user.pk).order_by("position", "pk")
    }
    if len(set(character_ids)) != len(character_ids):
        raise Refused("The order names a character twice.")
    for unknown in (pk for pk in character_ids if pk not in claims):
        raise Refused(f"Character {unknown} is not on your list.")
    ordered = [claims.pop(pk) for pk in character_ids] + list(claims.values())
    for position, claim in enumerate(ordered):
        claim.position = position
    UserCharacter.objects.bulk_update(ordered, ["position"])


def known_or_new(realm: Realm, name: str, *, now: datetime) -> Character:
    """Return the living character of a name, or add one that the next sync will know more about.

    :raises Refused: when the name cannot be a character's.
    """
    spelled = as_spelled_in_game(name)
    living = Character.objects.filter(realm=realm, name_key=character_key(spelled), retired_at__isnull=True)
    if (known := living.first()) is not None:
        return known
    try:
        with transaction.atomic():
            return create_characters([new_character(realm, spelled, None, now=now)], now=now)[0]
    except IntegrityError:
        # Somebody else added it in this moment.
        return living.get()


def as_spelled_in_game(name: str) -> str:
    """Spell a name as the game does: "trogMOON" becomes "Trogmoon".

    :raises Refused: when the name is not of 2 to 12 letters.
    """
    spelled = unicodedata.normalize("NFC", name.strip())
    if not spelled.isalpha() or not SHORTEST_NAME <= len(spelled) <= LONGEST_NAME:
        raise Refused(
            f"“{name}” cannot be a character's name: it has {SHORTEST_NAME} to {LONGEST_NAME} letters and nothing else."
        )
    return spelled[:1].upper() + spelled[1:].lower()
