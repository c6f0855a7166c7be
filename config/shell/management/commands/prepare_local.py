"""Bring this machine's database and files up to date before anything is started."""

import os
from typing import Any

from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from characters.services.runs import release_stale_steps, silence

OFFICER = "officer"


class Command(BaseCommand):
    """Migrate, collect static files, make the officer's login, and free what an ended run still held."""

    help = "Prepare this machine for `make run`, while nothing else runs."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do each step; safe to repeat."""
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if connection.vendor == "sqlite":
            # Nobody else works on this database, so whoever claimed a step before is gone: no need to wait.
            release_stale_steps(now=timezone.now() + 2 * silence())
        self._login(os.environ["OFFICER_PASSWORD"])

    def _login(self, password: str) -> None:
        officer = User.objects.filter(username=OFFICER).first()
        if officer is None:
            officer = User.objects.create_superuser(OFFICER, password=password)
        if officer.check_password(password):
            self.stdout.write(f"Officer login: {OFFICER} / {password}   (kept in var/local.env)")
        else:
            self.stdout.write(f"Officer login: {OFFICER}, with the password that you chose")
