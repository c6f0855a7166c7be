"""One file that an officer sent: the preview with its choices, the report, applying and taking it back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from characters.domain.errors import Refused
from lootlog.domain.parts import Outcome
from lootlog.models import Profile, Upload
from lootlog.pages.choices import address_of, asked, open_address
from lootlog.pages.files import upload_or_404
from lootlog.pages.typed import typed
from lootlog.pages.viewing import frame, guild_writer_of, led_profile, user_of
from lootlog.selectors.page_frame import present_profiles
from lootlog.services.importing import begin_apply, finish_apply, preview_upload
from lootlog.services.mapping import NEW
from lootlog.services.undoing import redo_import, undo_import
from lootlog.services.uploads import dismiss_upload, is_small

Row = dict[str, Any]
ROWS_PER_PAGE = 100
# In the form of choices: what stands for "nothing was chosen yet", and for leaving a profile out.
OPEN, LEFT_OUT = "", "-"
OUTCOMES = {
    Outcome.NEW.value: ("done", "new"),
    Outcome.KNOWN.value: ("pending", "known already"),
    Outcome.CONFLICTING.value: ("stale", "conflicting"),
    Outcome.REFUSED.value: ("error", "refused"),
}
STATES = {
    Upload.State.WAITING: "running", Upload.State.PREVIEW: "pending", Upload.State.APPLYING: "running",
    Upload.State.APPLIED: "done", Upload.State.UNDONE: "stale", Upload.State.FAILED: "failed",
    Upload.State.DISMISSED: "stale",
}  # fmt: skip


@require_safe
@cache_control(private=True, no_store=True)
def file_page(request: HttpRequest, pk: int, upload_id: int) -> HttpResponse:
    """Show what applying a file would do, or what became of it, row by row."""
    profile = led_profile(request, pk)
    return _page(request, profile, upload_or_404(profile, upload_id))


@require_POST
def change_file(request: HttpRequest, pk: int, upload_id: int, what: str) -> HttpResponse:
    """Look at a file with other choices, apply it, put it away, undo or redo it."""
    profile = led_profile(request, pk)
    upload = upload_or_404(profile, upload_id)
    choices, prices = _choices(upload, request.POST), _prices(upload, request.POST)
    try:
        told = _change(request, upload, what, choices, prices)
    except Refused as refusal:
        upload = upload_or_404(profile, upload_id)
        return _page(request, profile, upload, error=str(refusal), choices=choices, prices=prices, status=409)
    if told:
        messages.success(request, told)
    return redirect("loot-file", profile.pk, upload.pk)


def _change(
    request: HttpRequest, upload: Upload, what: str, choices: Mapping[str, str | None], prices: Mapping[str, str]
) -> str:
    now = timezone.now()
    if what == "preview":
        preview_upload(upload, choices, prices=prices, now=now)
        return ""
    if what == "apply":
        begun = begin_apply(upload, choices, prices=prices, user=user_of(request), now=now)
        if not is_small(begun):
            return ""
        return _applied(finish_apply(begun, now=now).report["counts"])
    if what in ("undo", "redo"):
        return _turn(request, upload, what)
    if what != "dismiss":
        raise Http404("no such change")
    dismiss_upload(upload)
    return "Put away. The file is kept; sent again, it is read again."


def _applied(counts: Mapping[str, int]) -> str:
    """Tell what came of an import. What is in conflict has entered the ledger as well, and counts."""
    told = {
        "new": counts.get(Outcome.NEW.value, 0),
        "in conflict: both versions count until you decide under “Conflicts”": counts.get(Outcome.CONFLICTING.value, 0),
        "set aside: see “Conflicts”": counts.get(Outcome.REFUSED.value, 0),
    }
    parts = [f"{count:,} {words}" for words, count in told.items() if count]
    return f"Applied: {'; '.join(parts) or 'nothing in it was new'}."


def _turn(request: HttpRequest, upload: Upload, what: str) -> str:
    """Take back what a file brought, or bring it back."""
    reason = typed(request, "reason")
    by = guild_writer_of(request, upload.guild)
    if what == "undo":
        undo_import(upload, reason, by=by)
        return "Undone: nothing of what it brought counts any more."
    redo_import(upload, reason, by=by)
    return "Redone: what it brought counts again."


def _choices(upload: Upload, body: QueryDict) -> dict[str, str | None]:
    """Return what was chosen for each profile of the file that something was chosen for."""
    choices: dict[str, str | None] = {}
    for number, part in enumerate(upload.report.get("profiles", [])):
        target = body.get(f"target-{number}", OPEN)
        if target == NEW:
            target = f"{NEW}{body.get(f'name-{number}', '').replace(chr(0), '').strip()}"
        if target != OPEN:
            choices[part["key"]] = None if target == LEFT_OUT else target
    return choices


def _prices(upload: Upload, body: QueryDict) -> dict[str, str]:
    """Return what was typed as the price of each of the file's responses."""
    responses = enumerate(upload.report.get("responses", {}))
    return {name: body.get(f"price-{number}", "").replace(",", ".").strip() for number, name in responses}


