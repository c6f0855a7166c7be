from django.apps import AppConfig


class ShellConfig(AppConfig):
    """The shell around every page."""

    name = "config.shell"
    label = "shell"
