"""A peer that speaks to the API through Django's own test client."""

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import msgspec
from django.test import Client
from django.utils import timezone

from lootlog.domain.digests import Digest
from lootlog.domain.entries import Entry
from lootlog.domain.exchange.asking import Outcome, Reconciliation
from lootlog.domain.exchange.messages import Answer, Ask, AskSwap, AskWeeks, Device, Weeks, read_answer
from lootlog.domain.exchange.rows import row_of
from lootlog.domain.exchange.shelf import Holding
from lootlog.domain.exchange.store import Identity, write_own
from tests.factories.characters import GuildAccessFactory, UserFactory

NOTHING = str(Digest())


@dataclass
class ApiPeer:
    """A device of somebody, with a ledger in memory."""

    client: Any
    profile: Any
    headers: dict[str, Any] = field(default_factory=dict)
    uuid: UUID = field(default_factory=uuid4)
    label: str = "Olga's laptop"
    trips: int = 0

    def post(self, document: object) -> Any:
        """Send a message."""
        address = f"/api/lootlog/profiles/{self.profile.pk}/messages/"
        return self.client.post(address, json.dumps(document), content_type="application/json", **self.headers)

    def ask(self, ask: Ask) -> Answer:
        """Send a question that is answered."""
        told = msgspec.structs.replace(ask, peer=Device(self.uuid, self.label))
        response = self.post(msgspec.to_builtins(told))
        self.trips += 1
        assert response.status_code == 200, response.content
        return read_answer(response.json())

    def holding(self) -> Holding:
        """Begin a ledger."""
        weeks = self.ask(AskWeeks(root=NOTHING))
        assert isinstance(weeks, Weeks)
        return Holding(weeks.profile)

    def sync(self, held: Holding, **how: Any) -> Outcome:
        """Let a ledger ask until it is done."""
        outcome = Outcome()
        asking = Reconciliation(held, outcome, **how).run()
        ask = next(asking, None)
        while ask is not None:
            try:
                ask = asking.send(self.ask(ask))
            except StopIteration:
                ask = None
        return outcome


def second_officer(world: Any) -> Client:
    """Another officer of the guild, signed in."""
    otto = UserFactory(username="otto")
    GuildAccessFactory(guild=world.guild, user=otto, level="officer")
    client = Client()
    client.force_login(otto)
    return client


def drafts(profile: Any, count: int, **changes: Any) -> list[Entry]:
    """Entries of nobody yet, of the last hour."""
    then = int((timezone.now() - timedelta(hours=1)).timestamp())
    values = {"actor": "Olga-Garona", "target": "Thrall-Garona", "delta": Decimal(5), **changes}
    return [Entry(profile.uuid, UUID(int=0), 0, "", then + number, **values) for number in range(count)]


def written(held: Holding, peer: ApiPeer, count: int, **changes: Any) -> list[Entry]:
    """Let a peer write alone."""
    own = [replace(draft, author=peer.uuid) for draft in drafts(peer.profile, count, **changes)]
    return write_own(held, Identity(peer.uuid, "Olga-Garona"), own)


def swap(*entries: Entry, want: tuple[str, ...] = ()) -> AskSwap:
    """The message that brings entries."""
    return AskSwap(bring=[row_of(entry) for entry in entries], want=list(want), root_after=NOTHING, lacks=0, has_more=0)
