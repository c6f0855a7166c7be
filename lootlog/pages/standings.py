"""Who holds what: the table of a profile, now or as of a day, by character or by person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from characters.domain.errors import Refused
from characters.domain.names import fold
from characters.models import Guild
from characters.pages.viewing import guild_or_404
from lootlog.domain.moments import moment
from lootlog.models import Profile
from lootlog.pages.choices import Column, address_of, asked, open_address
from lootlog.pages.viewing import frame, is_part, names_people, need_member, profile_or_404
from lootlog.selectors.entry_rows import Row
from lootlog.selectors.listed import standing_rows
from lootlog.selectors.page_state import first_day, sync_state
from lootlog.services import digesting
from lootlog.services.profiles import active_profile

ROWS_PER_PAGE = 100
NAMES = ("search", "by", "as_of", "sort")
PERSON, CHARACTER = "person", "character"
COLUMNS = {
    "name": ("Character", ""), "points": ("Points", "number"), "class": ("Class", ""), "last": ("Last change", ""),
}  # fmt: skip
ORDERS = {
    "points": "most points", "-points": "fewest points", "name": "name", "class": "class", "last": "last change",
}  # fmt: skip
# Orders that begin with the largest.
FALLING = ("points", "last")


@require_safe
def guild_loot(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to the guild's active profile; a guild without profiles gets its first one."""
    guild = guild_or_404(request, pk)
    return redirect("loot", active_profile(guild, now=timezone.now()).pk)


@require_safe
@gzip_page
@cache_control(private=True, no_cache=True)
@vary_on_headers("HX-Request", "Cookie")
def standings_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the standings; a request by htmx gets only the part that the form changes."""
    profile, wanted = profile_or_404(request, pk), asked(request.GET, NAMES)
    as_of, by_person = asked_moment(wanted), by_person_in(wanted, profile.guild)
    rows = _ordered(_found(standing_rows(profile, as_of=as_of, by_person=by_person), wanted), wanted)
    kept = {name: value for name, value in wanted.items() if name in ("by", "as_of")}
    context = {
        **frame(profile, "standings"),
        "wanted": wanted,
        "as_of": as_of,
        "by_person": by_person,
        "names_people": names_people(profile.guild),
        "columns": [_column(name, wanted) for name in COLUMNS],
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "query": open_address(wanted),
        "kept": address_of(kept) if kept else "",
        "csv": open_address(kept),
    }
    if is_part(request):
        return render(request, "lootlog/standings_part.html", context)
    digesting.fold(profile, at_least=digesting.FOLD_FROM)
    return render(request, "lootlog/standings.html", {**context, **_form(profile, as_of), "state": sync_state(profile)})


def asked_moment(wanted: Mapping[str, str]) -> datetime | None:
    """Return the moment that the address asks about, None for now.

    :raises Refused: when it names none.
    """
    return moment(wanted["as_of"], "as_of", ends_day=True) if "as_of" in wanted else None


def by_person_in(wanted: Mapping[str, str], guild: Guild) -> bool:
    """Tell whether the address asks to add up all characters of a person.

    :raises Refused: for another word than person or character.
    :raises PermissionDenied: when a stranger asks for people.
    """
    word = wanted.get("by", CHARACTER)
    if word not in (PERSON, CHARACTER):
        raise Refused(f"by: there is no “{word:.40}”. Use one of: {CHARACTER}, {PERSON}.")
    if word == PERSON:
        need_member(guild)
    return word == PERSON


def _found(rows: list[Row], wanted: Mapping[str, str]) -> list[Row]:
    """Keep the rows of which a name fits; accents and letter case do not count."""
    word = fold(wanted.get("search", ""))
    if not word:
        return rows
    return [row for row in rows if any(word in fold(one["label"]) for one in (row, *row["targets"]))]


def _ordered(rows: list[Row], wanted: Mapping[str, str]) -> list[Row]:
    order = wanted.get("sort", "points")
    name, is_turned = order.removeprefix("-"), order.startswith("-")
    if name not in COLUMNS:
        raise Refused(f"sort: there is no “{name:.40}”. Use one of: {', '.join(COLUMNS)}.")
    if name == "points":
        return rows[::-1] if is_turned else rows
    keys = {
        "name": lambda row: fold(row["label"]),
        "class": lambda row: row["class"] or "~",
        "last": lambda row: row["last_change"].timestamp() if row["last_change"] else 0.0,
    }
    return sorted(rows, key=keys[name], reverse=(name in FALLING) != is_turned)


def _column(name: str, wanted: Mapping[str, str]) -> Column:
    order = wanted.get("sort", "points")
    is_ordered, is_turned = order.removeprefix("-") == name, order.startswith("-")
    rises = (name not in FALLING) != is_turned
    label, css = COLUMNS[name]
    direction = ("ascending" if rises else "descending") if is_ordered else ""
    return Column(label, address_of(wanted, sort=f"-{name}" if is_ordered and not is_turned else name), direction, css)


def _form(profile: Profile, as_of: datetime | None) -> dict[str, Any]:
    """Return the orders to choose from, and the days between which the form's slider moves."""
    last = timezone.now().date()
    first = min(first_day(profile) or last, last)
    day = min(max(as_of.date(), first), last) if as_of else last
    slider = {"first": first, "last": last, "days": (last - first).days, "place": (day - first).days}
    return {"orders": ORDERS.items(), "slider": slider}
