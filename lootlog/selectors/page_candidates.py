"""To whom points can be given: the guild's members, and whoever else the ledger knows."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from characters.models import Character, GuildMember
from lootlog.domain.amounts import ZERO
from lootlog.domain.names import target_key
from lootlog.models import Profile
from lootlog.selectors.standings import Standing, standings


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to whom points can be given: `name` as the ledger will have it, `points` at present."""

    key: str
    name: str
    class_name: str
    points: Decimal
    is_member: bool


def candidates(profile: Profile) -> list[Candidate]:
    """List the guild's members by name, then the others whom the ledger knows; a few queries, however many."""
    held = standings(profile)
    stints = list(_open_stints(profile))
    of_character = {target.character_id: row.points for row in held for target in row.targets if target.character_id}
    of_key = {target.key: row.points for row in held for target in row.targets}
    members = []
    for stint in stints:
        name = f"{stint.character.name}-{stint.character.realm.name}"
        key = target_key(name)
        points = of_character.get(stint.character_id, of_key.get(key, ZERO))
        members.append(Candidate(key, name, _class_name(stint.character), points, is_member=True))
    taken = {one.key for one in members}
    ids = {stint.character_id for stint in stints}
    others = [_other(row) for row in held if row.main.character_id not in ids and row.main.key not in taken]
    return members + sorted(others, key=lambda one: one.name.casefold())


def holdings(profile: Profile, names: Iterable[str], found: Iterable[Candidate]) -> list[tuple[str, Decimal]]:
    """Return what each of these names holds at present, nothing where nobody knows the name."""
    home = profile.guild.realm.slug
    held = {one.key: one.points for one in found}
    return [(name, held.get(target_key(name, home), ZERO)) for name in names]


def _open_stints(profile: Profile) -> Iterable[GuildMember]:
    stints = GuildMember.objects.filter(guild=profile.guild, left_at__isnull=True, character__retired_at__isnull=True)
    return stints.select_related("character__realm", "character__character_class").order_by(
        "character__search_key", "pk"
    )


def _other(row: Standing) -> Candidate:
    return Candidate(row.main.key, row.label, row.main.class_name or "", row.points, is_member=False)


def _class_name(character: Character) -> str:
    return character.character_class.name if character.character_class else ""
