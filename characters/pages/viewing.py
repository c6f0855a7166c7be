"""What a page may show to whoever asks: the same rules as everywhere, with 404 for what is hidden."""

from django.contrib.auth.models import AnonymousUser, User
from django.http import Http404, HttpRequest

from characters.models import Character, Guild
from characters.selectors.access import Standing, visible_characters, visible_guilds


def viewer_of(request: HttpRequest) -> User | AnonymousUser:
    """Return whoever asks."""
    return request.user


def guild_or_404(request: HttpRequest, pk: int) -> Guild:
    """Return a guild that the person may see, with `viewer_standing`.

    :raises Http404: when there is none; nobody learns whether it is hidden.
    """
    guild = visible_guilds(viewer_of(request)).filter(pk=pk).first()
    if guild is None:
        raise Http404(f"no guild {pk} to be seen")
    return guild


def character_or_404(request: HttpRequest, pk: int) -> Character:
    """Return a character that the person may see.

    :raises Http404: when there is none; nobody learns whether it is hidden.
    """
    character = visible_characters(viewer_of(request)).filter(pk=pk).first()
    if character is None:
        raise Http404(f"no character {pk} to be seen")
    return character


def is_officer(guild: Guild) -> bool:
    """Tell whether the person for whom the guild was looked up is an officer of it."""
    return getattr(guild, "viewer_standing", Standing.STRANGER) == Standing.OFFICER
