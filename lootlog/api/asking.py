"""About which profile a request asks, and whether whoever asks may read or write in it."""

from rest_framework.exceptions import NotFound

from characters.api.endpoints import Endpoint, ListEndpoint
from characters.api.permissions import GuildOfficer, acts_as_officer, guilds_of
from lootlog.models import Delivery, Profile, Stream
from lootlog.selectors.actors import actor_name
from lootlog.services.writers import Writer


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


class LedgerList(LedgerEndpoint, ListEndpoint):
    """A list about a profile."""
