"""Blizzard's terms: within 30 days what is stored is refreshed or removed; and removal on request."""

from datetime import UTC, datetime, timedelta

import pytest

from characters.domain.regions import Region
from characters.models import Character, Guild, GuildMember, Payload, Realm, RemovedCharacter, SyncRun
from characters.services.identities import create_characters, new_character
from characters.services.removal import remove_on_request, removed_ids
from characters.services.retention import refresh_or_remove
from tests.wire import Wire

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 20, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def trog(wire: Wire) -> Character:
    realm = Realm.objects.get(region="us", slug="senjin")
    (character,) = create_characters([new_character(realm, "Trogmoon", 1, now=NOW)], now=NOW)
    for section in ("summary", "raids"):
        Payload.objects.create(
            character=character, section=section, body={"x": 1}, body_hash="h", fetched_at=NOW, attempted_at=NOW
        )
    return character


def test_what_was_confirmed_lately_is_left_alone(trog, wire):
    assert refresh_or_remove(now=NOW + 24 * DAY)["refreshed"] == 0
    assert not wire.asked


def test_a_valid_profile_gets_a_forced_sync(trog, wire):
    wire.character("Trogmoon", status={"id": 1, "is_valid": True})
    assert refresh_or_remove(now=NOW + 26 * DAY)["refreshed"] == 1
    assert SyncRun.objects.get().steps.get().is_forced


@pytest.mark.parametrize(
    "status",
    [(404, {"code": 404}), {"id": 1, "is_valid": False}, {"id": 2, "is_valid": True}],
    ids=["not found", "not valid", "another id"],
)
def test_a_profile_that_blizzard_no_longer_vouches_for_is_removed(trog, wire, status):
    wire.character("Trogmoon", status=status)
    assert refresh_or_remove(now=NOW + 26 * DAY)["removed"] == 1
    assert not Character.objects.exists() and not Payload.objects.exists()


def test_a_vanished_profile_that_a_roster_still_lists_keeps_its_bare_name(trog, wire):
    guild = Guild.objects.create(realm=trog.realm, name="K", slug="k", created_at=NOW)
    GuildMember.objects.create(guild=guild, character=trog, rank=3, character_name="Trogmoon", joined_at=NOW)
    wire.character("Trogmoon", status=(404, {"code": 404}))
    refresh_or_remove(now=NOW + 26 * DAY)
    assert Character.objects.get().name == "Trogmoon"
    assert not Payload.objects.exists()


def test_an_unanswered_status_removes_nobody_but_after_30_days_the_bodies_go(trog, wire):
    wire.character("Trogmoon", status=(503, {"code": 503}))
    assert refresh_or_remove(now=NOW + 26 * DAY)["unknown"] == 1
    assert Payload.objects.filter(body__isnull=False).count() == 2
    refresh_or_remove(now=NOW + 31 * DAY)
    assert Payload.objects.filter(body__isnull=False).count() == 0
    assert Character.objects.exists()


def test_a_retired_character_goes_after_30_days(trog, wire):
    Character.objects.update(retired_at=NOW)
    Payload.objects.all().delete()
    assert refresh_or_remove(now=NOW + 29 * DAY)["retired_removed"] == 0
    assert refresh_or_remove(now=NOW + 31 * DAY)["retired_removed"] > 0


def test_removal_on_request_leaves_only_a_keyed_digest(trog):
    remove_on_request(trog, reason="asked by mail", now=NOW)
    assert not Character.objects.exists() and not Payload.objects.exists()
    row = RemovedCharacter.objects.get()
    assert row.digest != "1" and len(row.digest) == 64
    assert removed_ids(Region.US, [1, 2]) == {1}
