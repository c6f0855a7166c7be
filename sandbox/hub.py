"""The gateway's sessions: who listens to Discord, what was said to each, and how connections are cut."""

import secrets
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web

_KEPT_EVENTS = 2000


@dataclass(slots=True)
class Session:
    """One client's session; it outlives its connection, so that it can be resumed."""

    intents: int
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    sequence: int = 0
    socket: web.WebSocketResponse | None = None
    kept: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=_KEPT_EVENTS))

    async def dispatch(self, name: str, data: object) -> None:
        """Send an event, or keep it for when the client comes back."""
        self.sequence += 1
        frame = {"t": name, "s": self.sequence, "op": 0, "d": data}
        self.kept.append(frame)
        await self.send(frame)

    async def send(self, frame: dict[str, Any]) -> None:
        """Send a frame as plain text, if the client is connected."""
        if self.socket is not None and not self.socket.closed:
            try:
                await self.socket.send_str(orjson.dumps(frame).decode())
            except ConnectionError:
                self.socket = None


class Hub:
    """Every session of the gateway, and what its operators set: intents, limits, whether it is open at all.

    Limits are requests and seconds by bucket; see `buckets`.
    """

    def __init__(self) -> None:
        """Start with nobody connected."""
        self.sessions: dict[str, Session] = {}
        self.members_intent = True
        self.is_open = True
        self.checks_agents = True
        self.sparse_updates = True
        self.heartbeat_ms = 41_250
        self._updates = 0
        self._waiting: list[tuple[str, dict[str, Any], int]] = []

    def announce(self, name: str, data: dict[str, Any], intent: int) -> None:
        """Let an event wait to be sent to every session that asked for its intent."""
        self._waiting.append((name, data, intent))

    async def flush(self) -> None:
        """Send what waits."""
        waiting, self._waiting = self._waiting, []
        for name, data, intent in waiting:
            for session in list(self.sessions.values()):
                if session.intents & intent:
                    await session.dispatch(name, data)

    def thin_out(self, update: dict[str, Any]) -> dict[str, Any]:
        """Leave out of every other member update what Discord leaves out at times."""
        self._updates += 1
        if not self.sparse_updates or self._updates % 2:
            return update
        return {key: value for key, value in update.items() if key not in ("deaf", "mute", "flags", "pending")}

    async def drop(self, how: str | int) -> int:
        """Cut every connection and return how many there were.

        `how` is "abort" (without a word), "reconnect" (op 7), "invalid" (op 9, sessions are forgotten) or a close
        code. Raises ValueError.
        """
        if not isinstance(how, int) and how not in ("abort", "reconnect", "invalid"):
            raise ValueError('drop must be "abort", "reconnect", "invalid" or a close code')
        open_ones = [session for session in self.sessions.values() if session.socket is not None]
        for session in open_ones:
            await _cut(session, how)
        if how == "invalid":
            self.sessions.clear()
        return len(open_ones)

    def report(self) -> dict[str, Any]:
        """Give the settings and the number of sessions and connections as a document."""
        connected = [session for session in self.sessions.values() if _is_open(session.socket)]
        return {
            "members_intent": self.members_intent,
            "open": self.is_open,
            "check_user_agent": self.checks_agents,
            "sparse_updates": self.sparse_updates,
            "heartbeat_ms": self.heartbeat_ms,
            "sessions": len(self.sessions),
            "connected": len(connected),
        }

    def set(self, settings: dict[str, Any]) -> None:
        """Change settings: members_intent, open, check_user_agent, sparse_updates, heartbeat_ms."""
        self.members_intent = bool(settings.get("members_intent", self.members_intent))
        self.is_open = bool(settings.get("open", self.is_open))
        self.checks_agents = bool(settings.get("check_user_agent", self.checks_agents))
        self.sparse_updates = bool(settings.get("sparse_updates", self.sparse_updates))
        self.heartbeat_ms = int(settings.get("heartbeat_ms", self.heartbeat_ms))

    def sockets(self) -> list[web.WebSocketResponse]:
        """List the open connections."""
        return [session.socket for session in self.sessions.values() if session.socket is not None]


def _is_open(socket: web.WebSocketResponse | None) -> bool:
    return socket is not None and not socket.closed


async def _cut(session: Session, how: str | int) -> None:
    socket = session.socket
    if how == "reconnect":
        await session.send({"t": None, "s": None, "op": 7, "d": None})
        return
    if how == "invalid":
        await session.send({"t": None, "s": None, "op": 9, "d": False})
    session.socket = None
    if socket is None:
        return
    if isinstance(how, int):
        await socket.close(code=how)
    elif how == "abort":
        writer = socket.get_extra_info("socket")
        if writer is not None:
            writer.shutdown(2)
