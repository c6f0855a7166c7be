"""The groups of alts as Guild Roster Manager saves them: what the guild's officers noted, with a few mistakes."""

from collections import defaultdict
from typing import Any

from sandbox.lua import to_lua
from sandbox.state import Sandbox
from sandbox.world.calendar import SECOND
from sandbox.world.chance import share
from sandbox.world.classes import CLASSES
from sandbox.world.realms import realm_of
from sandbox.world.records import Character, Guild

ELSEWHERE = "Old Friends-Area52"
# So many alts nobody has noted, so many stand with somebody else, and so many groups have no main set.
_FORGOTTEN, _MISPLACED, _WITHOUT_MAIN = 0.08, 0.02, 0.06
Group = list[Character]


def write_alt_groups(sandbox: Sandbox, guild_number: int) -> str:
    """Write the addon's SavedVariables with the groups of a guild, and one of another. Raises IndexError."""
    guild, now = sandbox.world.guilds[guild_number], sandbox.clock.now()
    noted = enumerate(noted_groups(sandbox, guild), start=2)
    groups = {str(number): _saved(sandbox, guild, group) for number, group in noted}
    other = {"2": {1: {"name": "Someone-Area52", "class": "MAGE"}, "main": "Someone-Area52", "timeModified": 0}}
    home = f"{guild.name}-{_compact(guild, guild.realm)}"
    log = {home: {1: {1: 8, 2: "a line of the log"}}}
    saved = {"GRM_LogReport_Save": log, "GRM_Alts": {ELSEWHERE: other, home: groups}, "GRM_DailyAnnounce": {"at": now}}
    return "\n" + "".join(f"{name} = {to_lua(value)}\n" for name, value in saved.items())


def noted_groups(sandbox: Sandbox, guild: Guild) -> list[Group]:
    """List the groups that officers have noted, the main first where it is a member."""
    played: dict[int, Group] = defaultdict(list)
    for character, _ in sandbox.world.members(guild, sandbox.clock.now()):
        played[sandbox.identities.person(character)].append(character)
    persons = sorted(played)
    noted: dict[int, Group] = defaultdict(list)
    for place, person in enumerate(persons):
        for character in sorted(played[person], key=lambda one: not sandbox.identities.is_main(one)):
            fate = share(sandbox.world.seed, "alt group", character.number)
            is_alt = not sandbox.identities.is_main(character)
            if not is_alt or fate >= _FORGOTTEN + _MISPLACED:
                noted[person].append(character)
            elif fate < _MISPLACED:
                noted[persons[place - 1]].append(character)
    return [noted[person] for person in persons if noted[person]]


def _saved(sandbox: Sandbox, guild: Guild, group: Group) -> dict[int | str, Any]:
    """Write a group: its members in alphabetical order, and the main by name."""
    now = sandbox.clock.now()
    names = {_name(guild, character, now): CLASSES[character.class_id].name for character in group}
    saved: dict[int | str, Any] = {
        place: {"name": name, "class": names[name].replace(" ", "").upper()}
        for place, name in enumerate(sorted(names), start=1)
    }
    main = next((character for character in group if sandbox.identities.is_main(character)), None)
    is_unset = share(sandbox.world.seed, "no main", group[0].number) < _WITHOUT_MAIN
    saved["main"] = "" if main is None or is_unset else _name(guild, main, now)
    saved["timeModified"] = now // SECOND
    return saved


def _name(guild: Guild, character: Character, now: int) -> str:
    identity = character.identity(now)
    return f"{identity.name}-{_compact(guild, identity.realm)}"


def _compact(guild: Guild, slug: str) -> str:
    """Write a realm as the client does in full names: without spaces and hyphens."""
    realm = realm_of(guild.region, slug)
    return (realm.name if realm else slug).replace(" ", "").replace("-", "")
