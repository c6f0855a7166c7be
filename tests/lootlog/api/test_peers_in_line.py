"""Peers that sync at the same time are served one after the other."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import msgspec
import pytest
from django.utils import timezone

from lootlog.domain.exchange.messages import AskWeeks, Device, Wait, Weeks
from lootlog.models import Peer
from lootlog.services import exchanging
from lootlog.services.writing import Award, award
from tests.factories.lootlog import writer
from tests.lootlog.exchange.peers import NOTHING, ApiPeer, second_officer, swap, written


@pytest.fixture
def peer(world, profile):
    return ApiPeer(world.client("officer"), profile)


def out_of_step(peer):
    """Ask for the weeks with a root that is not the server's."""
    return peer.ask(AskWeeks(root=f"1:{'0' * 64}"))


def test_peers_take_turns_and_who_is_done_lets_the_next_in(world, profile, peer):
    held = peer.holding()
    written(held, peer, 1)
    other = ApiPeer(second_officer(world), profile)
    assert isinstance(out_of_step(peer), Weeks)
    waiting = out_of_step(other)
    assert isinstance(waiting, Wait) and waiting.before == 1
    assert isinstance(other.ask(swap()), Wait)
    assert list(Peer.objects.order_by("queue_place").values_list("uuid", "queue_place")) == [
        (peer.uuid, 0), (other.uuid, 1),
    ]  # fmt: skip
    assert peer.sync(held).in_sync
    assert isinstance(out_of_step(other), Weeks)
    assert Peer.objects.get(uuid=other.uuid).queue_place == 0


def test_who_vanishes_during_the_turn_blocks_nobody(world, profile, peer):
    other = ApiPeer(second_officer(world), profile)
    out_of_step(peer)
    assert isinstance(out_of_step(other), Wait)
    Peer.objects.filter(uuid=peer.uuid).update(last_seen_at=timezone.now() - timedelta(seconds=16))
    assert isinstance(out_of_step(other), Weeks)
    assert list(Peer.objects.filter(queue_place__isnull=False).values_list("uuid", flat=True)) == [other.uuid]


def test_who_is_refused_loses_the_turn(world, profile, peer):
    out_of_step(peer)
    elsewhere = AskWeeks(root=NOTHING, profile=uuid4(), peer=Device(peer.uuid, peer.label))
    assert peer.post(msgspec.to_builtins(elsewhere)).status_code == 409
    row = Peer.objects.get()
    assert (row.queue_place, "profile" in row.error) == (None, True)


def test_what_a_peer_misses_is_known_before_it_has_it(world, profile, peer):
    award(profile, [Award("Thrall-Garona", Decimal(3))] * 4, by=writer(world.officer, world.now))
    peer.holding()
    row = Peer.objects.get()
    assert (row.lacks, row.has_more, row.in_sync_at, row.queue_place) == (4, 0, None, 0)


def test_many_entries_are_folded_into_the_digests_as_somebody_asks(world, profile, peer, monkeypatch):
    monkeypatch.setattr(exchanging, "FOLD_FROM", 3)
    award(profile, [Award("Thrall-Garona", Decimal(3))] * 4, by=writer(world.officer, world.now))
    peer.holding()
    profile.refresh_from_db()
    assert profile.digested_position == 4
