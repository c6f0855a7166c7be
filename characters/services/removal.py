"""Removing a character's data on request, or because Blizzard no longer vouches for it."""

import hmac
from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from characters.domain.regions import Region
from characters.models import Character, RemovedCharacter

Forget = Callable[[Character], None]
_ALONGSIDE: list[Forget] = []


def forget_alongside(forget: Forget) -> None:
    """Have what a wing wrote about characters in words forgotten with each: it is called before the character goes."""
    if forget not in _ALONGSIDE:
        _ALONGSIDE.append(forget)


def removal_digest(region: Region, blizzard_id: int) -> str:
    """Compute the keyed digest that remembers a removed character without keeping who it was."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"{region.value}:{blizzard_id}".encode(), sha256).hexdigest()


def removed_ids(region: Region, blizzard_ids: Iterable[int]) -> set[int]:
    """Return those of the ids whose data was removed on request."""
    if not RemovedCharacter.objects.exists():
        return set()
    digests = {removal_digest(region, blizzard_id): blizzard_id for blizzard_id in blizzard_ids}
    removed = RemovedCharacter.objects.filter(digest__in=list(digests)).values_list("digest", flat=True)
    return {digests[digest] for digest in removed}


@transaction.atomic
def remove_on_request(character: Character, *, reason: str, now: datetime) -> None:
    """Delete a character with everything stored about it, and remember not to bring it back from a roster."""
    if character.blizzard_id is not None:
        digest = removal_digest(Region(character.realm.region), character.blizzard_id)
        RemovedCharacter.objects.get_or_create(digest=digest, defaults={"removed_at": now, "reason": reason[:200]})
    for forget in _ALONGSIDE:
        forget(character)
    character.delete()
