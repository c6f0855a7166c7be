"""What a request may do: a person's standing, narrowed by the scope and the guild of the token it came with."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from characters.models import ApiToken, Character, Guild, GuildMember
from characters.selectors.access import Standing, visible_characters, visible_guilds

READ, UPLOAD, OFFICER = ApiToken.Scope.READ, ApiToken.Scope.UPLOAD, ApiToken.Scope.OFFICER


def token_of(request: Request) -> ApiToken | None:
    """Return the token that a request came with, None for a session or nobody."""
    return request.auth if isinstance(request.auth, ApiToken) else None


def bound_guild_id(request: Request) -> int | None:
    """Return the guild that the request's token is bound to, if it is."""
    token = token_of(request)
    return token.guild_id if token is not None else None


def guilds_of(request: Request) -> QuerySet[Guild]:
    """Return the guilds that a request may read."""
    guilds = visible_guilds(request.user)
    bound = bound_guild_id(request)
    return guilds if bound is None else guilds.filter(pk=bound)


def characters_of(request: Request) -> QuerySet[Character]:
    """Return the characters that a request may read."""
    characters = visible_characters(request.user)
    bound = bound_guild_id(request)
    if bound is None:
        return characters
    members = GuildMember.objects.filter(guild=bound, character=OuterRef("pk"), left_at__isnull=True)
    return characters.filter(Exists(members))


def acts_as_officer(request: Request, guild: Guild) -> bool:
    """Tell whether a request may do an officer's work on a guild that `guilds_of` gave."""
    token = token_of(request)
    has_scope = token is None or token.scope == OFFICER
    return has_scope and getattr(guild, "viewer_standing", None) == Standing.OFFICER


class TokenScope(BasePermission):
    """A token reads; to change things it needs the scope that the view names: `officer` unless that is `upload`."""

    message = "The scope of this token is too narrow for that. Use one with a wider scope."

    def has_permission(self, request: Request, view: Any) -> bool:
        """Compare the token's scope with the view's `write_scope`."""
        token = token_of(request)
        if token is None or request.method in SAFE_METHODS or token.scope == OFFICER:
            return True
        return token.scope == UPLOAD == getattr(view, "write_scope", OFFICER)


class SignedIn(BasePermission):
    """Somebody, by session or token."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Tell whether the request has a user."""
        return bool(request.user and request.user.is_authenticated)


class WholeAccount(BasePermission):
    """What concerns a person and not a guild: no token that is bound to a guild."""

    message = "This token is bound to one guild and says nothing about your account."

    def has_permission(self, request: Request, view: Any) -> bool:
        """Refuse bound tokens."""
        return bound_guild_id(request) is None


class GuildOfficer(BasePermission):
    """Officers of the guild at hand; the token's scope must be `officer`."""

    message = "Only officers of this guild may do that, and a token needs the scope “officer”."

    def has_object_permission(self, request: Request, view: Any, guild: Guild) -> bool:
        """Look at the standing that came with the guild."""
        return acts_as_officer(request, guild)
