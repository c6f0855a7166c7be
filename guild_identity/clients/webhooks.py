"""Reading a webhook's address: whoever knows it may write to the channel, so it is a secret."""

import re
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings

from characters.domain.errors import Refused

_HOSTS = {"discord.com", "discordapp.com", "ptb.discord.com", "canary.discord.com"}
_PATH = re.compile(r"/api(?:/v\d{1,2})?/webhooks/(\d{1,20})/([\w-]{1,200})/?", re.ASCII)
_THREAD = re.compile(r"(?:^|&)thread_id=(\d{1,20})(?:&|$)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook; `str()` and `repr()` do not show its token."""

    webhook_id: str
    token: str = field(repr=False)
    thread_id: str = ""

    def __str__(self) -> str:
        return f"webhook {self.webhook_id}"

    @property
    def key(self) -> str:
        """A name for it in caches, from which nobody can find the token."""
        return sha256(f"{self.webhook_id}/{self.token}".encode()).hexdigest()[:32]


def read_webhook(url: str) -> Webhook:
    """Read the address of a webhook, as Discord shows it to copy.

    :raises Refused: when it is none, or of another site than Discord. The message does not repeat it.
    """
    try:
        parts = urlsplit(url.strip())
        origin = f"{parts.scheme}://{parts.netloc}"
    except ValueError:
        raise Refused("This is no address of a webhook.") from None
    is_ours = origin == settings.DISCORD_API_URL.rstrip("/")
    if not is_ours and not (parts.scheme == "https" and parts.netloc.lower() in _HOSTS):
        raise Refused("The webhook's address must begin with https://discord.com/.")
    found = _PATH.fullmatch(parts.path)
    if found is None:
        raise Refused("The webhook's address must look like https://discord.com/api/webhooks/<number>/<token>.")
    thread = _THREAD.search(parts.query)
    return Webhook(found[1], found[2], thread[1] if thread else "")
