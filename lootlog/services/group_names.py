"""Under whose name a member speaks in a group: a name is a claim, and who can prove it comes first."""

from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from characters.domain.errors import Refused
from characters.domain.names import character_key, realm_key
from characters.models import Guild, UserCharacter
from characters.selectors.access import Standing, standing
from lootlog.domain.names import split_name
from lootlog.models import Peer, Profile


@transaction.atomic
def take_name(profile: Profile, uuid: UUID, name: str, user: User, *, is_officer: bool) -> None:
    """Let an account speak as the device `uuid`, which stands for the character of that name.

    The account that has proven the character displaces whoever claimed its name. Where nobody has, the first one to
    claim it keeps it, but for an officer whom a plain member came before.

    :raises Refused: when the name is another account's.
    """
    proven = _proven_owners(profile.guild, name)
    if proven and user.pk not in proven:
        raise Refused(f"“{name}” is the character of another account. Send frames under the name of one of yours.")
    held = Peer.objects.select_for_update(of=("self",)).filter(profile=profile, uuid=uuid, owner__isnull=False)
    holder = held.exclude(owner=user).select_related("owner").first()
    if holder is None or holder.owner is None:
        return
    if not proven and not (is_officer and standing(holder.owner, profile.guild) != Standing.OFFICER):
        raise Refused(f"Another account speaks as “{name}” here. Prove that the character is yours, and it gives way.")
    holder.owner = None
    holder.save(update_fields=["owner"])


def _proven_owners(guild: Guild, name: str) -> set[int]:
    """Return the accounts that have proven the character of this name in the guild's region."""
    plain, realm = split_name(name)
    found = UserCharacter.objects.filter(
        is_verified=True, character__retired_at__isnull=True, character__name_key=character_key(plain),
        character__realm__region=guild.realm.region, character__realm__key=realm_key(realm or guild.realm.slug),
    )  # fmt: skip
    return set(found.values_list("user_id", flat=True))
