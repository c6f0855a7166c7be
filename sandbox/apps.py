"""A Django app for the sake of its command alone."""

from django.apps import AppConfig


class SandboxConfig(AppConfig):
    """The sandbox: `manage.py sandbox`."""

    name = "sandbox"
    verbose_name = "Sandbox"
