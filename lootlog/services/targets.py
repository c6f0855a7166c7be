"""Who the names in a ledger are: found among the guild's characters where possible."""

from collections.abc import Mapping

from characters.domain.names import character_key, realm_key
from characters.models import Character, CharacterIdentity
from lootlog.domain.names import split_name
from lootlog.models import Profile, Target

# A statement changes so many rows at once.
BATCH = 500


def characters_of(profile: Profile, names: Mapping[str, str]) -> dict[str, int]:
    """Find the characters by key: by the name they bear, else by one that they bore, of the guild's region."""
    home = profile.guild.realm
    plain = {character_key(split_name(name)[0]) for name in names.values()}
    present = Character.objects.filter(realm__region=home.region, retired_at__isnull=True, name_key__in=plain)
    owners = {
        f"{key}-{realm}": pk for pk, key, realm in present.values_list("pk", "name_key", "realm__key") if pk is not None
    }
    former = CharacterIdentity.objects.filter(
        realm__region=home.region,
        name__in={split_name(name)[0] for name in names.values()},
        character__retired_at__isnull=True,
    ).order_by("-seen_from", "-pk")
    for pk, name, realm in former.values_list("character_id", "name", "realm__key"):
        owners.setdefault(f"{character_key(name)}-{realm_key(realm)}", pk)
    return {key: owners[key] for key in names if key in owners}


def introduce(profile: Profile, names: Mapping[str, str], owners: Mapping[str, int]) -> dict[str, int]:
    """Add targets that the profile does not know, and return their ids by key.

    `names` maps their keys to the names as first written, `owners` those of known characters to the characters' ids.
    """
    rows = [
        Target(profile=profile, key=key, label=name, character_id=owners.get(key))
        for key, name in sorted(names.items())
    ]
    return {target.key: target.pk for target in Target.objects.bulk_create(rows)}


def recognise(profile: Profile) -> int:
    """Find the characters of targets that have none yet; returns how many were found. Safe to repeat."""
    unknown = {target.key: target for target in Target.objects.filter(profile=profile, character__isnull=True)}
    if not unknown:
        return 0
    owners = characters_of(profile, {key: target.label for key, target in unknown.items()})
    found = [unknown[key] for key in owners]
    for target in found:
        target.character_id = owners[target.key]
    return Target.objects.bulk_update(found, ["character"], batch_size=BATCH)


def with_unknown_targets() -> list[int]:
    """Return the profiles that have targets without a character."""
    rows = Target.objects.filter(character__isnull=True).order_by("profile").values_list("profile", flat=True)
    return list(rows.distinct())
