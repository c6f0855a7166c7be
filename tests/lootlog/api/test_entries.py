"""Reading a ledger's entries: the list for people, the feed for machines, one entry."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.throttling import ScopedRateThrottle

from lootlog.services.profiles import create_profile
from lootlog.services.writing import amend, void
from tests.factories.lootlog import writer
from tests.lootlog.api.writing import written


@pytest.fixture
def reader(world):
    return world.client("member")


@pytest.fixture
def lines(profile, world):
    """Six entries of six days, the newest today; the third is void and the fourth amended."""
    rows = [
        written(profile, world, (name, delta), now=world.now - timedelta(days=6 - day), reason=reason)[0]
        for day, (name, delta, reason) in enumerate(
            [("Thrall-Garona", 5, "Boss"), ("Jaina-Garona", "-2.5", "Bow"), ("Thrall-Garona", 1, "Wrong"),
             ("Jaina-Garona", 4, "Boss"), ("Thrall-Area 52", 7, "Boss"), ("Thrall-Garona", 2, "50% there")], start=1
        )
    ]  # fmt: skip
    void(profile, [rows[2]], "Not there", by=writer(world.officer, world.now))
    amend(profile, rows[3], rows[3].delta + 1, "Two bosses", by=writer(world.officer, world.now, "Olga-Garona"))
    return rows


def positions(answer):
    return [row["position"] for row in answer.json()["results"]]


def test_an_entry_tells_all_that_proves_it(reader, at, lines):
    row = reader.get(at("entries/?after=0")).json()["results"][1]
    assert (row["delta"], row["previous"], row["sequence"]) == ("-2.5", lines[0].hash, 2)
    assert (row["target"], row["actor"], row["kind"], row["is_void"]) == (
        "Jaina-Garona",
        "Officer-Garona",
        "points",
        False,
    )
    assert row["delivery"] | {"id": 0, "received_at": ""} == {
        "id": 0, "received_at": "", "channel": "web", "by": "olga", "upload": None, "note": "",
    }  # fmt: skip


def test_the_list_is_newest_first_by_the_time_at_which_things_happened(reader, at, lines):
    # 7 is the void of today; 8 amends entry 4 and stands at its time.
    assert positions(reader.get(at("entries/"))) == [7, 6, 5, 8, 4, 3, 2, 1]


def test_pages_follow_one_another_and_hold_everything_once(reader, at, lines):
    address, found = at("entries/?limit=3"), []
    while address:
        page = reader.get(address).json()
        assert page["count"] == 8
        found += [row["position"] for row in page["results"]]
        address = page["next"]
    assert found == [7, 6, 5, 8, 4, 3, 2, 1]


def test_many_entries_of_one_second_are_paged_without_loss(reader, at, profile, world):
    written(profile, world, *[(f"Raider{number}-Garona", 1) for number in range(25)])
    address, found = at("entries/?limit=4"), []
    while address:
        page = reader.get(address).json()
        found += [row["position"] for row in page["results"]]
        address = page["next"]
    assert found == list(range(25, 0, -1))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("target=jaina", [8, 4, 2]),
        ("target=Thrall-Area52", [5]),
        ("target=thrall-garona", [7, 6, 3, 1]),
        ("actor=olga", [8]),
        ("kind=void", [7]),
        ("search=boss", [5, 8, 4, 1]),
        ("search=50%25", [6]),
        ("counting=yes", [6, 5, 8, 2, 1]),
        ("counting=no", [4, 3]),
        ("kind=points&search=boss&target=jaina", [4]),
        ("target=nobody", []),
    ],
)
def test_filters_leave_what_they_say(reader, at, lines, query, expected):
    answer = reader.get(at(f"entries/?{query}"))
    assert (positions(answer), answer.json()["count"]) == (expected, len(expected))


def test_the_target_is_found_by_its_id_too(reader, at, lines):
    assert positions(reader.get(at(f"entries/?target={lines[4].target_id}"))) == [5]


def test_a_range_of_days_holds_its_first_and_its_last_day_whole(reader, at, world, lines):
    day = f"{world.now - timedelta(days=4):%Y-%m-%d}"
    assert positions(reader.get(at(f"entries/?from={day}&to={day}"))) == [2]
    moment = f"{lines[1].happened_at:%Y-%m-%dT%H:%M:%S}%2B00:00"
    assert positions(reader.get(at(f"entries/?to={moment}"))) == [2, 1]


@pytest.mark.parametrize(
    "query",
    ["after=x", "after=-1", "after=1.5", "limit=0", "limit=1001", "limit=many", "before=x", "before=2026-01-01_x",
     "kind=gift", "counting=maybe", "from=yesterday", "to=2026-13-01", "to=2026-11-20T18:00:00", "from=0000-01-01",
     "target=99999999999999999999"],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_answered_in_words(reader, at, lines, query):
    answer = reader.get(at(f"entries/?{query}"))
    assert (answer.status_code, bool(answer.json()["detail"])) == (400, True)


def test_the_feed_hands_over_everything_in_the_order_in_which_it_came(reader, at, lines):
    after, found = 0, []
    while True:
        page = reader.get(at(f"entries/?after={after}&limit=3")).json()
        found += [row["position"] for row in page["results"]]
        after = page["next_after"]
        if page["next"] is None:
            break
    assert (found, after, page["last_position"]) == (list(range(1, 9)), 8, 8)


def test_the_feed_costs_next_to_nothing_while_nothing_is_new(
    reader, at, lines, profile, world, django_assert_max_num_queries
):
    address = at("entries/?after=6")
    etag = reader.get(address)["ETag"]
    with django_assert_max_num_queries(4):
        again = reader.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    written(profile, world, ("Thrall-Garona", 1))
    news = reader.get(address, headers={"If-None-Match": etag})
    assert (news.status_code, positions(news)) == (200, [7, 8, 9])


def test_the_etag_of_the_list_is_not_that_of_the_table(reader, at, lines):
    etag = reader.get(at("entries/"))["ETag"]
    table = reader.get(at("entries/"), headers={"If-None-Match": etag, "Accept": "text/csv"})
    assert (table.status_code, table["Content-Type"]) == (200, "text/csv; charset=utf-8")


def test_the_table_holds_every_entry_and_points_as_numbers(reader, at, lines):
    answer = reader.get(at("entries/?format=csv"))
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode())))
    assert [row["position"] for row in rows] == list("76584321")
    assert [row["delta"] for row in rows if row["target"] == "Jaina-Garona"] == ["5", "4", "-2.5"]
    assert rows[-1]["hash"] == lines[0].hash


@pytest.mark.parametrize("name", ["id", "hash"])
def test_one_entry_is_found_by_id_and_by_hash_with_what_is_about_it(reader, at, lines, name):
    row = reader.get(at(f"entries/{lines[3].pk if name == 'id' else lines[3].hash}/")).json()
    assert (row["is_void"], [one["kind"] for one in row["referred_by"]]) == (True, ["amend"])
    about = reader.get(at(f"entries/{row['referred_by'][0]['hash']}/")).json()
    assert (about["refers_to"]["hash"], about["refers_to"]["delta"], about["delta"]) == (lines[3].hash, "4", "5")


@pytest.mark.parametrize("name", ["0", "999999999", "9" * 30, "f" * 64, "x", "٣"])
def test_an_entry_that_is_not_there_is_not_found(reader, at, lines, name):
    assert reader.get(at(f"entries/{name}/")).status_code == 404


def test_an_entry_of_another_profile_is_not_found(reader, at, lines, world):
    other = create_profile(world.guild, "Other", now=world.now)
    assert reader.get(f"/api/lootlog/profiles/{other.pk}/entries/{lines[0].hash}/").status_code == 404


def test_the_whole_ledger_as_a_table_is_not_given_without_end(reader, at, lines, monkeypatch):
    monkeypatch.setattr(ScopedRateThrottle, "THROTTLE_RATES", {"sync": "2/min"})
    tables = [reader.get(at("entries/?format=csv")).status_code for _ in range(3)]
    pages = [reader.get(at("entries/")).status_code for _ in range(3)]
    assert (tables, pages) == ([200, 200, 429], [200, 200, 200])


def test_a_stranger_reads_a_public_guild_s_ledger_without_the_names_of_accounts(world, at, lines):
    type(world.guild).objects.update(is_public=True)
    answer = world.client("anonymous").get(at("entries/"))
    assert {row["delivery"]["by"] for row in answer.json()["results"]} == {None}


@pytest.mark.parametrize("path", ["entries/", "entries/?after=0", "entries/?format=csv", "entries/?target=a&search=b"])
def test_the_number_of_queries_does_not_grow(reader, at, profile, world, path, lines):
    with CaptureQueriesContext(connection) as few:
        reader.get(at(path)).getvalue()
    for number in range(12):
        rows = written(profile, world, (f"Bat{number}-Garona", 1), (f"Ab{number}-Garona", 2), reason="b")
        void(profile, rows[:1], "b", by=writer(world.officer, world.now))
    with CaptureQueriesContext(connection) as many:
        reader.get(at(path)).getvalue()
    assert len(many) == len(few) <= 9
