"""A Discord server, its roles and its members, as Discord writes them; and when a list of members is not believed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from characters.domain.documents import Count, read
from characters.domain.errors import MalformedPayload
from characters.domain.instants import from_iso
from characters.domain.roster_plan import ALWAYS_BELIEVABLE, BELIEVABLE_LOSS

# Discord allows 32; databases store neither the NUL character nor half of a surrogate pair.
Name = Annotated[str, Meta(max_length=64, pattern=r"^[^\x00\ud800-\udfff]*$")]
LongName = Annotated[str, Meta(max_length=100, pattern=r"^[^\x00\ud800-\udfff]*$")]
Digits = Annotated[str, Meta(max_length=20)]
_LARGEST = 2**63 - 1
# Bits, as text; older servers of the API write a number.
Rights = Annotated[str, Meta(max_length=100)] | Annotated[int, Meta(ge=0, le=_LARGEST)]
# Administrator, Manage Server.
_MANAGING = 1 << 3 | 1 << 5
# They turn the letters round them about, also those of sentences that name the person.
_DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


class _User(Struct, frozen=True):
    id: Digits
    username: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[^\x00\ud800-\udfff]*$")]
    global_name: Name | None | UnsetType = UNSET
    bot: bool = False


class _Member(Struct, frozen=True):
    user: _User
    nick: Name | None | UnsetType = UNSET
    roles: list[Digits] | UnsetType = UNSET
    joined_at: str | None = None


class _Role(Struct, frozen=True):
    id: Digits
    name: LongName
    position: int = 0
    managed: bool = False
    permissions: Rights = "0"


class _Guild(Struct, frozen=True):
    id: Digits
    name: LongName
    roles: list[_Role] = []
    owner_id: Digits | None = None
    approximate_member_count: Count | None = None


class _Channel(Struct, frozen=True):
    guild_id: Digits | None = None


class _RoleEvent(Struct, frozen=True):
    role: _Role | None = None
    role_id: Digits | None = None


class _Anywhere(Struct, frozen=True):
    guild_id: Digits | None = None
    id: Digits | None = None


@dataclass(frozen=True, slots=True)
class DiscordMember:
    """A member of a server. None is what an event did not tell; an empty text is told: there is no such name."""

    discord_id: int
    username: str
    global_name: str | None = None
    nick: str | None = None
    role_ids: tuple[int, ...] | None = None
    joined_at: datetime | None = None
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class ServerRole:
    """A role of a server; a higher position stands above a lower one."""

    role_id: int
    name: str
    position: int = 0
    is_managed: bool = False


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """A server and its roles, without the one that everybody has. `member_count` counts bots too, roughly.

    `managing_roles` are the ids of roles that may manage the server, or everything; that of everybody may be among
    them.
    """

    server_id: int
    name: str
    roles: tuple[ServerRole, ...]
    member_count: int | None = None
    owner_id: int | None = None
    managing_roles: frozenset[int] = frozenset()

    def is_managed_by(self, member: DiscordMember) -> bool:
        """Say whether a member owns the server or may manage it by one of his roles, or by everybody's."""
        held = {self.server_id, *(member.role_ids or ())}
        return member.discord_id == self.owner_id or not held.isdisjoint(self.managing_roles)


def parse_members(body: object) -> list[DiscordMember]:
    """Read one page of a server's members.

    Raises MalformedPayload with the path of a wrong value. Source: GET /guilds/{id}/members.
    """
    rows = read(body, list[_Member], "members")
    return [_member(row, f"members: $[{place}]") for place, row in enumerate(rows)]


def parse_member(body: object) -> DiscordMember:
    """Read one member: an answer about one, or what the gateway says of one who joined, changed or left.

    Raises MalformedPayload with the path of a wrong value. Source: GET /guilds/{id}/members/{user};
    GUILD_MEMBER_ADD, GUILD_MEMBER_UPDATE, GUILD_MEMBER_REMOVE.
    """
    return _member(read(body, _Member, "member"), "member: $")


def parse_role_event(body: object) -> ServerRole | int:
    """Read the role that an event is about, or the id of one that is gone.

    Raises MalformedPayload with the path of a wrong value. Source: GUILD_ROLE_CREATE, GUILD_ROLE_UPDATE,
    GUILD_ROLE_DELETE.
    """
    event = read(body, _RoleEvent, "role event")
    if event.role is not None:
        return _roles([event.role], "role event: $.role")[0]
    return snowflake(event.role_id or "", "role event: $.role_id")


