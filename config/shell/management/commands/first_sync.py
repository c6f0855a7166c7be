"""Sync a guild in the background and show how far it is."""

import time
from argparse import ArgumentParser
from datetime import datetime, timedelta
from pathlib import Path
from shutil import get_terminal_size
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from characters.domain.errors import Refused, UpstreamError
from characters.models import Guild, SyncRun
from characters.selectors.runs import run_progress
from characters.services.guilds import ensure_guild
from characters.services.runs import start_guild_run
from guild_identity.models import DiscordServer
from guild_identity.selectors.coverage import coverage
from guild_identity.services.discord_sync import sync_discord
from guild_identity.services.pipeline import start_pipeline
from guild_identity.services.uploads import receive_upload
from guild_identity.tasks import dispatch_pipelines
from lootlog.models import LogEntry, Profile, Upload
from lootlog.selectors.uploads import upload_detail
from lootlog.services.importing import begin_apply, finish_apply, read_upload
from lootlog.services.mapping import NEW
from lootlog.services.profiles import activate_profile, active_profile
from lootlog.services.uploads import receive_upload as receive_points
from vault.services.work import TIMETABLE
from vault.tasks import dispatch_due_steps

FRESH_FOR = timedelta(hours=1)
POLL_S = 0.5
WIDEST = 110
BAR = "{desc} {percentage:3.0f}% {bar} {n_fmt}/{total_fmt} steps{postfix}"


class Command(BaseCommand):
    """Add the demo guild if it is not there, start its sync, and wait for the workers with a progress bar."""

    help = "Add a public guild and follow its first background sync."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the guild, or nothing."""
        for name in ("region", "realm", "guild"):
            parser.add_argument(name, nargs="?")
        parser.add_argument("--server", type=int, help="id of the guild's Discord server")
        parser.add_argument("--export", type=Path, help="the officers' roster export")
        parser.add_argument("--loot", type=Path, help="the officers' loot points")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start or join the guild's run and follow it."""
        if not options["guild"]:
            self.stdout.write("To add a guild: .venv/bin/python manage.py sync_guild REGION REALM GUILD")
            return
        now = timezone.now()
        try:
            guild = ensure_guild(options["region"], options["realm"], options["guild"], now=now)
        except (Refused, UpstreamError) as error:
            raise CommandError(str(error)) from error
        Guild.objects.filter(pk=guild.pk, last_synced_at__isnull=True).update(is_public=True)
        self._sync(guild, now)
        if options["server"] and not DiscordServer.objects.filter(guild=guild).exists():
            self._learn_who_is_who(guild, options["server"], options["export"])
        if options["loot"] and not Upload.objects.filter(guild=guild).exists():
            self._take_over_points(guild, options["loot"])

    def _sync(self, guild: Guild, now: datetime) -> None:
        if guild.last_synced_at and guild.last_synced_at > now - FRESH_FOR:
            self.stdout.write(f"{guild.name} was synced at {guild.last_synced_at:%H:%M} UTC; hourly syncs go on.")
            return
        run = start_guild_run(guild, source="command", now=now)
        dispatch_due_steps.delay()
        if run.source == TIMETABLE:
            self.stdout.write(f"The hourly sync of {guild.name} goes on in the background.")
            return
        self._follow(run, guild)

    def _learn_who_is_who(self, guild: Guild, server_id: int, export: Path | None) -> None:
        """Read the Discord server and the export, then let the workers run the pipeline."""
        now = timezone.now()
        try:
            sync_discord(guild, now=now, server_id=server_id)
            if export is not None and export.exists():
                receive_upload(guild, export.read_bytes(), file_name=export.name, source="command", user=None, now=now)
        except (Refused, UpstreamError) as error:
            raise CommandError(str(error)) from error
        run = start_pipeline(guild, source="command", now=now)
        dispatch_pipelines.delay()
        self._follow(run, guild, "Who is who in")
        found = coverage(guild)
        self.stdout.write(
            f"Who is who: {found.characters.count} of {found.characters.total} characters have a player,"
            f" {found.open_proposals} proposals and {found.open_issues} issues wait for officers"
            " in the admin, under “Who is who”."
        )

    def _take_over_points(self, guild: Guild, file: Path) -> None:
        """Import the officers' loot points, each profile of the file into one of its name."""
        now = timezone.now()
        try:
            active_profile(guild, now=now)
            upload = receive_points(guild, file.read_bytes(), file_name=file.name, user=None, now=now)
            read_upload(upload, now=now)
            choices = {part["key"]: NEW + part["name"] for part in upload_detail(upload)["report"]["profiles"]}
            begin_apply(upload, choices, user=None, now=now)
            finish_apply(upload, now=now)
        except (OSError, Refused) as error:
            raise CommandError(f"The loot points of {guild.name} could not be imported: {error}") from error
        activate_profile(Profile.objects.filter(guild=guild).order_by("-last_position", "pk")[0])
        entries = LogEntry.objects.filter(profile__guild=guild).count()
        self.stdout.write(f"Loot points: {entries} entries imported, under “Loot points” on the guild's page.")

    def _follow(self, run: SyncRun, guild: Guild, what: str = "Syncing") -> None:
        columns = min(get_terminal_size().columns, WIDEST)
        with tqdm(desc=f"{what} {guild.name}", bar_format=BAR, ncols=columns, total=1) as bar:
            while run.status == SyncRun.Status.RUNNING:
                time.sleep(POLL_S)
                run.refresh_from_db()
                steps = run_progress([run.pk])[run.pk]
                bar.total = steps.total
                bar.n = steps.done + steps.failed
                bar.set_postfix(requests=steps.requests)
        if run.status == SyncRun.Status.FAILED:
            raise CommandError(f"The sync failed: {run.error}")
        if run.kind == SyncRun.Kind.GUILD:
            missing = f"; {steps.with_errors} steps got no answer, the sync page says why" if steps.with_errors else ""
            self.stdout.write(f"{guild.name} is synced, and stays so by the hour{missing}.")
