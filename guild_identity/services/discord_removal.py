"""Removing a Discord account's data on request: from every guild, and not to be brought back by a sync."""

import hmac
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from guild_identity.models import DiscordUser, RemovedDiscordUser
from guild_identity.services.locks import lock_guilds_on_discord
from guild_identity.services.scrubbing import scrub_discord_user


def removed_discord_ids(discord_ids: Iterable[int]) -> set[int]:
    """Return those of Discord's ids whose data was removed on request; who stores the others has locked the guild."""
    if not RemovedDiscordUser.objects.exists():
        return set()
    digests = {_digest(discord_id): discord_id for discord_id in discord_ids}
    removed = set(RemovedDiscordUser.objects.values_list("digest", flat=True))
    return {discord_id for digest, discord_id in digests.items() if digest in removed}


@transaction.atomic
def remove_discord_user_on_request(user: DiscordUser, *, reason: str, now: datetime) -> None:
    """Delete what every guild stores about a Discord account, and remember not to bring it back from a sync.

    Its characters stay with their players: they are other data. Deleting what is remembered lifts it.
    """
    lock_guilds_on_discord()
    RemovedDiscordUser.objects.get_or_create(
        digest=_digest(user.discord_id), defaults={"removed_at": now, "reason": reason[:200]}
    )
    for row in DiscordUser.objects.filter(discord_id=user.discord_id).order_by("guild", "pk"):
        scrub_discord_user(row)
        row.delete()


def _digest(discord_id: int) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"discord:{discord_id}".encode(), sha256).hexdigest()
