"""Uploading exports in the browser, for officers: the form, what was uploaded, and the report of one upload."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from characters.models import Guild
from characters.pages.viewing import guild_or_404, is_officer, viewer_of
from guild_identity.domain.note_plan import Outcome
from guild_identity.models import AddonUpload
from guild_identity.selectors.uploads import notes_status, uploads_of
from guild_identity.services.importing import take_upload
from guild_identity.services.uploads import LARGEST_UPLOAD, TOO_LARGE, is_known

UPLOADS_PER_PAGE = 20
ROWS_PER_PAGE = 200
# What the form's other fields and the lines around the file add.
ROOM_FOR_FORM = 64 * 1024
OUTCOMES = {
    Outcome.UPDATED: ("done", "taken over"),
    Outcome.UNCHANGED: ("done", "nothing new"),
    Outcome.OLDER: ("stale", "older than what is known"),
    Outcome.UNKNOWN_CHARACTER: ("pending", "not known yet"),
    Outcome.UNKNOWN_REALM: ("error", "realm not known"),
    Outcome.NOT_A_MEMBER: ("pending", "not in the guild"),
    Outcome.RETIRED: ("stale", "gone"),
    Outcome.DUPLICATE: ("stale", "listed twice"),
    Outcome.REJECTED: ("error", "left out"),
    Outcome.OTHER_GUILD: ("stale", "another guild's list"),
}


class UploadForm(forms.Form):
    """A file, and whether it may name another guild."""

    file = forms.FileField(
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".lua,.bak,.json,.csv,.tsv,.txt", "aria-describedby": "file-help"}),
    )
    is_forced = forms.BooleanField(required=False, label="Another guild's name is fine")

    def clean_file(self) -> Any:
        """Refuse a file that is larger than an upload may be."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_UPLOAD:
            raise forms.ValidationError(TOO_LARGE)
        if not file.size:
            raise forms.ValidationError("The file is empty.")
        return file


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def notes_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form and what was uploaded, and take an upload.

    A body that is too large is refused before the check against forgery reads it; everything else is checked.
    """
    length = str(request.META.get("CONTENT_LENGTH") or 0)
    if length.isdigit() and int(length) > LARGEST_UPLOAD + ROOM_FOR_FORM:
        return _page(request, _led_guild(request, pk), error=TOO_LARGE, status=413)
    return _checked(request, pk)


@csrf_protect
def _checked(request: HttpRequest, pk: int) -> HttpResponse:
    guild = _led_guild(request, pk)
    if request.method != "POST":
        return _page(request, guild)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        error = str(next(iter(form.errors.values()))[0])
        return _page(request, guild, error=error, status=413 if error == TOO_LARGE else 400)
    return _take(request, guild, form)


@require_safe
@cache_control(private=True, no_store=True)
def report_page(request: HttpRequest, pk: int, upload_id: int) -> HttpResponse:
    """Show what became of an upload, row by row."""
    guild = _led_guild(request, pk)
    upload = uploads_of([guild]).defer("raw").filter(pk=upload_id).first()
    if upload is None:
        raise Http404("no such upload of this guild")
    wanted = request.GET.get("outcome", "")
    rows = [row for row in upload.report if wanted in ("", row["outcome"])]
    context = {
        "now": timezone.now(),
        "guild": guild,
        "upload": upload,
        "wanted": wanted,
        "tally": _tally(upload.counts),
        "page": Paginator([(row, *_outcome(row["outcome"])) for row in rows], ROWS_PER_PAGE).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "guild_identity/uploads_report.html", context)


def _take(request: HttpRequest, guild: Guild, form: UploadForm) -> HttpResponse:
    file, user, now = form.cleaned_data["file"], viewer_of(request), timezone.now()
    assert isinstance(user, User)
    upload = take_upload(
        guild,
        file.read(),
        file_name=file.name,
        source="page",
        user=user,
        now=now,
        is_forced=form.cleaned_data["is_forced"],
    )
    if upload.status == AddonUpload.Status.FAILED:
        messages.error(request, upload.error)
    elif is_known(upload, now=now):
        messages.info(request, "This file had come before. It was read once more; nothing is kept twice.")
    else:
        news = upload.counts.get(Outcome.UPDATED, 0)
        members = "1 member has news" if news == 1 else f"{news} members have news"
        messages.success(request, f"Taken over: {members}. Matching and checks follow in the background.")
    return redirect("guild-notes-report", guild.pk, upload.pk)


def _led_guild(request: HttpRequest, pk: int) -> Guild:
    """Return a guild whose officer asks; to others it is hidden, or closed."""
    guild = guild_or_404(request, pk)
    if not is_officer(guild):
        raise PermissionDenied(f"Notes are seen and uploaded by officers of {guild.name} only.")
    return guild


def _page(request: HttpRequest, guild: Guild, *, error: str = "", status: int = 200) -> HttpResponse:
    page = Paginator(uploads_of([guild]), UPLOADS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "now": timezone.now(),
        "guild": guild,
        "form": UploadForm(),
        "error": error,
        "notes": notes_status(guild),
        "page": page,
        "most": LARGEST_UPLOAD // 1024 // 1024,
    }
    return render(request, "guild_identity/uploads.html", context, status=status)


def _outcome(outcome: str) -> tuple[str, str]:
    return OUTCOMES[Outcome(outcome)]


def _tally(counts: Mapping[str, int]) -> list[tuple[str, str, str, int]]:
    """Return the outcomes that occurred: code, style, words, number."""
    return [(name.value, *_outcome(name), counts[name]) for name in Outcome if counts.get(name)]
