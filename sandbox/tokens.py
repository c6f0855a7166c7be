"""Client-credentials tokens as the two OAuth servers give them."""

import base64
import binascii
import secrets
import time


class Tokens:
    """Hands out bearer tokens per upstream and knows which are still good. Lifetimes are in real seconds."""

    def __init__(self) -> None:
        """Start without any token; lifetimes can be changed."""
        self.lifetimes = {"blizzard": 86_399.0, "warcraftlogs": 31_104_000.0}
        self._expires: dict[tuple[str, str], float] = {}

    def give(self, upstream: str) -> tuple[str, int]:
        """Give a new token and its lifetime in seconds."""
        token = secrets.token_urlsafe(24)
        lifetime = self.lifetimes[upstream]
        self._expires[upstream, token] = time.monotonic() + lifetime
        return token, max(1, int(lifetime))

    def is_good(self, upstream: str, authorization: str) -> bool:
        """Say whether an Authorization header bears a valid token of an upstream.

        Whoever signed in at Blizzard has the token "user-token-" with the person's number, which never runs out.
        """
        scheme, _, token = authorization.partition(" ")
        if upstream == "blizzard" and scheme.lower() == "bearer" and token.startswith("user-token-"):
            return True
        return scheme.lower() == "bearer" and time.monotonic() < self._expires.get((upstream, token), 0)

    def expire_all(self) -> None:
        """Make every token invalid at once."""
        self._expires.clear()


def has_credentials(authorization: str, form: dict[str, str]) -> bool:
    """Say whether a token request names a client, by HTTP Basic or in its form; the secret "wrong" is wrong."""
    scheme, _, encoded = authorization.partition(" ")
    identity = (form.get("client_id", ""), form.get("client_secret", ""))
    if scheme.lower() == "basic":
        try:
            name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        identity = (name, secret)
    return all(identity) and identity[1] != "wrong"
