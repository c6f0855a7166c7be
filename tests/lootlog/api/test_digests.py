"""The tree of digests and the list of peers over HTTP."""

from decimal import Decimal

import pytest

from characters.models import Guild
from lootlog.domain.digests import digest_of
from lootlog.models import LogEntry
from lootlog.services.profiles import active_profile
from lootlog.services.writing import Award, award
from tests.factories.lootlog import writer
from tests.lootlog.exchange.peers import ApiPeer


@pytest.fixture
def profile(world):
    profile = active_profile(world.guild, now=world.now)
    award(profile, [Award(f"Raider{n}-Garona", Decimal(n + 1)) for n in range(20)], by=writer(world.officer, world.now))
    return profile


def asked(world, profile, query="", who="member"):
    return world.client(who).get(f"/api/lootlog/profiles/{profile.pk}/digest/{query}")


def test_the_tree_leads_from_the_root_to_every_hash(world, profile):
    names = set(LogEntry.objects.values_list("hash", flat=True))
    top = asked(world, profile).json()
    assert (top["digest"], top["position"], top["profile"]) == (str(digest_of(names)), 20, str(profile.uuid))
    [week] = top["weeks"]
    assert week["digest"] == top["digest"]
    buckets = asked(world, profile, f"?week={week['week']}&bits=2").json()["buckets"]
    assert sum(int(bucket["digest"].split(":")[0]) for bucket in buckets) == 20
    found = [
        name
        for bucket in buckets
        for name in asked(world, profile, f"?week={week['week']}&bits=2&bucket={bucket['bucket']}").json()["hashes"]
    ]
    assert found == sorted(names)
    assert asked(world, profile, f"?week={week['week']}&bucket=0").json()["hashes"] == sorted(names)


@pytest.mark.parametrize(
    "query", ["?week=x", "?week=-1", "?week=99999999999", "?week=1&bits=17", "?week=1&bits=2&bucket=4"]
)
def test_what_no_tree_has_is_refused_in_words(world, profile, query):
    answer = asked(world, profile, query)
    assert (answer.status_code, len(answer.json()["detail"]) > 15) == (400, True)


def test_a_digest_that_is_known_is_not_sent_again(world, profile):
    client = world.client("member")
    address = f"/api/lootlog/profiles/{profile.pk}/digest/"
    first = client.get(address)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_strangers_see_digests_of_public_guilds_only(world, profile):
    assert asked(world, profile, who="stranger").status_code == 404
    Guild.objects.update(is_public=True)
    assert asked(world, profile, who="anonymous").status_code == 200


def test_members_see_which_devices_sync_and_how_far_they_are(world, profile):
    peer = ApiPeer(world.client("officer"), profile)
    held = peer.holding()
    address = f"/api/lootlog/profiles/{profile.pk}/peers/"
    [row] = world.client("member").get(address).json()["results"]
    assert (row["uuid"], row["name"], row["owner"]) == (str(peer.uuid), "Olga's laptop", "olga")
    assert (row["lacks"], row["has_more"], row["queue_place"], row["in_sync_at"]) == (20, 0, 0, None)
    peer.sync(held)
    [row] = world.client("member").get(address).json()["results"]
    assert (row["lacks"], row["queue_place"], row["in_sync_at"] is None) == (0, None, False)
    Guild.objects.update(is_public=True)
    assert world.client("stranger").get(address).status_code == 403
    assert world.client("anonymous").get(address).status_code == 401
    assert "Olga's laptop" in world.client("member").get(f"{address}?format=csv").content.decode()
