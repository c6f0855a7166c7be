"""Whether the names that entries bear as writers are those of whoever delivered them."""

from collections.abc import Iterable

from characters.models import Guild, UserCharacter
from lootlog.domain.names import target_key
from lootlog.models import Delivery, LogEntry, Profile

# Here the site itself put in the name of whoever wrote.
WRITTEN_HERE = (Delivery.Channel.WEB, Delivery.Channel.API)


def verified_actors(profile: Profile, entries: Iterable[LogEntry]) -> dict[int, bool]:
    """Tell by id of the entries that were delivered whether the writer is a proven character of the account that
    delivered them. Those written here are left out. As many queries for one as for all; none where all are left out.
    """
    claims = [entry for entry in entries if entry.delivery.channel not in WRITTEN_HERE]
    accounts = {entry.delivery.by_id for entry in claims} - {None}
    owned = _owned(profile, accounts) if accounts else set()
    home = profile.guild.realm.slug if claims else ""
    return {entry.pk: (entry.delivery.by_id, target_key(entry.actor, home)) in owned for entry in claims}


def _owned(profile: Profile, accounts: set[int | None]) -> set[tuple[int | None, str]]:
    region = Guild.objects.filter(pk=profile.guild_id).values("realm__region")
    proven = UserCharacter.objects.filter(user__in=accounts, is_verified=True, character__realm__region__in=region)
    rows = proven.values_list("user_id", "character__name_key", "character__realm__key")
    return {(user, f"{name}-{realm}") for user, name, realm in rows}
