"""How a peer talks with its server: by the exchange, or by the documented protocol's seven messages."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from characters.domain.errors import Refused
from lootlog.clients.peers import Server
from lootlog.domain.exchange.asking import Outcome
from lootlog.domain.exchange.messages import Facts
from lootlog.domain.protocol.journal import Note
from lootlog.management.peering import Pass
from lootlog.services.speaking import Conversation, Listener, meet_coordinator
from lootlog.services.syncing import meet_server, sync

EXCHANGE, MESSAGES = "exchange", "messages"


def talk_of(
    done: Pass, server: Server, outcome: Outcome, options: dict[str, Any], now: datetime, noted: Callable[[Note], None]
) -> Callable[[Callable[[], None]], None]:
    """Return what syncs a pass with its server in the way that the options say. `noted` is told of every note.

    :raises Refused: when they contradict one another.
    """
    if options["speak"] == EXCHANGE:
        if options["sync_now"] or options["debug"]:
            raise Refused("--sync-now and --debug are of the documented protocol. Add --speak messages.")
        return lambda heard: sync(server, done.held, outcome, may_bring=not options["pull"], heard=heard)
    if options["pull"]:
        raise Refused("The documented protocol always goes both ways. Leave out --pull, or --speak messages.")

    def speak(heard: Callable[[], None]) -> None:
        talk = Conversation(server, done.held, done.identity.name, outcome, now.timestamp(), Listener(heard, noted))
        try:
            talk.run(by_hand=options["sync_now"])
        finally:
            done.differs = talk.differs

    return speak


def meeting_of(name: str, options: dict[str, Any]) -> Callable[[Server], Facts]:
    """Return what asks a server for its profile in the way that the options say."""
    return meet_server if options["speak"] == EXCHANGE else lambda server: meet_coordinator(server, name)


def note_line(note: Note) -> str:
    """Write a note of the journal as a line."""
    return f"{note.category}: {note.text}"
