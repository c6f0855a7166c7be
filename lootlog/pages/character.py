"""A character's points, as a line that other pages load."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from characters.pages.viewing import character_or_404, viewer_of
from characters.selectors.access import visible_guilds
from lootlog.pages.viewing import is_part
from lootlog.selectors.page_character import holdings_of


@require_safe
@cache_control(private=True, no_cache=True)
@vary_on_headers("HX-Request", "Cookie")
def character_points(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a character holds in the ledgers of guilds that the person may see: as a line, or as a page."""
    character = character_or_404(request, pk)
    context = {"character": character, "holdings": holdings_of(character, visible_guilds(viewer_of(request)))}
    return render(request, f"lootlog/points_of_character{'' if is_part(request) else '_page'}.html", context)
