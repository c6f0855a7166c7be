"""What the ledger's pages share: which profile is asked about, by whom, and what stands above every one of them."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from characters.models import Guild
from characters.pages.viewing import guild_or_404, is_officer, viewer_of
from characters.selectors.access import Standing, visible_guilds
from lootlog.models import Delivery, Profile, Stream
from lootlog.selectors.actors import actor_name
from lootlog.selectors.page_frame import open_conflicts, switchable
from lootlog.services.writers import Writer

OFFICERS_ONLY = "Points are written by officers of {guild} only."
MEMBERS_ONLY = "Whose characters belong together is for members of {guild}."


def profile_or_404(request: HttpRequest, pk: int) -> Profile:
    """Return a profile that the person may see; its guild comes with `viewer_standing`.

    :raises Http404: when there is none; nobody learns whether it is hidden.
    """
    profile = Profile.objects.filter(pk=pk).first()
    guild = visible_guilds(viewer_of(request)).filter(pk=profile.guild_id).first() if profile else None
    if profile is None or guild is None:
        raise Http404(f"no profile {pk} to be seen")
    profile.guild = guild
    return profile


def led_profile(request: HttpRequest, pk: int) -> Profile:
    """Return a profile whose officer asks; to others it is hidden, or closed."""
    profile = profile_or_404(request, pk)
    _need_officer(profile.guild)
    return profile


def led_guild(request: HttpRequest, pk: int) -> Guild:
    """Return a guild whose officer asks; to others it is hidden, or closed."""
    guild = guild_or_404(request, pk)
    _need_officer(guild)
    return guild


def _need_officer(guild: Guild) -> None:
    if not is_officer(guild):
        raise PermissionDenied(OFFICERS_ONLY.format(guild=guild.name))


def names_people(guild: Guild) -> bool:
    """Tell whether accounts may be named to whoever the guild was looked up for: to members, not to strangers."""
    return getattr(guild, "viewer_standing", Standing.STRANGER) != Standing.STRANGER


def need_member(guild: Guild) -> None:
    """Keep strangers from learning whose characters belong together.

    :raises PermissionDenied: for them.
    """
    if not names_people(guild):
        raise PermissionDenied(MEMBERS_ONLY.format(guild=guild.name))


def user_of(request: HttpRequest) -> User:
    """Return whoever is signed in; for what only officers reach."""
    viewer = viewer_of(request)
    assert isinstance(viewer, User)
    return viewer


def writer_of(request: HttpRequest, profile: Profile) -> Writer:
    """Return who writes on this page, as the ledger will name them."""
    return guild_writer_of(request, profile.guild)


def guild_writer_of(request: HttpRequest, guild: Guild) -> Writer:
    """Return who writes in any of a guild's ledgers on this page."""
    user = user_of(request)
    return Writer(user, actor_name(user, guild), Stream.Source.WEB, Delivery.Channel.WEB, timezone.now())


def is_part(request: HttpRequest) -> bool:
    """Tell whether htmx asks for the part of a page that changes."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.history_restore_request  # type: ignore[union-attr]


def frame(profile: Profile, section: str) -> dict[str, Any]:
    """Return what every page about a profile shows: guild, switcher, sections and what waits for officers."""
    officer = is_officer(profile.guild)
    return {
        "now": timezone.now(),
        "guild": profile.guild,
        "profile": profile,
        "is_officer": officer,
        "tab": "loot",
        "section": section,
        "profiles": switchable(profile),
        "open_conflicts": open_conflicts(profile) if officer else 0,
    }
