"""The guild's own role map: which Discord role stands for which rank, and what a member's roles say of his rank."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from guild_identity.domain.discord_members import ServerRole

# What guilds call the rank of index 0.
_GUILD_MASTER = {"guildleader", "guildmaster", "gm"}
AnyRole = int | str


@dataclass(frozen=True, slots=True)
class RankFacts:
    """A rank. `discord_role` is a role's id or name, or blank: then a role with the rank's name stands for it."""

    index: int
    name: str
    level: int
    discord_role: str = ""
    is_alt: bool = False


@dataclass(frozen=True, slots=True)
class MappedRank:
    """A rank and the role that stands for it; `role_id` is None where the server's roles do not show it."""

    index: int
    name: str
    role_id: int | None
    role_name: str


@dataclass(frozen=True, slots=True)
class RoleMap:
    """Ranks with a role, the highest first; `problems` are sentences for officers.

    `standing` gives every role of the server its place, 0 for the highest.
    """

    ranks: tuple[MappedRank, ...]
    problems: tuple[str, ...] = ()
    standing: Mapping[int, int] = field(default_factory=dict)

    def in_order(self, role_ids: Iterable[int]) -> list[int]:
        """Return roles with the highest first; those that the server does not have come last."""
        return sorted(role_ids, key=lambda role_id: (self.standing.get(role_id, len(self.standing)), role_id))


def build_role_map(ranks: Iterable[RankFacts], roles: Iterable[ServerRole]) -> RoleMap:
    """Find the role of every rank, by its id, else by its name in any case and with any decoration.

    The higher level comes first; ranks of alts come last, and count only where a role is chosen for them. Without any
    roles the map holds names alone.
    """
    server = list(roles)
    problems: list[str] = []
    mapped = []
    for rank in sorted(ranks, key=lambda rank: (rank.is_alt, -rank.level, rank.index)):
        if rank.is_alt and not rank.discord_role.strip():
            continue
        role = _role_of(rank, server, problems)
        if role is not None:
            mapped.append(MappedRank(rank.index, rank.name, role.role_id, role.name))
        elif not server:
            mapped.append(MappedRank(rank.index, rank.name, _number(rank.discord_role), _wanted(rank)))
    by_standing = sorted(server, key=lambda role: (-role.position, role.role_id))
    standing = {role.role_id: place for place, role in enumerate(by_standing)}
    return RoleMap(tuple(mapped), (*problems, *_shared(mapped)), standing)


def get_highest_guild_role(member_roles: Iterable[AnyRole], role_map: RoleMap) -> str | None:
    """Return the name of the highest rank whose role a member has, or None where no role says anything.

    Roles are given by id or by name, in any case.
    """
    return next(iter(get_all_guild_roles(member_roles, role_map)), None)


def get_all_guild_roles(member_roles: Iterable[AnyRole], role_map: RoleMap) -> list[str]:
    """Return the names of all ranks whose roles a member has, the highest first. Roles as in get_highest_guild_role."""
    given = list(member_roles)
    ids = {int(role) for role in given if isinstance(role, int) or _number(role) is not None}
    keys = {role_key(role) for role in given if isinstance(role, str)}
    has = (rank.name for rank in role_map.ranks if rank.role_id in ids or role_key(rank.role_name) in keys)
    return list(dict.fromkeys(has))


def role_key(name: str) -> str:
    """Make one key of the spellings of a role: "⚔️ Officer", "officer" and "@Officer"; all words for a guild master."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    key = "".join(letter for letter in folded if letter.isalnum()) or folded.strip()
    return "guildmaster" if key in _GUILD_MASTER else key


def _role_of(rank: RankFacts, server: list[ServerRole], problems: list[str]) -> ServerRole | None:
    wanted = _wanted(rank)
    number = _number(rank.discord_role)
    by_id = [role for role in server if role.role_id == number]
    named = by_id or _best(wanted, server)
    if len(named) > 1:
        problems.append(f"Several roles are called “{named[0].name}”: the highest of them counts for {rank.name}.")
    if not named and server:
        what = f"The role with the id {number}" if number else f"The role “{wanted}”"
        problems.append(f"{what}, which stands for {rank.name}, is not on the server.")
    return max(named, key=lambda role: (role.position, -role.role_id), default=None)


def _best(wanted: str, server: list[ServerRole]) -> list[ServerRole]:
    """Return the roles of that name: to the letter, else in any case, else without decoration."""
    for key in (str, lambda name: name.strip().casefold(), role_key):
        if found := [role for role in server if key(role.name) == key(wanted)]:
            return found
    return []


def _wanted(rank: RankFacts) -> str:
    return rank.discord_role.strip().removeprefix("@") or rank.name


def _number(text: str) -> int | None:
    stripped = text.strip()
    return int(stripped) if stripped.isascii() and stripped.isdigit() else None


def _shared(mapped: Iterable[MappedRank]) -> Iterator[str]:
    names: dict[int, list[MappedRank]] = defaultdict(list)
    for rank in mapped:
        if rank.role_id is not None:
            names[rank.role_id].append(rank)
    for ranks in names.values():
        if len(ranks) > 1:
            listed = " and ".join(rank.name for rank in ranks)
            yield f"The role “{ranks[0].role_name}” stands for {listed}: {ranks[0].name} wins."
