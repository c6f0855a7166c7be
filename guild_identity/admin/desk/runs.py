"""How the pipeline went: runs with their steps, and what came in from the game."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from characters.domain.errors import Refused
from characters.models import Guild
from guild_identity.admin.access import guild_view, officer_of
from guild_identity.admin.desk.changing import SOURCE
from guild_identity.admin.desk.frame import address, desk_page, page_of, row_of
from guild_identity.models import AddonUpload
from guild_identity.selectors.pipelines import pipeline_runs, pipeline_summary
from guild_identity.selectors.rule_results import rule_results
from guild_identity.selectors.uploads import uploads_of
from guild_identity.services.pipeline import UPLOAD, start_pipeline
from guild_identity.services.uploads import LARGEST_UPLOAD, TOO_LARGE, receive_upload


class UploadForm(forms.Form):
    """An export of the guild's notes."""

    file = forms.FileField(
        label="Export of the guild's notes",
        help_text="The addon's SavedVariables file (GuildSync.lua, PATTSync.lua) or JSON of the same shape.",
    )


@guild_view
def runs(request: HttpRequest, guild: Guild) -> HttpResponse:
    """List the guild's runs and uploads, newest first."""
    page = page_of(request, pipeline_runs(guild), "runs")
    context = {
        "tab": "runs",
        "runs": page,
        "summaries": [pipeline_summary(run) for run in page.object_list],
        "uploads": page_of(request, uploads_of([guild]), "uploads"),
        "form": UploadForm(),
    }
    return desk_page(request, guild, "runs", "Runs", context)


@guild_view
def run(request: HttpRequest, guild: Guild, *, run_id: int) -> HttpResponse:
    """Show one run's steps, and what each rule of matching came to in it."""
    row = row_of(pipeline_runs(guild), run_id)
    summary = pipeline_summary(row)
    context = {"tab": "runs", "run": summary, "rules": rule_results(summary["steps"])}
    return desk_page(request, guild, "run", f"Run {row.pk}", context)


@guild_view
def upload(request: HttpRequest, guild: Guild, *, upload_id: int) -> HttpResponse:
    """Show what became of an upload, row by row."""
    row = row_of(AddonUpload.objects.filter(guild=guild).select_related("uploaded_by").defer("raw"), upload_id)
    context = {"tab": "runs", "upload": row, "rows": page_of(request, row.report)}
    return desk_page(request, guild, "upload", f"Upload {row.file_name or row.pk}", context)


@guild_view
@require_POST
def send(request: HttpRequest, guild: Guild) -> HttpResponse:
    """Take in an export, and start the pipeline over it: the dispatcher offers it to the workers within seconds."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        raise Refused("Choose a file that is not empty.")
    sent = form.cleaned_data["file"]
    if sent.size > LARGEST_UPLOAD:
        raise Refused(TOO_LARGE)
    now, officer = timezone.now(), officer_of(request)
    row = receive_upload(guild, sent.read(), file_name=sent.name, source=SOURCE, user=officer, now=now)
    start_pipeline(guild, source=UPLOAD, now=now, user=officer)
    messages.success(request, "The export is stored. Its rows are read within seconds; see below what became of each.")
    return HttpResponseRedirect(address(guild, "upload", row.pk))
