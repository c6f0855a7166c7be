"""A raid in miniature: peers, a clock of its own, and a network as bad as asked for. Equal seeds give equal runs."""

import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from heapq import heappop, heappush
from uuid import UUID, uuid5

from lootlog.domain.entries import Entry, chained
from lootlog.domain.protocol.log import Log, Profile
from lootlog.domain.protocol.outbox import Channel, Outbox, Send
from lootlog.domain.protocol.peer import Peer, SendFault

START = 1_766_000_000.0
GUILD = "eu/garona/vault"
MAIN = Profile(UUID(int=1), "Raid-Team-A", GUILD)
ALTS = Profile(UUID(int=2), "Mythic-Plus", GUILD)
LONGEST_FRAME = 255


@dataclass
class Network:
    """How often a frame is lost or doubled on its way to one receiver, and for how long it may be on the way."""

    loss: float = 0.0
    doubled: float = 0.0
    late: float = 0.0
    latency: tuple[float, float] = (0.02, 0.2)
    lateness: float = 4.0


def anybody(entry: Entry, sender: str) -> str:
    return ""


def author_of(name: str) -> UUID:
    return uuid5(MAIN.uuid, name)


def entries_by(name: str, count: int, *, profile: Profile = MAIN, at: float = START - 86_400) -> list[Entry]:
    """What an officer wrote earlier, as one chain."""
    return chained(
        Entry(profile.uuid, author_of(name), 0, "", int(at) + number, name, f"Raider{number % 30}-Garona",
              Decimal(5), Decimal(5 * number), f"Boss kill {number}")
        for number in range(count)
    )  # fmt: skip


