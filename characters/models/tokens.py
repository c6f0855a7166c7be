"""API tokens: kept as digests only, with a scope and, where wanted, bound to one guild."""

from django.db import models
from knox.models import AbstractAuthToken

from characters.models.guilds import Guild


class ApiToken(AbstractAuthToken):
    """A program's key. `read` reads what its owner may read; `upload` also posts files; `officer` all its owner may."""

    class Scope(models.TextChoices):
        READ = "read"
        UPLOAD = "upload"
        OFFICER = "officer"

    name = models.CharField(max_length=60)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.READ)
    guild = models.ForeignKey(Guild, null=True, blank=True, on_delete=models.CASCADE, related_name="tokens")

    def __str__(self) -> str:
        return f"{self.name} ({self.scope})"
