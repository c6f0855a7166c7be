"""API tokens in the `Authorization: Token …` header."""

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from rest_framework.exceptions import AuthenticationFailed

from characters.models import ApiToken


class ScopedTokenAuthentication(TokenAuthentication):
    """Knox's digest-only tokens; `request.auth` is the ApiToken with its scope and guild."""

    def authenticate_credentials(self, token: bytes) -> tuple[AbstractBaseUser, ApiToken]:
        """Find the token by its digest, in one query and without writing.

        :raises AuthenticationFailed: when it is unknown, has ended, or its user was closed.
        """
        digest = hash_token(token.decode("utf-8", errors="replace"))
        known = ApiToken.objects.select_related("user").filter(digest=digest).first()
        if known is None:
            raise AuthenticationFailed("This token is unknown: it was revoked, or is misspelt.")
        if known.expiry is not None and known.expiry <= timezone.now():
            raise AuthenticationFailed("This token has expired. Make a new one.")
        return self.validate_user(known)
