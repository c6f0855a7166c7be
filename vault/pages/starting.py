"""Starting a sync from a page: the run is kept in the database first, then offered to the workers."""

import logging

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from kombu.exceptions import OperationalError

from characters.models import SyncRun
from characters.pages.viewing import character_or_404, guild_or_404, is_officer, viewer_of
from characters.selectors.people import own_characters
from characters.selectors.runs import running_run_of
from characters.services.runs import start_character_run, start_guild_run
from vault.tasks import dispatch_due_steps

logger = logging.getLogger(__name__)
SOURCE = "page"


@require_POST
def sync_guild(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a run over a guild, or join the one that is running; for its officers."""
    guild = guild_or_404(request, pk)
    if not is_officer(guild):
        raise PermissionDenied(f"Only officers of {guild.name} start its sync; the background sync comes every hour.")
    user = viewer_of(request)
    run = start_guild_run(guild, source=SOURCE, now=timezone.now(), user=user if user.is_authenticated else None)
    _offer(request, run)
    return redirect("guild-sync", pk)


@require_POST
def sync_character(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a run over a character of the person's own list, or join the one that is running."""
    character, viewer = character_or_404(request, pk), viewer_of(request)
    if not viewer.is_authenticated or not own_characters(viewer).filter(character=character).exists():
        raise PermissionDenied(f"Put {character.name} on your own list first: you sync your own characters.")
    run = running_run_of(character)
    run = run or start_character_run([character], source=SOURCE, now=timezone.now(), user=viewer)
    _offer(request, run)
    return redirect("character", pk)


def _offer(request: HttpRequest, run: SyncRun) -> None:
    try:
        dispatch_due_steps.delay()
    except OperationalError:
        logger.warning("Run %s is kept for later: the broker cannot be reached", run.pk)
        messages.warning(request, "The workers cannot be reached now. The sync is kept and starts as soon as they can.")
