"""Giving points, for officers: the form, what would be written, and the writing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from hashlib import sha256
from string import hexdigits
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from characters.domain.errors import Refused
from lootlog.domain.amounts import ZERO
from lootlog.domain.names import target_key
from lootlog.domain.rules import LONGEST_REASON
from lootlog.models import Profile
from lootlog.pages.filters import class_css, points
from lootlog.pages.typed import typed, typed_points
from lootlog.pages.viewing import frame, led_profile, writer_of
from lootlog.selectors.page_candidates import Candidate, candidates, holdings
from lootlog.services.writers import ALWAYS, Once
from lootlog.services.writing import Award, award

LONGEST_TOKEN = 32


@dataclass(frozen=True)
class Given:
    """What the form was filled with, as it was typed."""

    names: list[str] = field(default_factory=list)
    others: str = ""
    points: str = ""
    reason: str = ""

    def everybody(self, home_realm: str) -> list[str]:
        """Return everybody who was chosen or typed, each once; a name is not asked for twice in two spellings."""
        typed = self.others.replace(",", "\n").replace(";", "\n").splitlines()
        named = [name.strip() for name in [*self.names, *typed] if name.strip()]
        return list({target_key(name, home_realm): name for name in reversed(named)}.values())[::-1]

    def awards(self, home_realm: str) -> list[Award]:
        """Return the awards that the form asks for.

        :raises Refused: when nobody is chosen, or the points are no number or none.
        """
        delta = typed_points(self.points)
        if delta == ZERO:
            raise Refused("0 points would change nothing.")
        names = self.everybody(home_realm)
        if not names:
            raise Refused("Choose who gets the points.")
        return [Award(name, delta, self.reason.strip()) for name in names]


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def award_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form, then what it would write, then write it."""
    profile = led_profile(request, pk)
    if request.method != "POST":
        return _form(request, profile, Given(names=request.GET.getlist("who")))
    given = _given(request)
    try:
        awards = given.awards(profile.guild.realm.slug)
        if request.POST.get("step") == "write":
            return _write(request, profile, awards)
    except Refused as refusal:
        return _form(request, profile, given, error=str(refusal), status=400)
    if request.POST.get("step") == "edit":
        return _form(request, profile, given)
    return _confirm(request, profile, given, awards)


def _given(request: HttpRequest) -> Given:
    names = [name.replace("\0", "") for name in request.POST.getlist("who")]
    return Given(names, typed(request, "others"), typed(request, "points"), typed(request, "reason"))


def _form(request: HttpRequest, profile: Profile, given: Given, *, error: str = "", status: int = 200) -> HttpResponse:
    found, home = candidates(profile), profile.guild.realm.slug
    chosen = {target_key(name, home): name for name in given.names}
    strangers = [name for key, name in chosen.items() if key not in {one.key for one in found}]
    context = {
        **frame(profile, "award"),
        "given": replace(given, others="\n".join([*strangers, *filter(None, [given.others])])),
        "error": error,
        "groups": _groups(profile, found, chosen),
        "longest": LONGEST_REASON,
    }
    return render(request, "lootlog/award.html", context, status=status)


def _groups(profile: Profile, found: list[Candidate], chosen: Mapping[str, str]) -> list[tuple[str, list[Any]]]:
    """Return the boxes of the list: of the guild's members, then of others, each group with its title."""
    titles = {True: f"In {profile.guild.name}", False: "Others in this ledger"}
    boxes: dict[bool, list[Any]] = {True: [], False: []}
    for one in found:
        css, held = class_css(one.class_name), points(one.points)
        boxes[one.is_member].append({"name": one.name, "css": css, "points": held, "is_chosen": one.key in chosen})
    return [(titles[is_member], group) for is_member, group in boxes.items() if group]


def _confirm(request: HttpRequest, profile: Profile, given: Given, awards: list[Award]) -> HttpResponse:
    found, home = candidates(profile), profile.guild.realm.slug
    now = holdings(profile, [item.target for item in awards], found)
    delta, known = awards[0].delta, {one.key for one in found}
    context = {
        **frame(profile, "award"),
        "given": given,
        "writer": writer_of(request, profile),
        "delta": delta,
        "sum": sum((item.delta for item in awards), Decimal(0)),
        "lines": [(name, before, before + delta, target_key(name, home) not in known) for name, before in now],
        "token": uuid4().hex,
    }
    return render(request, "lootlog/award_confirm.html", context)


def _write(request: HttpRequest, profile: Profile, awards: list[Award]) -> HttpResponse:
    """Write, once for each confirmation that was shown."""
    by = writer_of(request, profile)
    rows = award(profile, awards, by=replace(by, once=_once(request.POST.get("token", ""), awards)))
    if any(row.recorded_at != by.now for row in rows):
        messages.info(request, "That was written already; nothing is written twice.")
    else:
        messages.success(request, "Written: 1 entry." if len(rows) == 1 else f"Written: {len(rows)} entries.")
    return redirect("loot-delivery", profile.pk, rows[0].delivery_id)


def _once(token: str, awards: list[Award]) -> Once:
    """Name the confirmation, so that whoever sends it twice writes once."""
    key = "".join(letter for letter in token if letter in hexdigits)[:LONGEST_TOKEN]
    return Once(f"page-{key}", sha256(repr(awards).encode()).hexdigest()) if key else ALWAYS
