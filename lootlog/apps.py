from django.apps import AppConfig


class LootlogConfig(AppConfig):
    """See the package docstring."""

    name = "lootlog"
