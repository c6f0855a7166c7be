"""Who may use the officers' desk: the one place where every page and table of it asks."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from characters.admin.officers import led_guilds, may_use_desk
from characters.domain.errors import Refused
from characters.models import Guild

NOT_STAFF = (
    "The officers' desk is part of the admin, and your account may not open that yet. "
    "Ask whoever runs this site to mark your account as staff."
)
NO_GUILD = (
    "You are not an officer of a guild here. An officer's rank counts once you have signed in with Battle.net; "
    "whoever runs this site can also make you an officer by hand."
)
NOT_THEIR_OFFICER = "You are not an officer of this guild, so its desk stays closed to you."
View = Callable[..., HttpResponse]


def desk_view(view: View) -> View:
    """Open a page of the desk to staff who are officers of at least one guild: `view(request)`."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        if not (guilds_at_desk(request) or may_use_desk(request)):
            raise PermissionDenied(NO_GUILD)
        return view(request, **kwargs)

    return guarded


def guild_view(view: View) -> View:
    """Open a page of one guild's desk to its officers: `view(request, guild)`, with the guild of the address."""

    @desk_view
    @wraps(view)
    def guarded(request: HttpRequest, *, guild_id: int, **kwargs: Any) -> HttpResponse:
        guild = next((guild for guild in guilds_at_desk(request) if guild.pk == guild_id), None)
        if guild is None:
            raise PermissionDenied(NOT_THEIR_OFFICER)
        try:
            return view(request, guild, **kwargs)
        except Refused as refusal:
            return _refused(request, guild, str(refusal))

    return guarded


def guilds_at_desk(request: HttpRequest) -> list[Guild]:
    """Return the guilds whose desk the person may use, by name; asked once per request.

    :raises PermissionDenied: when the person is not staff.
    """
    if not (request.user.is_active and request.user.is_staff):
        raise PermissionDenied(NOT_STAFF)
    return led_guilds(request)


def officer_of(request: HttpRequest) -> User:
    """Return the officer who asks.

    :raises PermissionDenied: when nobody is signed in.
    """
    if isinstance(request.user, AnonymousUser):
        raise PermissionDenied(NOT_STAFF)
    return request.user


def _refused(request: HttpRequest, guild: Guild, reason: str) -> HttpResponse:
    """Tell a refusal where the person is: at the desk, with its tabs and a way back."""
    context = {**admin.site.each_context(request), "guild": guild, "guilds_at_desk": guilds_at_desk(request)}
    page = {**context, "title": "This cannot be done", "reason": reason}
    return render(request, "guild_identity/desk/refused.html", page, status=400)
