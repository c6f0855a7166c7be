"""Sealing a person's token for its way to a background task: messages wait in a broker, where others may read."""

import base64
from datetime import timedelta
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from characters.domain.errors import Refused

# Battle.net's tokens live for a day and cannot be renewed.
LASTS = timedelta(hours=24)


def seal_token(token: str) -> str:
    """Seal a token with SECRET_KEY."""
    return _box().encrypt(token.encode()).decode()


def open_token(sealed: str) -> str:
    """Open a sealed token.

    :raises Refused: when it was sealed with another key, or more than a day ago.
    """
    try:
        return _box().decrypt(sealed.encode(), ttl=int(LASTS.total_seconds())).decode()
    except InvalidToken:
        raise Refused("The login is too old, or SECRET_KEY has changed since. Sign in again.") from None


def _box() -> Fernet:
    key = sha256(b"tokens on their way:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
