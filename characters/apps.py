from django.apps import AppConfig


class CharactersConfig(AppConfig):
    """See the package docstring."""

    name = "characters"
