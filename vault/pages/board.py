"""The vault board of a guild: everybody's nine slots of a week, to be sorted, filtered and searched."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from characters.domain.regions import Region
from characters.pages.viewing import guild_or_404, is_officer
from characters.selectors.guilds import ranks
from characters.services.activity import mark_guild_viewed
from vault.pages.board_choices import address_of, asked, columns_of, fields_of
from vault.pages.cells import Group, groups_of
from vault.pages.sync_line import sync_line
from vault.pages.week_picker import week_picker
from vault.pages.wording import SECTIONS
from vault.selectors.board import board
from vault.selectors.board_row import BoardRow
from vault.selectors.weeks import asked_week

ROWS_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One character's line on the board."""

    row: BoardRow
    css: str
    rank: str
    groups: tuple[Group, ...]
    counts: tuple[int | None, ...]
    looked_at: Any
    cause: str


@require_safe
@gzip_page
@cache_control(private=True, no_cache=True)
@vary_on_headers("HX-Request", "Cookie")
def board_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the board; a request by htmx gets only the part that filters change."""
    guild, now = guild_or_404(request, pk), timezone.now()
    wanted = asked(request.GET)
    week = asked_week(Region(guild.realm.region), request.GET.get("period"), now=now)
    mark_guild_viewed(guild.pk, now=now)
    rows = board(guild, week, wanted, now=now)
    picker = week_picker(week, wanted, now=now)
    period = "" if picker.is_current else str(week.period_id)
    rank_names = {rank["index"]: rank["name"] for rank in ranks(guild)}
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    query = address_of({**wanted, "period": period})
    context = {
        "now": now,
        "guild": guild,
        "is_officer": is_officer(guild),
        "tab": "vault",
        "wanted": wanted,
        "period": period,
        "picker": picker,
        "page": page,
        "lines": [_line(row, rank_names) for row in page],
        "tally": _tally(rows),
        "columns": columns_of(wanted, period),
        "query": query if query == "?" else f"{query}&",
    }
    if getattr(request, "htmx", False) and not request.htmx.history_restore_request:  # type: ignore[attr-defined]
        return render(request, "vault/board_part.html", context)
    context |= {"fields": fields_of(rank_names, wanted), "sync": sync_line(guild, now=now)}
    return render(request, "vault/board.html", context)


def _line(row: BoardRow, rank_names: Mapping[int, str]) -> Line:
    looked = next((section["fetched_at"] for section in row.sections if section["section"] == "summary"), None)
    failing = (section for section in row.sections if section["error"])
    return Line(
        row=row,
        css=f"class-{slugify(row.class_name)}" if row.class_name else "",
        rank=rank_names.get(row.rank, f"Rank {row.rank}"),
        groups=groups_of(row.slot_list()),
        counts=row.known_counts(),
        looked_at=looked,
        cause=next((f"{SECTIONS[section['section']]}: {section['error']}" for section in failing), ""),
    )


def _tally(rows: list[BoardRow]) -> dict[str, int]:
    """Count the slots of all rows by state, and the characters that have none yet."""
    states: Counter[str] = Counter()
    empty = 0
    for row in rows:
        own = Counter(slot["state"] for slot in row.slot_list())
        states += own
        empty += own["earned"] == own["unknown"] == 0
    return {"characters": len(rows), "empty": empty, **{name: states[name] for name in ("earned", "locked", "unknown")}}
