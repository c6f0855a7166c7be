"""What recorded messages of the loot addon tell: entries of its first generation's text, events of its second's."""

import re
from collections import Counter
from collections.abc import Iterable

from characters.domain.errors import Refused
from characters.domain.file_kinds import UnreadableFile
from lootlog.domain.imports.frames import Message, messages
from lootlog.domain.imports.gen2 import EventLogs, read_snapshot
from lootlog.domain.imports.harvest import Harvest
from lootlog.domain.imports.notices import counted
from lootlog.domain.imports.packed import Unpacker
from lootlog.domain.imports.pipe import PipeBook
from lootlog.domain.imports.rows import BadRow, Fields, fields_of, text
from lootlog.domain.names import target_key

FORMAT = "wire"
NEWEST_PROTOCOL = 4
_ENVELOPE = re.compile(r"([A-Z0-9_]+)\t(\d{1,9})\t([A-Z0-9]+)(?:\t([\s\S]*))?")
_ENTRY = re.compile(r"\d+\|")
WITH_ENTRIES = ("NEW_LOG", "AUTH_LOGS", "PROFILE_SNAPSHOT")


def read_wire(lines: Iterable[str], harvest: Harvest, home_realm: str, unpacker: Unpacker) -> None:
    """Read a recording of messages, of either generation or both."""
    recording = _Recording(harvest, home_realm, unpacker)
    for message in messages(lines, harvest):
        try:
            recording.take(message)
        except UnreadableFile:
            raise
        except Refused as error:
            harvest.reject(f"line {message.line}", str(error), message.body.decode(errors="replace"))
    recording.close()


class _Recording:
    """Messages on their way into drafts."""

    def __init__(self, harvest: Harvest, home_realm: str, unpacker: Unpacker) -> None:
        self.harvest, self.home_realm, self.unpacker = harvest, home_realm, unpacker
        self.book = PipeBook(harvest, home_realm)
        self.logs = EventLogs(harvest, home_realm)
        self.others: Counter[str] = Counter()
        self.newer: Counter[str] = Counter()
        self.relayed: Counter[str] = Counter()

    def take(self, message: Message) -> None:
        """Read one message."""
        body = message.body.decode(errors="replace")
        kind, _, rest = body.partition("\t")
        place = f"line {message.line}"
        if kind == "LOG":
            self.on_entries([rest], message)
        elif kind == "SYNC_RESP":
            self.on_entries(rest.partition("\t")[2].split("\n"), message)
        elif kind == "SYNC_REQ":
            self.others[kind] += 1
        elif envelope := _ENVELOPE.fullmatch(body):
            self.on_envelope(envelope, message, place)
        elif _ENTRY.match(body):
            self.book.take(body, place)
        else:
            raise BadRow("This is no message of the loot addon.")

    def on_entries(self, entries: list[str], message: Message) -> None:
        """Read the first generation's entries. Live ones ought to come from whoever wrote them."""
        for number, entry in enumerate(entries, start=1):
            place = f"line {message.line}" + (f", entry {number}" if len(entries) > 1 else "")
            draft = self.book.take(entry, place)
            if draft is not None and message.body.startswith(b"LOG\t"):
                self.note_sender(draft.actor, message.sender)

    def on_envelope(self, envelope: re.Match[str], message: Message, place: str) -> None:
        """Read a message of the second generation; those without entries are counted."""
        kind, protocol, encoding, payload = envelope.groups()
        if int(protocol) > NEWEST_PROTOCOL:
            self.newer[protocol] += 1
        if kind not in WITH_ENTRIES:
            self.others[kind] += 1
            return
        data = fields_of(self.unpacker.unpacked(payload or "", encoding))
        if kind == "PROFILE_SNAPSHOT":
            read_snapshot(fields_of(data.get("snapshot")), place, self.logs)
        elif kind == "AUTH_LOGS":
            self.logs.named(text(data, "profileId")).read(data.get("logs"), f"{place}: logs")
        else:
            self.on_new_log(data, message, place)

    def on_new_log(self, data: Fields, message: Message, place: str) -> None:
        """Read a live event."""
        log = fields_of(data.get("log"))
        self.logs.named(text(data, "profileId")).take(log, place)
        self.note_sender(str(log.get("_author", "")), message.sender)

    def note_sender(self, author: str, sender: str) -> None:
        """Count live messages that somebody sent in another's name."""
        if sender and target_key(author, self.home_realm) != target_key(sender, self.home_realm):
            self.relayed[f"{sender} as {author}"] += 1

    def close(self) -> None:
        """Note the profiles and what was odd about the messages."""
        self.book.close()
        self.logs.close()
        notices = self.harvest.notices
        if self.others:
            notices.append(f"Messages without entries are left out: {counted(self.others)}.")
        if self.newer:
            notices.append(
                f"Some messages are of a newer protocol and were read as the known one: {counted(self.newer)}."
            )
        if self.relayed:
            notices.append(f"Live entries were sent in another's name: {counted(self.relayed)}.")
