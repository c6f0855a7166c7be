"""An officer writes while another one lets in what was set aside of the same stream. Needs real locks."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection, transaction

from lootlog.domain.entries import Entry, chained
from lootlog.domain.merging import Incoming
from lootlog.models import Delivery, LogEntry, Quarantined, Stream
from lootlog.services.deciding import Decision, accept_all
from lootlog.services.merging import WRITTEN_HERE, merge
from lootlog.services.quarantine import accept
from lootlog.services.writing import Award, award, own_stream
from tests.factories.characters import UserFactory
from tests.factories.lootlog import ProfileFactory, writer

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("ledger_db")]
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def one(profile, user):
    return accept(Quarantined.objects.get(), "Restored", user=user, now=NOW)


def all_of_them(profile, user):
    return accept_all(profile, WRITTEN_HERE, Decision("Restored", user, NOW))


def lose_an_entry(profile, officer) -> None:
    """Have a peer bring an entry that the officer wrote here and that is here no more."""
    [first] = award(profile, [Award("A-Garona", Decimal(1))], by=writer(officer, NOW))
    lost = Entry(
        profile=profile.uuid, author=first.stream.uuid, sequence=0, previous="", timestamp=int(NOW.timestamp()),
        actor="Anna-Garona", target="Lost-Garona", delta=Decimal(1),
    )  # fmt: skip
    delivery = Delivery.objects.create(profile=profile, channel=Delivery.Channel.PEER, received_at=NOW)
    incoming = [Incoming("from a peer", chained([lost], sequence=1, previous=first.hash)[0])]
    merge(profile, incoming, delivery, source=Stream.Source.PEER, labels={})


def both(*works) -> None:
    """Do two things at the same time, each on a connection of its own."""

    def run(work):
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(run, work) for work in works]:
            done.result(30)


@pytest.mark.parametrize("let_in", [one, all_of_them])
def test_whoever_writes_and_whoever_lets_in_wait_for_one_another_in_one_order(let_in):
    profile, officer = ProfileFactory(), UserFactory()
    lose_an_entry(profile, officer)
    has_stream = threading.Event()

    def write():
        with transaction.atomic():
            own_stream(profile, writer(officer, NOW))
            has_stream.set()
            # Long enough for the other to come as far as it can.
            time.sleep(1)
            award(profile, [Award("A-Garona", Decimal(1))], by=writer(officer, NOW))

    def decide():
        has_stream.wait(10)
        let_in(profile, officer)

    both(write, decide)
    assert sorted(LogEntry.objects.values_list("sequence", flat=True)) == [1, 2, 2]
