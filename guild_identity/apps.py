from django.apps import AppConfig


class GuildIdentityConfig(AppConfig):
    """See the package docstring."""

    name = "guild_identity"
    verbose_name = "Who is who"
