"""What events refer to: moments and characters."""

from typing import Any

from sandbox.clock import to_ms
from sandbox.state import Sandbox
from sandbox.world.records import Character


class Refused(ValueError):
    """An event that makes no sense; the message says why."""


def moment_of(sandbox: Sandbox, value: object, default: int | None = None) -> int:
    """Read a moment: ISO 8601, Unix milliseconds, or nothing for the default or now."""
    if value is None:
        return sandbox.clock.now() if default is None else default
    return int(value) if isinstance(value, int | float) else to_ms(str(value))


def character_of(sandbox: Sandbox, reference: object) -> Character:
    """Find a character by its number, "name", "realm/name" or "region/realm/name", as it is called now.

    Raises Refused.
    """
    world, now = sandbox.world, sandbox.clock.now()
    if isinstance(reference, int) and 0 <= reference < len(world.characters):
        return world.characters[reference]
    home = world.guilds[0]
    parts = str(reference).split("/")
    region, realm, name = [home.region, home.realm, ""][: 3 - len(parts)] + parts if len(parts) < 4 else parts[:3]
    found = world.find_character(region, realm, name, now)
    if found is None:
        raise Refused(f"there is no character {reference!r} at this moment")
    return found


def characters_of(sandbox: Sandbox, event: dict[str, Any]) -> list[Character]:
    """Find the characters that an event is about and note that they changed. Raises Refused, KeyError."""
    references = event["characters"] if "characters" in event else [event["character"]]
    found = [character_of(sandbox, reference) for reference in references]
    for character in found:
        sandbox.world.touch(character)
    return found
