"""What a guild's Discord server is made of. Ids are Discord's numbers; moments are in Unix milliseconds UTC."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sandbox.world.records import FOREVER

FIRST_SERVER = 900_000_000_000_000_001
BOT = 901_000_000_000_000_001
APPLICATION = BOT
RANK_ROLES = ("Guild Leader", "Officer", "Veteran", "Member", "Initiate", "Alt", "Social")
# From the bottom up; the bot's own role is below the highest, which it cannot give or take.
_NAMES = ("@everyone", "US", "EU", "Raider", "Social", "Initiate", "Member", "Veteran", "Server Booster")
_UPPER_NAMES = ("Officer", "Vaultkeeper", "Guild Leader")
_COLORS = {"Guild Leader": 15_277_667, "Officer": 3_447_003, "Veteran": 10_181_046, "Raider": 15_105_570}
_EPOCH = 1_420_070_400_000
_CHANNELS, _WEBHOOKS, _ROLES = 902_000_000_000_000_000, 903_000_000_000_000_000, 904_000_000_000_000_000
_MEMBER_RIGHTS = "104324673"
# The guild leader may manage the server.
_RIGHTS = {"Vaultkeeper": "805829632", "Guild Leader": "104324705"}


@dataclass(slots=True)
class DiscordRole:
    """A role. `managed` ones belong to Discord or to a bot; `bot` is that bot."""

    id: int
    name: str
    position: int
    color: int = 0
    permissions: str = _MEMBER_RIGHTS
    managed: bool = False
    hoist: bool = False
    bot: int | None = None


@dataclass(slots=True)
class DiscordAccount:
    """An account; `global_name` is empty where none is set."""

    id: int
    username: str
    global_name: str = ""
    bot: bool = False
    discriminator: str = "0"


@dataclass(slots=True)
class ServerMember:
    """An account on a server; `person` is the number of the player whose it is, if any."""

    account: DiscordAccount
    nick: str
    roles: list[int]
    joined: int
    person: int | None = None
    left: int = FOREVER


@dataclass(slots=True)
class Server:
    """The server of a guild, with one channel and one webhook for reports, and what was posted there."""

    id: int
    guild: int
    name: str
    roles: list[DiscordRole]
    channel: int
    webhook: int
    webhook_token: str
    owner: int = BOT
    members: dict[int, ServerMember] = field(default_factory=dict)
    messages: list[dict[str, Any]] = field(default_factory=list)
    created: int = 0
    usernames: set[str] = field(default_factory=set)

    def present(self, now: int) -> list[ServerMember]:
        """List who is on the server at a moment, by ascending id."""
        return [row for _, row in sorted(self.members.items()) if row.joined <= now < row.left]

    def member(self, identifier: int, now: int) -> ServerMember | None:
        """Find who is on the server at a moment."""
        found = self.members.get(identifier)
        return found if found and found.joined <= now < found.left else None

    def role(self, identifier: int) -> DiscordRole | None:
        """Find a role by its id."""
        return next((role for role in self.roles if role.id == identifier), None)

    def role_named(self, name: str) -> DiscordRole | None:
        """Find a role by its name."""
        return next((role for role in self.roles if role.name == name), None)

    def role_ids(self, names: Iterable[str]) -> list[int]:
        """Give the ids of roles by their names, leaving out those that there are not."""
        return [role.id for role in map(self.role_named, names) if role]


def open_server(guild: int, name: str, created: int) -> Server:
    """Open the server of a guild: its roles, and the bot as the only member."""
    names = (*_NAMES, *_UPPER_NAMES)
    identifier = FIRST_SERVER + guild
    first_role = _ROLES + guild * 100
    roles = [
        DiscordRole(
            first_role + place if place else identifier,
            role,
            place,
            _COLORS.get(role, 0),
            _RIGHTS.get(role, _MEMBER_RIGHTS),
            managed=role in ("Vaultkeeper", "Server Booster"),
            hoist=role in _COLORS,
            bot=BOT if role == "Vaultkeeper" else None,
        )
        for place, role in enumerate(names)
    ]
    server = Server(
        identifier,
        guild,
        name,
        roles,
        _CHANNELS + guild,
        _WEBHOOKS + guild,
        f"sandbox-webhook-token-{guild}",
        created=created,
    )
    account = DiscordAccount(BOT, "vaultkeeper", bot=True, discriminator="4321")
    server.members[BOT] = ServerMember(account, "", server.role_ids(("Vaultkeeper",)), created)
    return server


def snowflake(moment: int, rest: int) -> int:
    """Make a Discord id of a moment, told apart from others of that moment by 22 more bits."""
    return (moment - _EPOCH << 22) + rest % 2**22
