"""What a peer brings in the name of others."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from lootlog.domain.entries import Entry, chained, imported_author, is_imported
from lootlog.domain.exchange.messages import Device
from lootlog.domain.exchange.rows import row_of
from lootlog.models import LogEntry, Quarantined, Stream
from lootlog.services.merging import ANOTHERS
from lootlog.services.peers import meet
from lootlog.services.quarantine import accept
from lootlog.services.receiving import NO_DEVICE, take_from
from tests.factories.characters import UserFactory
from tests.factories.lootlog import ProfileFactory
from tests.lootlog.exchange.peers import drafts

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile():
    return ProfileFactory()


def bring(profile, *entries: Entry):
    """Let a device of somebody new bring entries."""
    now = timezone.now()
    peer = meet(profile, Device(uuid4(), "laptop"), UserFactory(), now=now)
    return take_from(peer, profile, [row_of(entry) for entry in entries], now=now)


def test_nobody_makes_the_author_of_a_file_their_own(profile):
    author = imported_author(profile.uuid, "gen1:leader-garona")
    [theirs] = drafts(profile, 1, origin="1")
    [chain] = chained([replace(theirs, author=author)])
    taken = bring(profile, chain)
    assert ([item.reason for item in taken.not_taken], taken.new) == ([NO_DEVICE], 0)
    assert (Quarantined.objects.get().key, Stream.objects.count()) == (chain.hash, 0)
    imported = bring(profile, replace(theirs, author=author, sequence=1))
    assert (imported.new, imported.not_taken, Stream.objects.get().source) == (1, [], "file")


def test_what_is_brought_again_stays_set_aside_once(profile):
    [chain] = chained([replace(drafts(profile, 1)[0], author=imported_author(profile.uuid, "gen1:x"))])
    for _ in range(2):
        assert len(bring(profile, chain).not_taken) == 1
    assert (Quarantined.objects.count(), LogEntry.objects.count()) == (1, 0)


def test_the_authors_of_devices_and_those_of_files_are_told_apart():
    assert [is_imported(author) for author in (uuid4(), imported_author(uuid4(), "gen2:x"))] == [False, True]


def test_what_an_officer_lets_in_of_a_new_device_is_gone_on_with_by_its_owner_only(profile):
    ahead = int((timezone.now() + timedelta(days=400)).timestamp())
    chain = chained([replace(draft, author=uuid4(), timestamp=ahead) for draft in drafts(profile, 1)])
    assert len(bring(profile, *chain).not_taken) == 1
    item = Quarantined.objects.get()
    accept(item, "The clock was wrong", user=UserFactory(), now=timezone.now())
    stream = Stream.objects.get()
    assert (stream.source, stream.owner) == (Stream.Source.PEER, item.delivery.by)
    following = replace(chain[0], sequence=2, previous=chain[0].hash, timestamp=chain[0].timestamp - 401 * 24 * 3600)
    [refused] = bring(profile, following).not_taken
    assert refused.reason == ANOTHERS


@pytest.mark.parametrize("is_set_aside", [True, False])
def test_a_device_that_spoke_stays_its_owner_s_when_another_passes_on_its_first_entry(profile, is_set_aside):
    now = timezone.now()
    device = Device(uuid4(), "Laptop")
    own = meet(profile, device, UserFactory(), now=now)
    when = now + timedelta(days=400 if is_set_aside else -1)
    [first] = chained([replace(drafts(profile, 1)[0], author=device.uuid, timestamp=int(when.timestamp()))])
    assert len(bring(profile, first).not_taken) == is_set_aside
    if is_set_aside:
        accept(Quarantined.objects.get(), "The clock was wrong", user=UserFactory(), now=now)
    following = replace(first, sequence=2, previous=first.hash, timestamp=int(now.timestamp()) - 60)
    assert take_from(own, profile, [row_of(following)], now=now).not_taken == []
    assert Stream.objects.get().owner == own.owner
