"""A text column whose content is a secret: sealed before it reaches the database, never shown by it."""

import base64
from hashlib import sha256
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from characters.domain.errors import Refused


def _box() -> Fernet:
    key = sha256(b"sealed columns:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class SealedField(models.TextField):
    """A secret text. It can be opened with the SECRET_KEY that sealed it, and with no other."""

    def get_prep_value(self, value: Any) -> Any:
        """Seal the text."""
        return _box().encrypt(str(value).encode()).decode() if value else value

    def from_db_value(self, value: str | None, expression: Any, connection: BaseDatabaseWrapper) -> str | None:
        """Open the text.

        :raises Refused: when SECRET_KEY is another than the one that sealed it.
        """
        if not value:
            return value
        try:
            return _box().decrypt(value.encode()).decode()
        except InvalidToken:
            raise Refused(
                f"The stored {self.verbose_name} was sealed with another SECRET_KEY. Enter it again in the admin."
            ) from None
