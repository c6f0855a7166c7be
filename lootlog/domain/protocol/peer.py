"""A peer of the documented protocol: is told what happens, and answers with the frames to send.

Everybody in the group may be one. Each call takes the time in seconds since 1970, which must not run backwards, and
returns what to send now; `tick` is to be called about every second. Names are `Name-Realm`; letter case and spaces in
the realm do not count.
"""

from collections.abc import Collection, Iterable
from enum import StrEnum
from uuid import UUID

from characters.domain.errors import Refused
from lootlog.domain.entries import Entry
from lootlog.domain.names import split_name, target_key
from lootlog.domain.protocol.books import Books, MayWrite
from lootlog.domain.protocol.escaping import BadFrame
from lootlog.domain.protocol.journal import Category, Journal
from lootlog.domain.protocol.lines import ID_BYTES
from lootlog.domain.protocol.log import Log
from lootlog.domain.protocol.messages import LogEntry
from lootlog.domain.protocol.outbox import Outbox, Send
from lootlog.domain.protocol.session import Session
from lootlog.domain.protocol.wire import Wire


class SendFault(StrEnum):
    """Why the game did not send a frame."""

    THROTTLED = "throttled"
    LOCKDOWN = "lockdown"
    OFFLINE = "target offline"
    NOT_IN_GROUP = "not in group"


class Peer:
    """One client. `owners` are the guilds whose profiles it takes up unasked; `may_write` judges every entry.

    `outbox` is the game's throttle unless another carrier allows more. `books.arrivals` hands over what was taken and
    refused, to be kept elsewhere.
    """

    def __init__(
        self, name: str, logs: Iterable[Log], active: UUID, *, owners: Collection[str], may_write: MayWrite, now: float,
        outbox: Outbox | None = None, id_bytes: int = ID_BYTES,
    ) -> None:  # fmt: skip
        self.name = name
        self.key = target_key(name)
        self.is_on = True
        self.in_lockdown = False
        self.journal = Journal()
        self.books = Books(logs, active, owners, may_write)
        self.session = Session(
            name, Wire(Outbox() if outbox is None else outbox, now), self.books, self.journal, id_bytes
        )

    @property
    def in_group(self) -> bool:
        """Whether there is anybody to sync with."""
        return bool(self.session.wire.names)

    def receive(self, sender: str, raw: str, now: float) -> list[Send]:
        """Take a frame that arrived from the group or as a whisper. Whatever it holds, this raises nothing."""
        key = self._key_of(sender)
        if key != self.key and self.is_on and self.in_group:
            try:
                self.session.read(key, raw, now)
            except BadFrame as error:
                self.journal.note(now, Category.REFUSED, f"{sender}: {error}")
        return self._flush(now)

    def tick(self, now: float) -> list[Send]:
        """Do what is due at this time."""
        if self.is_on and self.in_group and not self.in_lockdown:
            self.session.tick(now)
        return self._flush(now)

    def group_changed(self, members: Iterable[str], leader: str, now: float) -> list[Send]:
        """Take the group's members, oneself included, and its leader. Alone, or not among them, is no group."""
        names = {self._key_of(name): name for name in members}
        others = {key: name for key, name in names.items() if key != self.key}
        if self.key not in names or not others:
            self.session.leave()
            return []
        has_joiners = self.session.gathered(others, now)
        if self.is_on:
            self.session.led_by(self._key_of(leader), has_joiners, now)
        else:
            self.session.leader = self._key_of(leader)
        return self._flush(now)

    def append(self, entry: Entry, now: float) -> list[Send]:
        """Write an entry of one's own, and tell the group at once where there is one.

        :raises Refused: when the profile is not held, or the entry may not be written.
        """
        log = self.books.logs.get(entry.profile)
        if log is None:
            raise Refused("The entry's profile is not held here.")
        fault = self.books.fault(log, entry, self.name, now)
        if fault:
            raise Refused(fault)
        if log.add(entry) and self.is_on and self.in_group:
            self.session.wire.broadcast(LogEntry(entry.profile, entry), urgent=True)
        return self._flush(now)

    def use_profile(self, uuid: UUID, now: float) -> list[Send]:
        """Change the profile in use; who coordinates announces it to the group.

        :raises Refused: when it is not held.
        """
        if uuid not in self.books.logs:
            raise Refused("The profile is not held here.")
        self.books.active = uuid
        if self.session.coordinator and not self.session.coordinator.finishing:
            self.session.coordinate(now, manual=self.session.coordinator.manual)
        return self._flush(now)

    def accept_proposal(self, uuid: UUID, now: float) -> list[Send]:
        """Take up an announced profile by a person's decision, and sync it.

        :raises Refused: when it was not proposed.
        """
        profile = self.books.accept(uuid)
        self.journal.note(now, Category.PROFILE, f"Took up {profile.name}")
        self.session.member.list_now()
        return self._flush(now)

    def manual_sync(self, now: float) -> list[Send]:
        """Become the coordinator.

        :raises Refused: without a group, or when sync is off.
        """
        if not self.in_group or not self.is_on:
            raise Refused("There is nobody to sync with." if self.is_on else "Sync is off.")
        self.session.coordinate(now, manual=True)
        return self._flush(now)

    def ask_for_turn(self, now: float) -> list[Send]:
        """Ask the coordinator that there is for a turn at once, by telling it one's list unasked."""
        self.session.member.list_now()
        return self._flush(now)

    def lockdown(self, on: bool, now: float) -> list[Send]:
        """Hold everything back while the game lets no addon speak, and go on afterwards."""
        self.in_lockdown = self.session.wire.outbox.held = on
        self.session.leadership.heard_at = now
        if self.session.coordinator and self.session.coordinator.turn:
            self.session.coordinator.turn.heard(now)
        return self._flush(now)

    def sync_off(self) -> None:
        """Neither send nor take anything until `sync_on`."""
        self.is_on = False
        self.session.reset()

    def sync_on(self, now: float) -> list[Send]:
        """Take part again."""
        self.is_on = True
        self.session.leadership.heard_at = now
        if self.in_group and self.session.leader == self.key:
            self.session.coordinate(now, manual=False)
        return self._flush(now)

    def unsent(self, send: Send, fault: SendFault, now: float) -> list[Send]:
        """Take back a frame that the game did not send, and why."""
        if fault in (SendFault.THROTTLED, SendFault.LOCKDOWN):
            self.session.wire.outbox.put_back(send, now)
        elif fault is SendFault.OFFLINE:
            self.session.unreachable(self._key_of(send.target), now)
        return self._flush(now)

    def _key_of(self, name: str) -> str:
        return target_key(name, split_name(self.name)[1])

    def _flush(self, now: float) -> list[Send]:
        return self.session.wire.outbox.take(now) if self.in_group else []
