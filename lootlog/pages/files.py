"""Files of addons in the browser: sending one, what applying it would do, applying, the report, taking it back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from characters.domain.errors import Refused
from characters.pages.viewing import is_officer
from lootlog.models import Profile, Upload
from lootlog.pages.viewing import frame, led_profile, profile_or_404, user_of
from lootlog.selectors.uploads import uploads_of
from lootlog.services.importing import read_upload
from lootlog.services.uploads import LARGEST_UPLOAD, TOO_LARGE, is_known, is_small, receive_upload

UPLOADS_PER_PAGE = 20
# What the form's other fields and the lines around the file add.
ROOM_FOR_FORM = 64 * 1024
EXPORTS = (
    ("bundle", "Bundle", "every entry with its proofs, for another server or a peer; can be verified without us"),
    ("json", "JSON", "every entry with its hash, for programs"),
    ("csv", "CSV", "every entry with its hash, for spreadsheets"),
    ("pipe", "Pipe lines", "as the addon writes lines; for reading"),
    ("addon", "Addon", "the addon's own SavedVariables file"),
)
ACCEPTED = ".lua,.bak,.json,.csv,.txt,.tsv,.log"


class FileForm(forms.Form):
    """A file."""

    file = forms.FileField(
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPTED, "aria-describedby": "file-help"}),
    )

    def clean_file(self) -> Any:
        """Refuse a file that is larger than an upload may be."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_UPLOAD:
            raise forms.ValidationError(TOO_LARGE)
        return file


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def files_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what can be taken away, and to officers the form and what was sent; take a file.

    A body that is too large is refused before the check against forgery reads it; everything else is checked.
    """
    length = str(request.META.get("CONTENT_LENGTH") or 0)
    if length.isdigit() and int(length) > LARGEST_UPLOAD + ROOM_FOR_FORM:
        return _page(request, led_profile(request, pk), error=TOO_LARGE, status=413)
    return _checked(request, pk)


@csrf_protect
def _checked(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method != "POST":
        return _page(request, profile_or_404(request, pk))
    profile = led_profile(request, pk)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        error = str(next(iter(form.errors.values()))[0])
        return _page(request, profile, error=error, status=413 if error == TOO_LARGE else 400)
    try:
        return _take(request, profile, form.cleaned_data["file"])
    except Refused as refusal:
        return _page(request, profile, error=str(refusal), status=400)


def _take(request: HttpRequest, profile: Profile, file: Any) -> HttpResponse:
    now = timezone.now()
    upload = receive_upload(
        profile.guild, file.read(), file_name=file.name, user=user_of(request), now=now, profile=profile
    )
    if is_known(upload, now=now):
        messages.info(request, "This file had come before; here is what became of it.")
    if is_small(upload):
        read_upload(upload, now=now)
    return redirect("loot-file", profile.pk, upload.pk)


def _page(request: HttpRequest, profile: Profile, *, error: str = "", status: int = 200) -> HttpResponse:
    sent = uploads_of(profile.guild) if is_officer(profile.guild) else Upload.objects.none()
    context = {
        **frame(profile, "files"),
        "form": FileForm(),
        "error": error,
        "exports": EXPORTS,
        "page": Paginator(sent.order_by("-received_at", "-pk"), UPLOADS_PER_PAGE).get_page(request.GET.get("page")),
        "query": "?",
        "most": LARGEST_UPLOAD // 1024 // 1024,
    }
    return render(request, "lootlog/files.html", context, status=status)


def upload_or_404(profile: Profile, pk: int) -> Upload:
    """Return a file that was sent to the profile's guild."""
    upload = uploads_of(profile.guild).filter(pk=pk).first()
    if upload is None:
        raise Http404("no such upload of this guild")
    return upload


@require_safe
@cache_control(private=True, no_store=True)
def state_part(request: HttpRequest, pk: int, upload_id: int) -> HttpResponse:
    """Answer nothing while a file is being read or applied; afterwards the page is loaded anew."""
    upload = upload_or_404(led_profile(request, pk), upload_id)
    is_busy = upload.state in (Upload.State.WAITING, Upload.State.APPLYING)
    return HttpResponse(status=204) if is_busy else HttpResponse(headers={"HX-Refresh": "true"})