def _priced(upload: Upload, prices: Mapping[str, str] | None) -> list[Row]:
    """Return the file's responses with what their fields show."""
    shown = upload.report.get("prices", {}) if prices is None else prices
    found = enumerate(upload.report.get("responses", {}).items())
    return [
        {"number": number, "name": name, "count": count, "price": shown.get(name, "")}
        for number, (name, count) in found
    ]


def _page(
    request: HttpRequest, profile: Profile, upload: Upload, *, error: str = "",
    choices: Mapping[str, str | None] | None = None, prices: Mapping[str, str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    wanted = asked(request.GET, ("outcome",))
    rows = [row for row in upload.report.get("rows", []) if wanted.get("outcome", row["outcome"]) == row["outcome"]]
    names = {part["key"]: part["name"] for part in upload.report.get("profiles", [])}
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    counts = upload.report.get("counts", {})
    context = {
        **frame(profile, "files"),
        "upload": upload,
        "style": STATES[Upload.State(upload.state)],
        "error": error,
        "reason": typed(request, "reason"),
        "parts": [_part(number, part, choices or {}) for number, part in enumerate(upload.report.get("profiles", []))],
        "responses": _priced(upload, prices),
        "ours": present_profiles(profile.guild),
        "tally": [(code, *OUTCOMES[code], counts.get(code, 0)) for code in OUTCOMES],
        "kept": len(upload.report.get("rows", [])),
        "total": sum(counts.values()),
        "wanted": wanted,
        "addresses": {code: address_of({"outcome": code}) for code in OUTCOMES},
        "page": page,
        "rows": [_row(row, names) for row in page],
        "query": open_address(wanted),
    }
    return render(request, "lootlog/file.html", context, status=status)


def _part(number: int, part: Row, choices: Mapping[str, str | None]) -> Row:
    """Return a profile of the file with what its form shows as chosen."""
    target: str | None = choices.get(part["key"], part["target"])
    is_new = target is not None and target.startswith(NEW)
    left_out = LEFT_OUT if part["key"] in choices else OPEN
    chosen = NEW if is_new else target or left_out
    tally = [(*OUTCOMES[code], part["counts"].get(code, 0)) for code in OUTCOMES]
    return {
        **part, "number": number, "chosen": chosen, "tally": tally,
        "new_name": (target or "").removeprefix(NEW) if is_new else part["name"],
    }  # fmt: skip


def _row(row: Row, names: Mapping[str, str]) -> Row:
    style, words = OUTCOMES[row["outcome"]]
    at = row.get("timestamp")
    happened = datetime.fromtimestamp(at, UTC) if at is not None else None
    return {**row, "style": style, "words": words, "profile_name": names.get(row["profile"], ""), "at": happened}
