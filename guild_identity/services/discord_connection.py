"""Which Discord server and channel a guild may be connected with: its own, and not all that the bot can reach."""

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User

from characters.domain.errors import Refused
from guild_identity.clients import discord

NO_LOGIN = (
    "Whether this Discord server is yours is seen by your Discord account, and none is connected with your login. "
    "Sign in with Discord once, or ask whoever runs this site to connect the server."
)
NOT_YOURS = (
    "Your Discord account neither owns this server nor has a role there with “Manage Server” or “Administrator”. "
    "Ask somebody who has to connect it, or whoever runs this site."
)
FOREIGN_CHANNEL = "There is no such channel on this Discord server. Copy the channel's id once more."


def check_is_theirs(user: User, server_id: int) -> None:
    """Make sure that a person may connect a guild with a server: by the right to manage it, or as the site's operator.

    :raises Refused: when the person may not.
    :raises UpstreamError: when Discord does not say.
    """
    if user.is_superuser:
        return
    accounts = SocialAccount.objects.filter(user_id=user.pk, provider="discord").order_by("pk")
    ids = [int(uid) for uid in accounts.values_list("uid", flat=True) if uid.isascii() and uid.isdigit()]
    if not ids:
        raise Refused(NO_LOGIN)
    facts = discord.get_guild(server_id)
    members = filter(None, (discord.get_member(server_id, discord_id) for discord_id in ids))
    if not any(facts.is_managed_by(member) for member in members):
        raise Refused(NOT_YOURS)


def check_channel(server_id: int, channel_id: int) -> None:
    """Make sure that a channel is one of a server's.

    :raises Refused: when it is not.
    :raises UpstreamError: when Discord does not say.
    """
    if discord.get_channel_server(channel_id) != server_id:
        raise Refused(FOREIGN_CHANNEL)
