"""API tokens: the secret is shown once, only its digest is kept."""

from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from characters.domain.errors import Refused
from characters.models import ApiToken, Guild

MOST_TOKENS = 20


@transaction.atomic
def create_token(
    user: AbstractBaseUser, *, name: str, scope: str, guild: Guild | None = None, days: int | None = None
) -> tuple[ApiToken, str]:
    """Make a token for a user and return it with its secret, which nobody can read again.

    `guild` binds it to one guild; it ends after `days` where they are given.

    :raises Refused: when the user has too many tokens.
    """
    if ApiToken.objects.filter(user_id=user.pk).count() >= MOST_TOKENS:
        raise Refused(f"You have {MOST_TOKENS} tokens, which is the most. Revoke one that is not used any more.")
    return ApiToken.objects.create(
        user, expiry=timedelta(days=days) if days else None, name=name, scope=scope, guild=guild
    )


def revoke_token(user: AbstractBaseUser, token_key: str) -> bool:
    """End a user's token, by the public beginning of its secret, and tell whether there was one."""
    gone, _ = ApiToken.objects.filter(user_id=user.pk, token_key=token_key).delete()
    return bool(gone)
