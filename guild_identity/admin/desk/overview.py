"""The first page of a guild's desk: how much is known, how the last runs went, what to do next."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from characters.models import Guild, HeldRoster, SyncRun
from guild_identity.admin.access import desk_view, guild_view, guilds_at_desk, officer_of
from guild_identity.admin.desk.changing import SOURCE
from guild_identity.admin.desk.frame import address, desk_page
from guild_identity.admin.desk.next_steps import next_steps
from guild_identity.models import AddonUpload, DiscordServer
from guild_identity.selectors.coverage import coverage
from guild_identity.selectors.pipelines import pipeline_runs, pipeline_summary
from guild_identity.selectors.uploads import uploads_of
from guild_identity.services.discord_sync import believe_next_list
from guild_identity.services.pipeline import start_pipeline

RUNS_SHOWN = 5


@desk_view
def guilds(request: HttpRequest) -> HttpResponse:
    """List the guilds whose desk the person may use; where there is one, go there."""
    found = guilds_at_desk(request)
    if len(found) == 1:
        return redirect("desk:overview", found[0].pk)
    context = {**admin.site.each_context(request), "title": "Officers' desks", "guilds": found}
    return render(request, "guild_identity/desk/guilds.html", context)


@guild_view
def overview(request: HttpRequest, guild: Guild) -> HttpResponse:
    """Show the guild's figures, its Discord server, its last runs and upload."""
    runs = [pipeline_summary(run) for run in pipeline_runs(guild)[:RUNS_SHOWN]]
    context: dict[str, Any] = {
        "tab": "overview",
        "coverage": coverage(guild),
        "runs": runs,
        "is_running": any(run["status"] == SyncRun.Status.RUNNING for run in runs),
        "server": _server(guild).first(),
        "upload": _last_upload(guild),
        "held_roster": HeldRoster.objects.filter(guild=guild, resolved_at__isnull=True).defer("body").first(),
        "may_decide_rosters": request.user.has_perm("characters.change_heldroster"),
    }
    return desk_page(request, guild, "overview", guild.name, {**context, "steps": next_steps(guild, context)})


@guild_view
@require_POST
def run_now(request: HttpRequest, guild: Guild) -> HttpResponse:
    """Start the pipeline, or point to the one that is going on; the dispatcher offers it to the workers."""
    run = start_pipeline(guild, source=SOURCE, now=timezone.now(), user=officer_of(request))
    follow = address(guild, "run", run.pk)
    messages.success(request, format_html('The run begins within seconds. <a href="{}">Follow it</a>', follow))
    return HttpResponseRedirect(address(guild, "overview"))


@guild_view
@require_POST
def believe_discord(request: HttpRequest, guild: Guild) -> HttpResponse:
    """Let the next list of Discord members count if it is about as long as the held one."""
    believe_next_list(get_object_or_404(_server(guild)), now=timezone.now())
    messages.success(request, "The next list from Discord counts if it is about as long. Run the pipeline to fetch it.")
    return HttpResponseRedirect(address(guild, "overview"))


def _server(guild: Guild) -> QuerySet[DiscordServer]:
    # Its webhook is a secret that no page needs, and that another SECRET_KEY could not open.
    return DiscordServer.objects.filter(guild=guild).defer("webhook_url")


def _last_upload(guild: Guild) -> AddonUpload | None:
    return uploads_of([guild]).first()
