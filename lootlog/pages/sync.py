"""The sync of a profile: whose turn it is, who waits, who holds the same, what went wrong; followed live."""

from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lootlog.models import Profile
from lootlog.pages.viewing import frame, names_people, profile_or_404
from lootlog.selectors.page_state import devices, recent_deliveries, sync_state
from lootlog.selectors.peers import peers_of
from lootlog.services import digesting

DELIVERIES_SHOWN = 10


@require_safe
@cache_control(private=True, no_cache=True)
def sync_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the page."""
    profile = profile_or_404(request, pk)
    return render(request, "lootlog/sync.html", {**frame(profile, "sync"), **_live(profile)})


@require_safe
@cache_control(private=True, no_store=True)
def sync_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the part of the page that is asked for again every two seconds; 204 while nothing has changed."""
    profile = profile_or_404(request, pk)
    if request.GET.get("seen") == _seen(profile):
        return HttpResponse(status=204)
    return render(request, "lootlog/sync_part.html", {**frame(profile, "sync"), **_live(profile)})


def _live(profile: Profile) -> dict[str, Any]:
    seen = _seen(profile)
    digesting.fold(profile, at_least=digesting.FOLD_FROM)
    state = sync_state(profile)
    found = devices(profile, state)
    return {
        "state": state,
        "line": [one for one in found if one.peer.queue_place is not None],
        "devices": found,
        "deliveries": recent_deliveries(profile, DELIVERIES_SHOWN),
        "names_people": names_people(profile.guild),
        "seen": seen,
    }


def _seen(profile: Profile) -> str:
    """Name what the part shows, so that it is drawn anew only where something else is to be shown."""
    facts = ("pk", "last_seen_at", "queue_place", "lacks", "has_more", "error", "digest")
    parts = list(peers_of(profile).values_list(*facts))
    return sha256(repr((profile.last_position, parts)).encode()).hexdigest()[:16]
