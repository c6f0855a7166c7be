"""What leaves a ledger and comes back: nothing is counted twice, and what came to it outside is new."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from lootlog.domain.entries import Entry, chained
from lootlog.domain.exports.addon import addon_lines
from lootlog.domain.merging import Incoming
from lootlog.models import Delivery, Fork, LogEntry, Profile, Stream
from lootlog.selectors.exports import FORMATS, export
from lootlog.services.importing import begin_apply, finish_apply, preview_upload
from lootlog.services.merging import merge
from lootlog.services.writing import Award, amend, award, void
from tests.factories.characters import GuildFactory
from tests.factories.loot_files import event, gen2
from tests.factories.lootlog import ProfileFactory, writer
from tests.lootlog.services.importing import NOW, held, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile():
    return ProfileFactory(guild=GuildFactory(), name="Raid Team")


@pytest.fixture
def by():
    return replace(writer(User.objects.create(username="anna"), NOW), name="Leader-Senjin")


def taken(profile, form):
    return b"".join(export(Profile.objects.get(pk=profile.pk), form).pieces)


def brought(profile, data, *, later=1):
    """Bring a file, which proposes its ledger itself, and apply it; returns what became of its rows."""
    now = NOW + timedelta(minutes=later)
    upload = sent(profile.guild, data, now=now)
    assert upload.state in ("preview", "applied"), upload.error
    choices = {part["key"]: str(profile.uuid) for part in upload.report["profiles"]}
    if upload.state == "preview":
        preview = preview_upload(upload, choices, now=now).report["counts"]
        upload = finish_apply(begin_apply(upload, choices, user=None, now=now), now=now)
        assert upload.report["counts"] == preview
    return {name: count for name, count in upload.report["counts"].items() if count}


def lived(profile, by):
    """Let a ledger live: awards, a void, an amendment, a void of a void, and entries of the game."""
    first, second, third = award(
        profile, [Award("Thrall-Senjin", Decimal(5)), Award("jaina", Decimal(2)), Award("Jaina-Garona", Decimal("-1"))],
        by=by,
    )  # fmt: skip
    [gone] = void(profile, [first], "Wrong raid", by=by)
    amend(profile, second, Decimal("3.5"), "Late", by=by)
    void(profile, [gone], "Right after all", by=by)
    void(profile, [third], "Twice", by=by)
    brought(profile, gen2([event(7), event(9, change="DECREMENT")]))


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_that_comes_back_changes_nothing(profile, by, form):
    lived(profile, by)
    before, count = held(profile), LogEntry.objects.count()
    counts = brought(profile, taken(profile, form), later=2)
    assert (set(counts), held(profile), LogEntry.objects.count()) == ({"known"}, before, count)


def test_the_addons_file_knows_its_ledger_without_a_choice(profile, by):
    lived(profile, by)
    upload = sent(profile.guild, taken(profile, "addon"))
    [about] = upload.report["profiles"]
    assert (about["target"], about["why"], about["is_sure"]) == (str(profile.uuid), "same ledger", True)


def test_what_the_game_adds_to_an_export_is_new_and_the_next_export_keeps_every_name(profile, by):
    lived(profile, by)
    file = taken(profile, "addon").decode()
    added = (
        '{ ["_id"] = "Leader-Senjin:1", ["_author"] = "Leader-Senjin", ["_counter"] = 1, ["_timestamp"] = 1766000900, '
        '["_eventType"] = "POINT_CHANGE", ["_data"] = { ["member"] = "Thrall-Senjin", ["change"] = "INCREMENT" } },\n'
    )
    played = file.replace('["_lootLogs"] = {\n', f'["_lootLogs"] = {{\n{added}')
    total = held(profile)["Thrall-Senjin"]
    assert brought(profile, played.encode(), later=2)["new"] == 1
    assert held(profile)["Thrall-Senjin"] == total + 1
    award(profile, [Award("Thrall-Senjin", Decimal(2))], by=replace(by, now=NOW - timedelta(days=90)))
    [row] = LogEntry.objects.filter(origin="Leader-Senjin:1")
    void(profile, [row], "Nobody was there", by=by)
    counts = brought(profile, taken(profile, "addon"), later=3)
    assert set(counts) == {"known"}
    assert brought(profile, played.encode().replace(b"Raid Team", b"Raid-Team"), later=4).keys() == {"known"}
    assert not Fork.objects.exists()


def test_an_exported_line_that_was_changed_is_refused_and_counted_once(profile, by):
    award(profile, [Award("Thrall-Senjin", Decimal(5))], by=by)
    changed = taken(profile, "addon").replace(b'["amount"] = 5', b'["amount"] = 50')
    assert brought(profile, changed) == {"refused": 1}
    assert held(profile) == {"Thrall-Senjin": 5}


def test_lines_of_a_copy_of_the_ledger_wait_for_their_entries_which_then_count_once(profile, by):
    """A device wrote offline and into the addon's file; the file comes before the device does."""
    at = int(NOW.timestamp())
    [made] = chained([Entry(profile.uuid, uuid4(), 0, "", at, "Olga-Senjin", "Thrall-Senjin", Decimal(5))])
    file = "".join(addon_lines(profile.uuid, profile.name, [made], {}, home_realm="senjin")).encode()
    assert brought(profile, file) == {"refused": 1}
    assert held(profile) == {}
    delivery = Delivery.objects.create(profile=profile, channel=Delivery.Channel.PEER, received_at=NOW)
    merge(profile, [Incoming("", made)], delivery, source=Stream.Source.PEER, labels={})
    assert brought(profile, file + b"\n", later=2) == {"known": 1}
    assert held(profile) == {"Thrall-Senjin": 5}


def test_in_another_ledger_the_lines_are_new(profile, by):
    award(profile, [Award("Thrall-Senjin", Decimal(5))], by=by)
    other = ProfileFactory(guild=profile.guild, name="Other")
    for form in ("addon", "pipe"):
        assert brought(other, taken(profile, form)) == {"new": 1}
    assert held(other) == {"Thrall-Senjin": 10}
