"""Many devices that sync at the same time, on a database that locks rows."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from time import monotonic, sleep
from uuid import uuid4

import msgspec
import pytest
from django.db import connection
from django.utils import timezone

from lootlog.domain.exchange.asking import Outcome, Reconciliation
from lootlog.domain.exchange.messages import Device, Facts, Wait
from lootlog.domain.exchange.shelf import Holding
from lootlog.domain.exchange.store import Identity, write_own
from lootlog.models import LogEntry, Peer, Profile, Quarantined
from lootlog.selectors.digests import ledger_digest
from lootlog.services.digesting import fold, recompute
from lootlog.services.exchanging import Asker, answer_peer
from tests.factories.characters import UserFactory
from tests.factories.lootlog import ProfileFactory
from tests.lootlog.exchange.peers import drafts

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("ledger_db")]
DEVICES, WITHIN = 6, 20.0


def synced(profile, held, device, user):
    """Sync in small steps, waiting for the turn; return the outcome."""
    outcome, until = Outcome(), monotonic() + WITHIN
    steps = Reconciliation(held, outcome).run()
    ask = next(steps)
    while monotonic() < until:
        told = msgspec.structs.replace(ask, peer=device)
        answer = answer_peer(profile, told, Asker(user, device, may_bring=True), now=timezone.now())
        if isinstance(answer, Wait):
            sleep(0.01)
            continue
        try:
            ask = steps.send(answer)
        except StopIteration:
            return outcome
    raise TimeoutError(device.label)


def written_and_synced(profile, user, start):
    """Let a device write alone, and sync as all others do."""
    try:
        device = Device(uuid4(), f"device of {user.username}")
        held = Holding(Facts(profile.uuid, "", "", ""))
        write_own(held, Identity(device.uuid, "Olga"), [replace(one, author=device.uuid) for one in drafts(profile, 5)])
        start.wait()
        return synced(profile, held, device, user)
    finally:
        connection.close()


def folded(profile, start):
    """Fold again and again meanwhile."""
    try:
        start.wait()
        return sum(fold(profile) for _ in range(20))
    finally:
        connection.close()


def test_all_come_to_their_turn_and_nothing_is_lost_or_doubled():
    profile = Profile.objects.select_related("guild__realm").get(pk=ProfileFactory().pk)
    users = [UserFactory() for _ in range(DEVICES)]
    start = Barrier(DEVICES + 1)
    with ThreadPoolExecutor(DEVICES + 1) as pool:
        folds = pool.submit(folded, profile, start)
        outcomes = list(pool.map(lambda user: written_and_synced(profile, user, start), users))
        assert folds.result() <= 5 * DEVICES
    assert [outcome.new for outcome in outcomes] == [5] * DEVICES
    assert (LogEntry.objects.count(), Peer.objects.count()) == (5 * DEVICES, DEVICES)
    assert not Quarantined.objects.exists()
    assert not Peer.objects.filter(queue_place__isnull=False).exists()
    digest = ledger_digest(profile)
    assert recompute(profile) == 5 * DEVICES
    assert ledger_digest(profile) == digest