class World:
    """The game: who is in the group, who leads, and what is on its way."""

    def __init__(self, seed: int = 1, network: Network | None = None) -> None:
        self.seed = seed
        self.now = START
        self.chance = random.Random(seed)
        self.network = network or Network()
        self.peers: dict[str, Peer] = {}
        self.members: list[str] = []
        self.leader = ""
        self.absent: set[str] = set()
        self.frames: Counter[str] = Counter()
        self.carried: list[tuple[float, str, Send]] = []
        self.keeps_frames = True
        self.on_frame: Callable[[str, Send], bool] = lambda sender, send: True
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._number = 0
        self._gates: dict[str, Outbox] = {}

    def client(self, name: str, entries: Iterable[Entry] = (), **options: object) -> Peer:
        """Somebody with the addon, alone for now, who holds these entries."""
        entries = list(entries)
        profiles = options.pop("profiles", (MAIN,))
        logs = [Log(profile, [entry for entry in entries if entry.profile == profile.uuid]) for profile in profiles]
        known = {"owners": {GUILD}, "may_write": anybody, "active": logs[0].profile.uuid} | options
        self.peers[name] = Peer(name, logs, now=self.now, **known)
        self._gates[name] = Outbox()
        self._at(self.chance.random(), lambda: self._tick(name))
        return self.peers[name]

    def form(self, leader: str, *members: str) -> None:
        """Make these the group; everybody learns of it within half a second."""
        self.leader, self.members = leader, [leader, *members]
        self._tell_of_group(list(self.peers))

    def join(self, *names: str) -> None:
        self.members += names
        self._tell_of_group(self.members)

    def leave(self, *names: str) -> None:
        self.members = [name for name in self.members if name not in names]
        if self.leader in names:
            self.leader = self.members[0]
        self._tell_of_group([*self.members, *names])

    def lead(self, name: str) -> None:
        self.leader = name
        self._tell_of_group(self.members)

    def vanish(self, name: str) -> None:
        """Lose a member without anybody being told."""
        self.absent.add(name)

    def come_back(self, name: str) -> None:
        self.absent.discard(name)

    def present(self) -> list[str]:
        """The members of the group who are there."""
        return [name for name in self.members if name not in self.absent]

    def lockdown(self, on: bool) -> None:
        """An encounter begins or ends: no addon may speak."""
        for name in self.members:
            self._out(name, self.peers[name].lockdown(on, self.now))

    def write(self, name: str, target: str = "Thrall-Garona", delta: int = 5, reason: str = "Boss kill") -> Entry:
        """Let somebody write an entry into their active profile, grouped or not."""
        peer = self.peers[name]
        log = peer.books.log
        own = [entry for entry in log.entries.values() if entry.author == author_of(name)]
        last = max(own, key=lambda entry: entry.sequence, default=None)
        entry = Entry(
            log.profile.uuid, author_of(name), 0, "", int(self.now), name, target, Decimal(delta), None, reason
        )
        place = {"sequence": last.sequence, "previous": last.hash} if last else {}
        [entry] = chained([entry], **place)
        self._out(name, peer.append(entry, self.now))
        return entry

    def do(self, name: str, sends: list[Send]) -> None:
        """Carry what a peer wants to send after something was done with it by hand."""
        self._out(name, sends)

    def run(self, seconds: float) -> None:
        """Let time pass."""
        self.run_until(lambda: False, seconds)

    def run_until(self, is_reached: Callable[[], bool], within: float, every: float = 1.0) -> bool:
        """Let time pass until something is so, looked at every second; return whether it came to be."""
        end = self.now + within
        look_at = self.now
        while self._events and self._events[0][0] <= end:
            if self._events[0][0] >= look_at:
                look_at += every
                if is_reached():
                    return True
            self.now, _, happens = heappop(self._events)
            happens()
        self.now = end
        return is_reached()

    def agree(self) -> bool:
        """Whether all of the group who are there hold the same entries of the leader's profile."""
        present = [self.peers[name] for name in self.present()]
        profile = present[0].books.active
        digests = {peer.books.logs[profile].digest if profile in peer.books.logs else None for peer in present}
        return len(digests) == 1

    def settle(self, within: float = 600.0, every: float = 1.0) -> float:
        """Let time pass until all agree and nothing waits to be sent; return how long it took, or fail."""
        begun = self.now
        assert self.run_until(self.agree, within, every), self.differences()
        return self.now - begun

    def differences(self) -> str:
        return ", ".join(f"{name}: {len(self.peers[name].books.log.entries)}" for name in self.members)

    def texts(self, kind: str) -> list[tuple[str, Send]]:
        """The frames of one kind so far, with who sent them."""
        return [(sender, send) for _, sender, send in self.carried if f"\t{kind}\t" in send.frame]

    def _at(self, delay: float, happens: Callable[[], None]) -> None:
        self._number += 1
        heappush(self._events, (self.now + delay, self._number, happens))

    def _tick(self, name: str) -> None:
        if name not in self.absent:
            self._out(name, self.peers[name].tick(self.now))
        self._at(1.0, lambda: self._tick(name))

    def _tell_of_group(self, names: list[str]) -> None:
        for name in names:
            self._at(self.chance.random() / 2, lambda name=name: self._learn_group(name))

    def _learn_group(self, name: str) -> None:
        if name in self.peers and name not in self.absent:
            self._out(name, self.peers[name].group_changed(list(self.members), self.leader, self.now))

    def _out(self, sender: str, sends: list[Send]) -> None:
        for send in sends:
            assert len(send.frame.encode()) <= LONGEST_FRAME
            assert "\0" not in send.frame
            if not self._lets_through(sender, send):
                self._out(sender, self.peers[sender].unsent(send, SendFault.THROTTLED, self.now))
                continue
            self._carry(sender, send)

    def _lets_through(self, sender: str, send: Send) -> bool:
        """The game's own throttle: ten at once, one a second."""
        gate = self._gates[sender]
        gate.put([send])
        is_through = bool(gate.take(self.now + 1e-6))
        gate.drop(lambda waiting: True)
        return is_through

    def _carry(self, sender: str, send: Send) -> None:
        self.frames[sender] += 1
        if self.keeps_frames:
            self.carried.append((self.now, sender, send))
        if sender not in self.members or not self.on_frame(sender, send):
            return
        network, chance = self.network, self.chance
        for receiver in self.members if send.channel is Channel.GROUP else [send.target]:
            copies = 1 + (chance.random() < network.doubled) if chance.random() >= network.loss else 0
            for _ in range(copies):
                delay = chance.uniform(*network.latency)
                if chance.random() < network.late:
                    delay += chance.random() * network.lateness
                self._at(delay, lambda receiver=receiver: self._deliver(sender, receiver, send.frame))

    def _deliver(self, sender: str, receiver: str, frame: str) -> None:
        if receiver in self.members and receiver in self.peers and receiver not in self.absent:
            self._out(receiver, self.peers[receiver].receive(sender.replace(" ", ""), frame, self.now))
