"""What every page of the desk has: the guild's name, the tabs with their counts, pages of lists."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.contrib import admin
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from characters.domain.errors import Refused
from characters.models import Guild
from guild_identity.admin.access import guilds_at_desk
from guild_identity.models import AuditIssue, LinkProposal
from guild_identity.selectors.desk import unlinked_characters

PER_PAGE = 25
TABS = (
    ("overview", "Overview", ""),
    ("unlinked", "Unlinked", "unlinked"),
    ("players", "Players", ""),
    ("proposals", "Proposals", "proposals"),
    ("issues", "Issues", "issues"),
    ("ranks", "Ranks and roles", ""),
    ("runs", "Runs", ""),
    ("changes", "Changes", ""),
)
Row = TypeVar("Row", bound=Model)


def desk_page(
    request: HttpRequest, guild: Guild, template: str, title: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render a page of a guild's desk. `context["tab"]` names the tab that it belongs to."""
    framed = {
        **admin.site.each_context(request),
        "guild": guild,
        "guilds_at_desk": guilds_at_desk(request),
        "title": title,
        "now": timezone.now(),
        "here": request.get_full_path(),
        **context,
    }
    return render(request, f"guild_identity/desk/{template}.html", framed, status=status)


def address(guild: Guild, name: str, *args: object) -> str:
    """Return the address of a page of a guild's desk."""
    return reverse(f"desk:{name}", args=[guild.pk, *args])


def back_from(request: HttpRequest, guild: Guild, default: str) -> str:
    """Return where the person came from, if that is a page of this desk, else `default`."""
    wanted = request.GET.get("back", "")
    return wanted if wanted.startswith(address(guild, "overview")) and wanted.isprintable() else default


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], name: str = "page") -> Page[Any]:
    """Return the page of a list that the address asks for; one that does not exist becomes the nearest."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get(name))


def search_of(request: HttpRequest, name: str = "q") -> str:
    """Return what the person searches for, without what no name can hold."""
    return request.GET.get(name, "").replace("\0", "").strip()[:80]


def row_of(rows: QuerySet[Row], pk: int | str | None) -> Row:
    """Return one of a guild's rows.

    :raises Http404: when it is not among them: rows of other guilds do not exist here.
    """
    number = int(pk) if isinstance(pk, int) or (pk and pk.isascii() and pk.isdigit() and len(pk) < 19) else 0
    row = rows.filter(pk=number).first()
    if row is None:
        raise Http404("This guild has no such row.")
    return row


def number_in(text: str | None, *, default: float, lowest: float, highest: float) -> float:
    """Return a number that a person typed.

    :raises Refused: when it is none, or outside the limits.
    """
    if not text:
        return default
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        raise Refused(f"“{text[:20]}” is no number.") from None
    if not lowest <= number <= highest:
        raise Refused(f"Give a number from {lowest:g} to {highest:g}.")
    return number


def chosen(request: HttpRequest, name: str, known: Iterable[str]) -> str:
    """Return a filter's value if it is a known one, else nothing."""
    value = request.GET.get(name, "")
    return value if value in set(known) else ""


def tabs_of(guild: Guild) -> list[dict[str, Any]]:
    """Return the tabs of a guild's desk, with how many wait behind them: {name, label, address, count}."""
    open_issues = AuditIssue.objects.filter(guild=guild, is_present=True, resolved_at__isnull=True)
    open_proposals = LinkProposal.objects.filter(guild=guild, status=LinkProposal.Status.OPEN)
    counts = {
        "unlinked": unlinked_characters(guild).count(),
        "proposals": open_proposals.count(),
        "issues": open_issues.count(),
    }
    return [
        {"name": name, "label": label, "address": address(guild, name), "count": counts.get(counted)}
        for name, label, counted in TABS
    ]
