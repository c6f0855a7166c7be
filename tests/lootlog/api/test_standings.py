"""Who holds how much over the API, when, and why."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from characters.models import Character
from lootlog.domain.entries import Entry, imported_author
from lootlog.domain.merging import Incoming
from lootlog.models import Checkpoint, Delivery, Stream, Target
from lootlog.services.merging import merge
from lootlog.services.writing import void
from tests.factories.lootlog import writer
from tests.lootlog.api.writing import written


@pytest.fixture
def reader(world):
    return world.client("member")


def shown(answer):
    return [(row["rank"], row["label"], row["points"]) for row in answer.json()["results"]]


def claimed(profile, world, *totals):
    """Let a file tell of one point after another for Thrall, each with the total that its author saw."""
    author = imported_author(profile.uuid, "gen1:leader-garona")
    start = int((world.now - timedelta(hours=1)).timestamp())
    first = Entry(profile.uuid, author, 1, "", start, "Leader-Garona", "Thrall-Garona", Decimal(1))
    entries = [
        replace(first, sequence=number, timestamp=start + number, claimed_total=Decimal(total))
        for number, total in enumerate(totals, start=1)
    ]
    delivery = Delivery.objects.create(profile=profile, channel="import", received_at=world.now)
    incoming = [Incoming("line", entry) for entry in entries]
    merge(profile, incoming, delivery, source=Stream.Source.FILE, labels={})


def test_the_most_points_come_first_and_equal_points_share_a_rank(reader, at, profile, world):
    written(profile, world, ("Thrall-Garona", 5), ("Jaina-Garona", 7), ("Aggra-Garona", 5), ("Rexxar-Garona", -1))
    assert shown(reader.get(at("standings/"))) == [
        (1, "Jaina-Garona", "7"), (2, "Aggra-Garona", "5"), (2, "Thrall-Garona", "5"), (4, "Rexxar-Garona", "-1"),
    ]  # fmt: skip


def test_a_row_knows_its_character_and_when_it_last_changed(reader, at, profile, world):
    written(profile, world, ("Trogmoon", "2.5"), now=world.now - timedelta(days=2))
    [row] = reader.get(at("standings/")).json()["results"]
    assert (row["character"], row["class"], row["color"]) == (world.own.character_id, "Druid", "#FF7C0A")
    assert row["last_change"] == f"{world.now - timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}"


def test_as_of_counts_what_had_happened_and_a_date_is_a_whole_day(reader, at, profile, world):
    for day in range(10):
        written(profile, world, ("Thrall-Garona", 1), now=world.now - timedelta(days=day))
    for day in (0, 3, 8, 9):
        moment = world.now - timedelta(days=day)
        for word in (f"{moment:%Y-%m-%d}", f"{moment:%Y-%m-%dT%H:%M:%SZ}", f"{moment:%Y-%m-%dT%H:%M:%S}%2B00:00"):
            assert shown(reader.get(at(f"standings/?as_of={word}"))) == [(1, "Thrall-Garona", str(10 - day))]
    assert shown(reader.get(at("standings/?as_of=2010-01-01"))) == []


def test_a_plus_that_nobody_escaped_is_still_a_plus(reader, at, profile, world):
    written(profile, world, ("Thrall-Garona", 1))
    assert len(shown(reader.get(at("standings/?as_of=2099-01-01T00:00:00+01:00")))) == 1


@pytest.mark.parametrize(
    "word", ["yesterday", "2026", "2026-11-20T10:00:00", "2026-02-30", "9999-12-31", "0001-01-01", "1e9", "٢٠٢٦-٠١-٠١",
             "2026-11-20T10:00:00+99:00", "2026-W01-1", "20261120"]
)  # fmt: skip
@pytest.mark.parametrize("path", ["standings/", "standings/{}/explain"])
def test_a_moment_that_is_none_is_refused_in_words(reader, at, profile, world, word, path):
    [row] = written(profile, world, ("Thrall-Garona", 1))
    answer = reader.get(at(path.format(row.target_id)), {"as_of": word})
    assert (answer.status_code, "as_of" in answer.json()["detail"]) == (400, True)


def test_a_person_s_characters_are_one_when_asked_for(reader, at, profile, world):
    written(profile, world, ("Trogmoon", 5), ("Ümbrânox", 3), ("Jaina-Garona", 6))
    Character.objects.update(person_key="player-1")
    assert shown(reader.get(at("standings/"))) == [(1, "Jaina-Garona", "6"), (2, "Trogmoon", "5"), (3, "Ümbrânox", "3")]
    answer = reader.get(at("standings/?by=person"))
    assert shown(answer) == [(1, "Trogmoon", "8"), (2, "Jaina-Garona", "6")]
    assert [one["label"] for one in answer.json()["results"][0]["targets"]] == ["Trogmoon", "Ümbrânox"]
    assert reader.get(at("standings/?by=guild")).status_code == 400


def test_strangers_of_a_public_guild_do_not_learn_whose_characters_belong_together(world, at, profile):
    [row, *_] = written(profile, world, ("Trogmoon", 5), ("Ümbrânox", 3))
    type(world.guild).objects.update(is_public=True)
    Character.objects.update(person_key="player-1")
    for path in ("standings/", f"standings/{row.target_id}/explain"):
        allowed = {who: world.client(who).get(at(f"{path}?by=person")).status_code for who in ("stranger", "member")}
        assert allowed == {"stranger": 403, "member": 200}
        assert world.client("anonymous").get(at(path)).status_code == 200


def test_a_rename_changes_nothing(reader, at, profile, world):
    written(profile, world, ("Trogmoon", 5))
    Character.objects.filter(pk=world.own.character_id).update(name="Trogsun", name_key="trogsun")
    written(profile, world, ("Trogsun", 1))
    answer = reader.get(at("standings/"))
    assert shown(answer) == [(1, "Trogsun", "6")]
    lines = reader.get(at(f"standings/{answer.json()['results'][0]['target']}/explain")).json()["results"]
    assert [line["running"] for line in lines] == ["5", "6"]


def test_explain_tells_every_line_of_the_sum(reader, at, profile, world):
    rows = [
        written(profile, world, ("Thrall-Garona", delta), now=world.now - timedelta(days=day))[0]
        for day, delta in ((1, 3), (2, 2), (3, 1))
    ]
    void(profile, [rows[1]], "Wrong", by=writer(world.officer, world.now))
    address = at(f"standings/{rows[0].target_id}/explain")
    lines = reader.get(address).json()["results"]
    assert [(line["delta"], line["is_void"], line["running"]) for line in lines] == [
        ("1", False, "1"), ("2", True, "1"), ("3", False, "4"), ("0", False, "4"),
    ]  # fmt: skip
    assert reader.get(at("standings/")).json()["results"][0]["points"] == lines[-1]["running"]
    second = reader.get(address, {"page_size": 2, "page": 2}).json()
    assert ([line["running"] for line in second["results"]], second["count"]) == (["4", "4"], 4)
    past = reader.get(address, {"as_of": f"{world.now - timedelta(days=2):%Y-%m-%d}"}).json()["results"]
    assert [line["running"] for line in past] == ["1", "1"]


def test_explain_by_person_runs_over_all_their_characters(reader, at, profile, world):
    rows = written(profile, world, ("Trogmoon", 5), ("Ümbrânox", 3), ("Jaina-Garona", 6))
    Character.objects.update(person_key="player-1")
    lines = reader.get(at(f"standings/{rows[0].target_id}/explain?by=person")).json()["results"]
    assert [line["running"] for line in lines] == ["5", "8"]


def test_a_total_that_contradicts_is_named(reader, at, profile, world):
    claimed(profile, world, 1, 9)
    [target] = Target.objects.filter(profile=profile)
    lines = reader.get(at(f"standings/{target.pk}/explain")).json()["results"]
    assert [line["contradiction"] for line in lines] == [
        None, "Leader-Garona saw 9 points after this entry; all that is known adds up to 2.",
    ]  # fmt: skip


def test_explain_of_nobody_is_not_found(reader, at, profile, world):
    written(profile, world, ("Thrall-Garona", 5))
    assert reader.get(at("standings/999999999/explain")).status_code == 404


@pytest.mark.parametrize(
    ("path", "columns", "points"),
    [("standings/?format=csv", ("label", "points"), ["5", "-2.5"]),
     ("standings/{}/explain?format=csv", ("target", "running"), ["5"])],
)  # fmt: skip
def test_tables_hold_points_as_numbers(reader, at, profile, world, path, columns, points):
    rows = written(profile, world, ("Thrall-Garona", 5), ("Jaina-Garona", "-2.5"))
    table = list(csv.DictReader(io.StringIO(reader.get(at(path.format(rows[0].target_id))).text)))
    assert [row[columns[1]] for row in table] == points
    assert table[0][columns[0]] == "Thrall-Garona"


def test_standings_that_did_not_change_are_not_sent_again(reader, at, profile, world):
    written(profile, world, ("Thrall-Garona", 5))
    etag = reader.get(at("standings/"))["ETag"]
    assert reader.get(at("standings/"), headers={"If-None-Match": etag}).status_code == 304
    written(profile, world, ("Thrall-Garona", 5))
    assert reader.get(at("standings/"), headers={"If-None-Match": etag}).status_code == 200


def test_checkpoints_are_listed_newest_first(reader, at, profile, world):
    for position in (3, 9):
        Checkpoint.objects.create(
            profile=profile,
            position=position,
            digest=f"{position}:x",
            standings={"thrall-garona": "5"},
            taken_at=world.now,
        )
    rows = reader.get(at("checkpoints/")).json()["results"]
    assert [(row["position"], row["standings"]) for row in rows] == [
        (9, {"thrall-garona": "5"}), (3, {"thrall-garona": "5"}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "path", ["standings/", "standings/?by=person&as_of=2099-01-01", "standings/{}/explain", "checkpoints/"]
)
def test_the_number_of_queries_does_not_grow(reader, at, profile, world, path):
    counts = []
    for number in range(1, 30, 14):
        rows = written(profile, world, *[(f"Raider{one}-Garona", 1) for one in range(number)], ("Trogmoon", 1))
        void(profile, rows[:1], "Wrong", by=writer(world.officer, world.now))
        with CaptureQueriesContext(connection) as asked:
            assert reader.get(at(path.format(rows[-1].target_id))).status_code == 200
        counts.append(len(asked))
    assert len(set(counts)) == 1 and counts[0] <= 10
