from typing import Any

from django.apps import AppConfig
from django.apps.registry import Apps
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class CharactersConfig(AppConfig):
    """See the package docstring."""

    name = "characters"

    def ready(self) -> None:
        """Register the system checks, prepare connections, and load reference data after every migrate."""
        from characters import checks  # noqa: F401
        from characters.models.moments import read_moments_fast
        from characters.services.reference import load_reference_data

        def load(*, using: str, apps: Apps | None = None, **kwargs: Any) -> None:
            if apps is None or self._is_current(apps):
                load_reference_data(using=using)

        connection_created.connect(read_moments_fast, dispatch_uid="characters.moments")
        post_migrate.connect(load, sender=self, weak=False, dispatch_uid="characters.reference")

    def _is_current(self, migrated: Apps) -> bool:
        """Say whether the migrated tables have today's columns; a migrate to an older state must work."""
        names = ("role", "characterclass", "specialization", "realm")
        if not all(name in migrated.all_models[self.label] for name in names):
            return False
        return all(
            {field.name for field in migrated.get_model(self.label, name)._meta.fields}
            == {field.name for field in self.get_model(name)._meta.fields}
            for name in names
        )
