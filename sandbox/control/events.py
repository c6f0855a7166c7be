"""What can be posted to happen in the world."""

from typing import Any

from sandbox.control.deeds import DEEDS
from sandbox.control.discord_events import DISCORD_EVENTS
from sandbox.control.people import CHANGES
from sandbox.control.references import Refused
from sandbox.state import Sandbox

_EVENTS = {**CHANGES, **DEEDS, **DISCORD_EVENTS}


def apply(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    """Let one event happen. Raises Refused."""
    happen = _EVENTS.get(str(event.get("type")))
    if happen is None:
        raise Refused(f"type must be one of {', '.join(_EVENTS)}; it is {event.get('type')!r}")
    try:
        return happen(sandbox, event)
    except KeyError as error:
        raise Refused(f"{event['type']}: {error.args[0]!r} is missing or unknown") from error
    except (TypeError, ValueError) as error:
        raise Refused(f"{event['type']}: {error}") from error
