"""About which profile a request asks, and whether whoever asks may read or write in it."""

from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.serializers import Serializer

from characters.api.endpoints import Endpoint, ListEndpoint
from characters.api.permissions import GuildOfficer, acts_as_officer, guilds_of
from lootlog.models import Delivery, Profile, Stream
from lootlog.selectors.actors import actor_name
from lootlog.services.writing import Writer


class LedgerEndpoint(Endpoint):
    """An endpoint about a profile: read by whoever may see its guild, written by its officers."""

    def profile(self, pk: int) -> Profile:
        """Return a profile that the request may read.

        :raises NotFound: when there is none, or its guild is hidden.
        """
        found = Profile.objects.filter(pk=pk, guild__in=guilds_of(self.request).order_by().values("pk"))
        profile = found.select_related("guild__realm").first()
        if profile is None:
            raise NotFound(f"There is no profile {pk}, or you may not see it.")
        return profile

    def officers_profile(self, pk: int) -> Profile:
        """Return a profile that the request may write in.

        :raises NotFound: as `profile`.
        :raises NotAuthenticated: or PermissionDenied, when whoever asks is no officer of its guild.
        """
        profile = self.profile(pk)
        if not acts_as_officer(self.request, self.guild(profile.guild_id)):
            self.permission_denied(self.request, message=GuildOfficer.message)
        return profile

    def writer(self, profile: Profile) -> Writer:
        """Return who writes, as the ledger will name them."""
        name = actor_name(self.user, profile.guild)
        return Writer(self.user, name, Stream.Source.API, Delivery.Channel.API, self.now)

    def body(self, shape: type[Serializer[Any]]) -> Mapping[str, Any]:
        """Read the request's body. What is wrong with it first is told in a sentence, and everything by field.

        :raises ValidationError: when it has another shape.
        """
        given = shape(data=self.request.data)
        if not given.is_valid():
            raise ValidationError({"detail": _told(given.errors), **given.errors})
        values: Mapping[str, Any] = given.validated_data
        return values


class LedgerList(LedgerEndpoint, ListEndpoint):
    """A list about a profile."""


def _told(faults: Any, where: str = "") -> str:
    """Tell the first fault of a body and where it stands: "awards.2.delta: …"."""
    if isinstance(faults, Mapping):
        name, inner = next((name, inner) for name, inner in faults.items() if inner)
        return _told(inner, where if name == "non_field_errors" else f"{where}.{name}".lstrip("."))
    if isinstance(faults, list):
        number, inner = next((number, inner) for number, inner in enumerate(faults) if inner)
        return _told(inner, f"{where}.{number}" if isinstance(inner, Mapping) else where)
    return f"{where}: {faults}" if where else str(faults)
