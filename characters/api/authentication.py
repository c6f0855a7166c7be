"""API tokens in the `Authorization: Token …` header."""

from knox.auth import TokenAuthentication


class ScopedTokenAuthentication(TokenAuthentication):
    """Knox's digest-only tokens; `request.auth` is the ApiToken with its scope and guild."""
