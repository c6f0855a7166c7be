"""A guild's profiles, for officers: make, rename, choose, archive and bring back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from characters.domain.errors import Refused
from characters.models import Guild
from lootlog.domain.names import LONGEST
from lootlog.models import Profile
from lootlog.pages.typed import typed
from lootlog.pages.viewing import frame, led_guild, led_profile
from lootlog.services.profiles import (
    activate_profile,
    active_profile,
    archive_profile,
    create_profile,
    rename_profile,
    restore_profile,
)


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def profiles_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the guild's profiles, and make another one."""
    guild = led_guild(request, pk)
    if request.method != "POST":
        return _page(request, guild)
    name = typed(request, "name")
    try:
        made = create_profile(guild, name, now=timezone.now())
    except Refused as refusal:
        return _page(request, guild, error=str(refusal), filled=name)
    messages.success(request, f"“{made}” is there. The active profile is the same as before.")
    return redirect("guild-loot-profiles", guild.pk)


@require_POST
def change_profile(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Rename a profile, make it the active one, archive it or bring it back."""
    profile = led_profile(request, pk)
    name = typed(request, "name")
    try:
        told = _change(profile, what, name)
    except Refused as refusal:
        return _page(request, profile.guild, error=str(refusal), renamed=(pk, name) if what == "rename" else None)
    messages.success(request, told)
    return redirect("guild-loot-profiles", profile.guild_id)


def _change(profile: Profile, what: str, name: str) -> str:
    if what == "rename":
        return f"“{profile}” is called “{rename_profile(profile, name)}” now."
    if what == "activate":
        return f"“{activate_profile(profile)}” is the active profile now: it is opened first."
    if what == "archive":
        archived = archive_profile(profile, now=timezone.now())
        return f"“{archived}” is archived. Its entries stay, and it can be brought back."
    if what == "restore":
        return f"“{restore_profile(profile)}” is back."
    raise Http404("no such change")


def _page(
    request: HttpRequest, guild: Guild, *, error: str = "", filled: str = "", renamed: tuple[int, str] | None = None
) -> HttpResponse:
    active = active_profile(guild, now=timezone.now())
    active.guild = guild
    everyone = Profile.objects.filter(guild=guild).order_by("-is_default", "name", "pk")
    context: dict[str, Any] = {
        **frame(active, "profiles"),
        "used": [one for one in everyone if one.archived_at is None],
        "archived": [one for one in everyone if one.archived_at is not None],
        "error": error,
        "filled": filled,
        "renamed": renamed,
        "longest": LONGEST,
    }
    return render(request, "lootlog/profiles.html", context, status=409 if error else 200)
