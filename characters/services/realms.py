"""Finding realms by any spelling, and learning those that the shipped table does not know."""

from collections.abc import Iterable

from characters.domain.errors import Refused
from characters.domain.names import realm_key
from characters.domain.regions import Region, region_named
from characters.models import Realm


def find_realm(region: str, spelling: str) -> Realm:
    """Find a realm by slug or name, however it is spelled.

    :raises Refused: when the region or the realm is unknown.
    """
    known = region_named(region)
    realms = Realm.objects.filter(region=known)
    realm = realms.filter(slug=spelling.strip().lower()).first() or realms.filter(key=realm_key(spelling)).first()
    if realm is None:
        raise Refused(f"There is no realm “{spelling}” in {known.value.upper()}. Use its name or slug, such as senjin.")
    return realm


def realms_by_slug(region: Region, slugs: Iterable[str]) -> dict[str, Realm]:
    """Return realms by slug; a slug that an upstream uses and nobody knew is added under that name."""
    wanted = set(slugs)
    realms = {realm.slug: realm for realm in Realm.objects.filter(region=region, slug__in=wanted)}
    missing = [
        Realm(region=region, slug=slug, name=slug.replace("-", " ").title(), key=realm_key(slug))
        for slug in sorted(wanted - realms.keys())
    ]
    Realm.objects.bulk_create(missing, ignore_conflicts=True)
    if missing:
        realms = {realm.slug: realm for realm in Realm.objects.filter(region=region, slug__in=wanted)}
    return realms
