"""The ledger: entries newest first, what arrives while the page is open, and whence one entry comes."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from characters.pages.viewing import is_officer
from lootlog.domain.entries import Kind
from lootlog.models import LogEntry, Profile
from lootlog.pages.choices import address_of, asked, open_address
from lootlog.pages.viewing import frame, is_part, names_people, profile_or_404
from lootlog.selectors.entries import (
    arrived_after,
    bounded_count,
    entries_of,
    find_entry,
    newest_first,
    older_than,
    place_of,
)
from lootlog.selectors.entry_filters import FILTERS, whole_number
from lootlog.selectors.entry_rows import entry_rows
from lootlog.selectors.page_entries import delivered, delivery_of, neighbours, referring, still_counting, with_causes

LINES_PER_PAGE = 50
SHOWN_AT_ONCE = 20
KINDS = (("", "all kinds"), ("points", "points"), ("void", "voids"), ("amend", "amendments"))
COUNTING = (("", "all"), ("yes", "counting"), ("no", "taken out"))


@require_safe
@cache_control(private=True, no_cache=True)
@vary_on_headers("HX-Request", "Cookie")
def ledger_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show entries, newest first; a request by htmx gets only the part that filters change."""
    profile, wanted = profile_or_404(request, pk), asked(request.GET, FILTERS)
    found = entries_of(profile, wanted)
    before = request.GET.get("before", "")
    part = older_than(found, before) if before else newest_first(found)
    shown = list(part[: LINES_PER_PAGE + 1])
    context = {
        **frame(profile, "ledger"),
        "wanted": wanted,
        "before": before,
        "lines": entry_rows(profile, shown[:LINES_PER_PAGE], names_people=names_people(profile.guild)),
        "count": bounded_count(profile, found, is_filtered=bool(wanted)),
        "further": address_of(wanted, before=place_of(shown[-2])) if len(shown) > LINES_PER_PAGE else "",
        "newest": address_of(wanted),
        "query": open_address(wanted),
        "after": profile.last_position,
    }
    if is_part(request):
        return render(request, "lootlog/ledger_part.html", context)
    fields = [("kind", "Kind", KINDS), ("counting", "In the sum", COUNTING)]
    shown_target = _name_of_target(profile, wanted.get("target", ""))
    return render(request, "lootlog/ledger.html", {**context, "fields": fields, "target_name": shown_target})


@require_safe
@cache_control(private=True, no_store=True)
def live_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer what has arrived behind the position `after`, 204 while there is nothing; asked every other second."""
    profile, wanted = profile_or_404(request, pk), asked(request.GET, FILTERS)
    after = whole_number(request.GET.get("after", "0"), "after")
    if after >= profile.last_position:
        return HttpResponse(status=204)
    found = arrived_after(entries_of(profile, wanted), after).filter(position__lte=profile.last_position)
    newest = list(found.reverse()[:SHOWN_AT_ONCE])
    context = {
        "profile": profile,
        "lines": entry_rows(profile, newest, names_people=names_people(profile.guild)),
        "count": found.order_by().count(),
        "after": profile.last_position,
        "query": open_address(wanted),
    }
    return render(request, "lootlog/ledger_live.html", context)


@require_safe
@cache_control(private=True, no_cache=True)
@vary_on_headers("HX-Request", "Cookie")
def entry_page(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Show whence an entry comes: below its line in the ledger by htmx, or as a page of its own."""
    profile = profile_or_404(request, pk)
    return entry_answer(request, profile, entry_or_404(profile, name))


def entry_or_404(profile: Profile, name: str) -> LogEntry:
    """Return an entry by id or hash, with `is_void`, stream and delivery."""
    entry = find_entry(profile, name)
    if entry is None:
        raise Http404("no such entry in this profile")
    return entry


def entry_answer(request: HttpRequest, profile: Profile, entry: LogEntry, *, status: int = 200, **filled: Any) -> Any:
    """Answer an entry's page; `filled` is what an officer typed into its forms and why that was refused."""
    before, after = neighbours(entry)
    [row] = with_causes(profile, entry_rows(profile, [entry], names_people=names_people(profile.guild)))
    context = {
        **frame(profile, "ledger"),
        "entry": row,
        "delivery": delivery_of(profile, entry.delivery_id),
        "names_people": names_people(profile.guild),
        "referred_by": referring(profile, entry.hash),
        "before": before,
        "after": after,
        "recorded_at": entry.recorded_at,
        "can_amend": entry.kind != Kind.VOID.value,
        **filled,
    }
    part = is_part(request) and not filled
    return render(request, f"lootlog/entry{'_row' if part else ''}.html", context, status=status)


@require_safe
@cache_control(private=True, no_store=True)
def delivery_page(request: HttpRequest, pk: int, delivery_id: int) -> HttpResponse:
    """Show what arrived together, with the way to take it back."""
    profile = profile_or_404(request, pk)
    delivery = delivery_of(profile, delivery_id)
    if delivery is None:
        raise Http404("no such delivery in this profile")
    return delivery_answer(request, profile, delivery)


def delivery_answer(request: HttpRequest, profile: Profile, delivery: Any, *, error: str = "", reason: str = "") -> Any:
    """Answer a delivery's page, with why taking it back was refused."""
    page = Paginator(delivered(delivery), LINES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **frame(profile, "ledger"),
        "delivery": delivery,
        "names_people": names_people(profile.guild),
        "page": page,
        "lines": entry_rows(profile, page.object_list, names_people=names_people(profile.guild)),
        "counting": still_counting(delivery).count() if is_officer(profile.guild) else 0,
        "error": error,
        "reason": reason or "Written by mistake",
        "query": "?",
    }
    return render(request, "lootlog/delivery.html", context, status=409 if error else 200)


def _name_of_target(profile: Profile, wanted: str) -> str:
    """Return what the form shows for the asked target: its name where the address has an id."""
    if wanted.isascii() and wanted.isdigit():
        label = profile.targets.filter(pk=whole_number(wanted, "target")).values_list("label", flat=True).first()
        return label or wanted
    return wanted