def parse_server_id(body: object) -> int:
    """Read which server an event is about.

    Raises MalformedPayload. Source: `guild_id` of every event about a server's members and roles, `id` of
    GUILD_CREATE.
    """
    event = read(body, _Anywhere, "event")
    return snowflake(event.guild_id or event.id or "", "event: $.guild_id")


def parse_server(body: object) -> ServerFacts:
    """Read a server.

    Raises MalformedPayload with the path of a wrong value. Source: GET /guilds/{id}?with_counts=true.
    """
    guild = read(body, _Guild, "server")
    server_id = snowflake(guild.id, "server: $.id")
    roles = tuple(role for role in _roles(guild.roles, "server: $.roles") if role.role_id != server_id)
    owner = snowflake(guild.owner_id, "server: $.owner_id") if guild.owner_id else None
    managing = frozenset(int(role.id) for role in guild.roles if _may_manage(role))
    return ServerFacts(server_id, guild.name, roles, guild.approximate_member_count, owner, managing)


def parse_channel(body: object) -> int | None:
    """Read which server a channel is of, or None where it is of none, as between two people.

    Raises MalformedPayload with the path of a wrong value. Source: GET /channels/{id}.
    """
    channel = read(body, _Channel, "channel")
    return snowflake(channel.guild_id, "channel: $.guild_id") if channel.guild_id else None


def snowflake(text: str, where: str) -> int:
    """Read one of Discord's ids, which travel as text.

    Raises MalformedPayload, naming `where` it stood, when it is none.
    """
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 0 < number <= _LARGEST:
        raise MalformedPayload(f"{where}: expected an id of Discord, got {text!r:.40}")
    return number


def hold_reason(known: int, listed: int, missing: int, counted: int | None = None) -> str | None:
    """Say why a list of members is not believed, or None when it is.

    `known` people are present by our own account, `missing` of them are not among the `listed`; `counted` is how many
    the server says it has. A bot that may not see everybody is sometimes given a short list without a word.
    """
    if known and not listed:
        return f"Discord lists nobody; {known} members are known."
    if missing > max(ALWAYS_BELIEVABLE, known * BELIEVABLE_LOSS):
        return f"Discord lists {listed} members and drops {missing} of {known} known ones at once."
    if counted is not None and counted - listed > max(ALWAYS_BELIEVABLE, counted * BELIEVABLE_LOSS):
        return f"Discord lists {listed} members, but counts about {counted}."
    return None


def is_like_believed(listed: int, believed: int | None) -> bool:
    """Say whether a list is about as long as the one that an officer believed, or any but an empty one if None."""
    if not listed or believed is None:
        return bool(listed)
    return believed - listed <= max(ALWAYS_BELIEVABLE, believed * BELIEVABLE_LOSS)


def _member(row: _Member, where: str) -> DiscordMember:
    roles = None
    if not isinstance(row.roles, UnsetType):
        ids = (snowflake(text, f"{where}.roles[{place}]") for place, text in enumerate(row.roles))
        roles = tuple(dict.fromkeys(ids))
    return DiscordMember(
        discord_id=snowflake(row.user.id, f"{where}.user.id"),
        username=row.user.username,
        global_name=_text(row.user.global_name),
        nick=_text(row.nick),
        role_ids=roles,
        joined_at=from_iso(row.joined_at, f"{where}.joined_at") if row.joined_at else None,
        is_bot=row.user.bot,
    )


def _text(value: str | None | UnsetType) -> str | None:
    """Return a name without what changes the direction of writing; None where it was not told."""
    return None if isinstance(value, UnsetType) else (value or "").translate(_DIRECTIONS)


def _roles(rows: Iterable[_Role], where: str) -> list[ServerRole]:
    found = (
        ServerRole(snowflake(row.id, f"{where}[{place}].id"), row.name, row.position, row.managed)
        for place, row in enumerate(rows)
    )
    return list({role.role_id: role for role in found}.values())


def _may_manage(role: _Role) -> bool:
    rights = str(role.permissions)
    return rights.isascii() and rights.isdigit() and bool(int(rights) & _MANAGING)
