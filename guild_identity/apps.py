from django.apps import AppConfig


class GuildIdentityConfig(AppConfig):
    """See the package docstring."""

    name = "guild_identity"
