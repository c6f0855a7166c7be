from django.apps import AppConfig


class GuildIdentityConfig(AppConfig):
    """See the package docstring."""

    name = "guild_identity"
    verbose_name = "Who is who"

    def ready(self) -> None:
        """Have what is written about a character go with it when its data is removed on request."""
        from characters.services.removal import forget_alongside
        from guild_identity.services.scrubbing import scrub_character

        forget_alongside(scrub_character)
