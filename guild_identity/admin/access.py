"""Who may use the officers' desk: the one place where every page and table of it asks."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from characters.domain.errors import Refused
from characters.models import Guild
from guild_identity.selectors.desk import guilds_of_officer

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
    return _guilds(request)


def may_use_desk(request: HttpRequest) -> bool:
    """Return whether the person may use the desk of any guild; the side bar asks on every page of the admin."""
    user = request.user
    return bool(user.is_active and user.is_staff and (user.is_superuser or _guilds(request)))


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


def _guilds(request: HttpRequest) -> list[Guild]:
    if not hasattr(request, "guilds_at_desk"):
        request.guilds_at_desk = list(guilds_of_officer(request.user))  # type: ignore[attr-defined]
    found: list[Guild] = request.guilds_at_desk  # type: ignore[attr-defined]
    return found


class OfficersOnly:
    """Shows the rows of the guilds that the person is an officer of, and no others; model permissions do not matter."""

    guild_path = "guild"

    class Media:
        css = {"all": ["vaultkeeper/tables.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows of the person's guilds."""
        guilds = [guild.pk for guild in _guilds(request)] if may_use_desk(request) else []
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        return rows.filter(**{f"{self.guild_path}__in": guilds})

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Return whether the person is an officer of any guild."""
        return may_use_desk(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return whether the person is an officer of the row's guild, or of any."""
        return self.is_officer(request, obj)

    def is_officer(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return whether the person is an officer of the row's guild, or of any guild where no row is given."""
        if not may_use_desk(request):
            return False
        return obj is None or getattr(obj, f"{self.guild_path}_id") in [guild.pk for guild in _guilds(request)]
