"""Where a person starts: the guilds that may be seen, and the person's own characters."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from characters.models import Guild
from characters.pages.viewing import viewer_of
from characters.selectors.access import visible_guilds
from characters.selectors.people import own_characters


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the start page."""
    viewer = viewer_of(request)
    open_stints = Count("members", filter=Q(members__left_at__isnull=True))
    context = {
        "now": timezone.now(),
        "guilds": visible_guilds(viewer).annotate(member_count=open_stints),
        "claims": own_characters(viewer) if viewer.is_authenticated else [],
        "has_hidden_guilds": not viewer.is_authenticated and Guild.objects.filter(is_public=False).exists(),
    }
    return render(request, "characters/home.html", context)
