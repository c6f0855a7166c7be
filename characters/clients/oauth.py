"""Client-credentials tokens, the same for Blizzard and Warcraft Logs."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated

from django.conf import settings
from msgspec import Meta, Struct

from characters.clients.answers import LABELS, Answer
from characters.clients.http import post_form
from characters.clients.memory import forget, recall, remember
from characters.domain.documents import read
from characters.domain.errors import ErrorKind, UpstreamError

RENEW_EARLY = 300.0


class _Token(Struct, frozen=True):
    access_token: Annotated[str, Meta(min_length=1, max_length=8000, pattern=r"^[\x21-\x7e]+$")]
    expires_in: Annotated[int, Meta(ge=1, le=10**9)]


@dataclass(frozen=True)
class ClientCredentials:
    """The application's own access to one upstream; the names are those of the settings that hold it."""

    upstream: str
    origin: str
    path: str
    client_id: str
    client_secret: str
    _renewing: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)
    _held: dict[str, tuple[str, float]] = field(default_factory=dict, compare=False, repr=False)

    def authorized(self, ask: Callable[[dict[str, str]], Answer]) -> Answer:
        """Ask with a token, and once more with a new one when the first is refused.

        `ask` takes the headers to send. Raises UpstreamError: misconfigured without credentials, unauthorized
        when the second token is refused as well, and whatever `ask` raises.
        """
        token = self.token()
        try:
            return ask({"Authorization": f"Bearer {token}"})
        except UpstreamError as error:
            if error.kind is not ErrorKind.UNAUTHORIZED:
                raise
        self.invalidate(token)
        return ask({"Authorization": f"Bearer {self.token()}"})

    def token(self) -> str:
        """Give a valid token: this process's own, one another worker has got, or a new one.

        Raises UpstreamError (misconfigured) when no credentials are set.
        """
        if not (self._setting(self.client_id) and self._setting(self.client_secret)):
            label = LABELS.get(self.upstream, self.upstream)
            message = f"{label} cannot be asked: {self.client_id} and {self.client_secret} are not set"
            raise UpstreamError(ErrorKind.MISCONFIGURED, message)
        held = self._held.get(self._key())
        if held and held[1] > time.time():
            return held[0]
        with self._renewing:
            return self._shared_or_new()

    def invalidate(self, token: str) -> None:
        """Drop a token that was refused, unless somebody has renewed it already."""
        key = self._key()
        with self._renewing:
            if self._held.get(key, ("", 0.0))[0] == token:
                del self._held[key]
            if (recall(key) or ("", 0.0))[0] == token:
                forget(key)

    def _shared_or_new(self) -> str:
        key = self._key()
        for kept in (self._held.get(key), recall(key)):
            if kept and kept[1] > time.time():
                self._held[key] = kept
                return str(kept[0])
        fresh = self._request()
        lifetime = fresh.expires_in - min(RENEW_EARLY, fresh.expires_in * 0.1)
        self._held[key] = (fresh.access_token, time.time() + lifetime)
        remember(key, self._held[key], lifetime)
        return fresh.access_token

    def _request(self) -> _Token:
        basic = (self._setting(self.client_id), self._setting(self.client_secret))
        answer = post_form(
            f"{self.upstream}-token", self._url(), form={"grant_type": "client_credentials"}, basic=basic
        )
        return read(answer.body, _Token, f"{self.upstream} token")

    def _url(self) -> str:
        return self._setting(self.origin).rstrip("/") + self.path

    def _key(self) -> str:
        identity = f"{self._url()} {self._setting(self.client_id)} {self._setting(self.client_secret)}"
        return f"oauth:{sha256(identity.encode()).hexdigest()[:32]}"

    @staticmethod
    def _setting(name: str) -> str:
        return str(getattr(settings, name))


BLIZZARD = ClientCredentials("blizzard", "BLIZZARD_OAUTH_URL", "/token", "BLIZZARD_CLIENT_ID", "BLIZZARD_CLIENT_SECRET")
WARCRAFTLOGS = ClientCredentials(
    "warcraftlogs", "WARCRAFTLOGS_URL", "/oauth/token", "WARCRAFTLOGS_CLIENT_ID", "WARCRAFTLOGS_CLIENT_SECRET"
)
