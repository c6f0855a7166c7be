"""Who writes in a ledger, and which request it is."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from lootlog.models import Delivery, Stream


@dataclass(frozen=True)
class Once:
    """A key under which a request is done once, however often it comes, and a digest of what it asks.

    Without a key it is done whenever it comes.
    """

    key: str
    digest: str


ALWAYS = Once("", "")


@dataclass(frozen=True)
class Writer:
    """Who writes, how, and when. `name` is the actor as the ledger will show it."""

    user: User | None
    name: str
    source: Stream.Source
    channel: Delivery.Channel
    now: datetime
    once: Once = ALWAYS
