"""The state of the sync: who holds the same, whose turn it is, what went wrong."""

import re
from uuid import uuid4

import pytest

from lootlog.models import Peer
from lootlog.selectors.digests import ledger_digest
from tests.lootlog.pages.reading import words


@pytest.fixture
def device(world, ledger):
    def made(label, **more):
        return Peer.objects.create(
            profile=ledger.profile, uuid=uuid4(), label=label, first_seen_at=world.now, last_seen_at=world.now, **more
        )

    return made


def test_without_devices_the_page_says_how_to_join_one(ask, ledger):
    text = words(ask("sync/", "member"))
    assert "No device yet" in text
    assert f"lootlog_peer ledger.store --server http://testserver --profile {ledger.profile.pk}" in text


def test_equal_digests_are_what_counts_as_in_sync(ledger, device, ask):
    device("Laptop", digest=str(ledger_digest(ledger.profile).root))
    text = words(ask("sync/"))
    assert "Everybody holds the same" in text and "1 of 1" in text
    device("Phone", digest="3:" + "0" * 64)
    assert "Not everybody holds the same" in words(ask("sync/"))
    assert "1 of 2 devices hold the same" in words(ask())


def test_turns_and_errors_are_told(device, ask):
    device("Laptop", queue_place=0, lacks=12)
    device("Phone", queue_place=1)
    device("Tablet", error="It spoke nonsense.")
    text = words(ask("sync/"))
    assert "Being served Laptop" in text and "2. in line" in text and "It spoke nonsense." in text


def test_it_is_drawn_anew_only_where_something_changed(device, ask):
    peer = device("Laptop")
    [seen] = re.findall(r"\?seen=(\w+)", ask("sync/").text)
    assert ask(f"sync/part/?seen={seen}").status_code == 204
    peer.lacks = 3
    peer.save()
    answer = ask(f"sync/part/?seen={seen}")
    assert answer.status_code == 200 and "<html" not in answer.text


def test_strangers_of_a_public_guild_are_not_told_whose_devices_they_are(world, device, ask):
    device("Olga's laptop", queue_place=0, error="Olga's password is wrong.")
    world.guild.is_public = True
    world.guild.save()
    text = words(ask("sync/", "anonymous"))
    assert "Being served a device" in text and "Olga" not in text
