from django.apps import AppConfig


class VaultConfig(AppConfig):
    """See the package docstring."""

    name = "vault"
