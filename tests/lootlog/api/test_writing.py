"""Officers write over the API: all or none, once however often a request is sent, and nothing that cannot be."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lootlog.models import Delivery, LogEntry, Profile, Stream
from lootlog.selectors.standings import standings
from tests.lootlog.api.writing import give, send, written

THRALL = {"target": "Thrall-Garona", "delta": "5"}


@pytest.fixture
def officer(world):
    return world.client("officer")


def held(profile):
    return {row.label: row.points for row in standings(profile)}


def test_points_for_many_are_written_at_once(officer, at, profile):
    answer = give(officer, at("entries/"), ("Thrall-Garona", "5"), ("Jaina-Garona", "-0.5"), ("Rexxar-Garona", 0.1))
    assert (answer.status_code, answer.json()["is_repeated"]) == (201, False)
    assert [row["delta"] for row in answer.json()["entries"]] == ["5", "-0.5", "0.1"]
    assert {row["reason"] for row in answer.json()["entries"]} == {"Boss kill"}
    assert held(profile)["Rexxar-Garona"] == Decimal("0.1")
    assert (Stream.objects.get().source, Delivery.objects.get().channel) == ("api", "api")


def test_an_award_s_own_reason_stands_before_the_common_one(officer, at):
    body = {"awards": [{**THRALL, "reason": "Tier"}, THRALL], "reason": "Boss"}
    assert [row["reason"] for row in send(officer, at("entries/"), body).json()["entries"]] == ["Tier", "Boss"]


@pytest.mark.parametrize(
    "delta", ["NaN", "Infinity", "1e30", 1e30, "0.00001", "", None, "five", True, [], {}, "1e-400", 10**30]
)
def test_points_that_no_ledger_takes_are_refused_in_words_and_nothing_is_written(officer, at, delta):
    answer = give(officer, at("entries/"), ("Thrall-Garona", 1), ("Jaina-Garona", delta))
    assert (answer.status_code, bool(answer.json()["detail"])) == (400, True)
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("text", ["NaN", "1e999", "Infinity"])
def test_numbers_that_json_has_not_are_refused(officer, at, text):
    body = f'{{"awards": [{{"target": "Thrall-Garona", "delta": {text}}}]}}'
    answer = officer.post(at("entries/"), body, content_type="application/json")
    assert (answer.status_code, LogEntry.objects.exists()) == (400, False)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 400),
        ([], 400),
        ({"awards": []}, 400),
        ({"awards": [THRALL] * 1001}, 400),
        ({"awards": [{"target": "", "delta": 1}]}, 400),
        ({"awards": [{"target": "x" * 65, "delta": 1}]}, 400),
        ({"awards": [{"target": "a\x07b", "delta": 1}]}, 409),
        ({"awards": [{**THRALL, "reason": "x" * 256}]}, 400),
        ({"awards": [{**THRALL, "reason": "a\x00b"}]}, 400),
    ],
)
def test_what_cannot_stand_in_a_ledger_is_refused_in_words(officer, at, body, code):
    answer = send(officer, at("entries/"), body)
    assert (answer.status_code, bool(answer.json()["detail"]), LogEntry.objects.exists()) == (code, True, False)


def test_an_entry_is_taken_out_and_brought_back(officer, at, profile, world):
    [row] = written(profile, world, ("Thrall-Garona", 5))
    gone = send(officer, at(f"entries/{row.pk}/void"), {"reason": "Wrong raid"}).json()["entries"][0]
    assert (gone["kind"], gone["delta"], gone["refers_to"]["hash"], held(profile)) == (
        "void", "0", row.hash, {"Thrall-Garona": 0},
    )  # fmt: skip
    assert send(officer, at(f"entries/{gone['hash']}/void"), {"reason": "Right"}).status_code == 201
    assert held(profile) == {"Thrall-Garona": 5}


def test_an_amendment_stands_at_the_original_s_time(officer, at, profile, world):
    [row] = written(profile, world, ("Thrall-Garona", 5))
    body = {"delta": 7, "reason": "Two kills", "target": "Jaina-Garona"}
    new = send(officer, at(f"entries/{row.hash}/amend"), body).json()["entries"][0]
    assert (new["happened_at"], new["target"]) == (f"{row.happened_at:%Y-%m-%dT%H:%M:%SZ}", "Jaina-Garona")
    assert held(profile) == {"Thrall-Garona": 0, "Jaina-Garona": 7}


@pytest.mark.parametrize("what", ["void", "amend"])
def test_what_does_not_count_is_not_taken_out_again(officer, at, profile, world, what):
    [row] = written(profile, world, ("Thrall-Garona", 5))
    body = {"reason": "Wrong", "delta": 3}
    assert send(officer, at(f"entries/{row.pk}/{what}"), body).status_code == 201
    again = send(officer, at(f"entries/{row.pk}/{what}"), body)
    assert (again.status_code, "does not count" in again.json()["detail"]) == (409, True)


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "  "}, {"reason": "x" * 256}])
def test_taking_out_needs_a_reason(officer, at, profile, world, body):
    [row] = written(profile, world, ("Thrall-Garona", 5))
    assert send(officer, at(f"entries/{row.pk}/void"), body).status_code == 400
    assert LogEntry.objects.count() == 1


@pytest.mark.parametrize("what", ["void", "amend"])
def test_an_entry_that_is_not_there_is_not_found(officer, at, profile, what):
    assert send(officer, at(f"entries/{'f' * 64}/{what}"), {"reason": "x", "delta": 1}).status_code == 404


@pytest.mark.parametrize("what", ["award", "void", "amend"])
def test_a_request_that_is_sent_again_with_its_key_writes_nothing_more(officer, at, profile, world, what):
    [row] = written(profile, world, ("Thrall-Garona", 5))
    address = at("entries/") if what == "award" else at(f"entries/{row.pk}/{what}")
    body = {"awards": [THRALL]} if what == "award" else {"reason": "x", **({"delta": 1} if what == "amend" else {})}
    key = {"headers": {"Idempotency-Key": "7d2f"}}
    first, second = send(officer, address, body, **key), send(officer, address, body, **key)
    assert (first.status_code, second.status_code, second.json()["is_repeated"]) == (201, 200, True)
    assert [one["hash"] for one in first.json()["entries"]] == [one["hash"] for one in second.json()["entries"]]
    assert LogEntry.objects.count() == 2


def test_a_key_is_not_used_for_something_else(officer, at):
    key = {"headers": {"Idempotency-Key": "7d2f"}}
    give(officer, at("entries/"), ("Thrall-Garona", 5), **key)
    other = give(officer, at("entries/"), ("Thrall-Garona", 6), **key)
    assert (other.status_code, "another request" in other.json()["detail"]) == (409, True)
    assert LogEntry.objects.count() == 1


def test_keys_are_each_writer_s_and_each_profile_s_own(officer, at, world, profile):
    second = Profile.objects.create(guild=world.guild, name="Second", created_at=world.now)
    key = {"headers": {"Idempotency-Key": "same"}}
    world.guild.access.create(user=world.member, level="officer")
    for client in (officer, world.client("member")):
        for pk in (profile.pk, second.pk):
            answer = give(client, f"/api/lootlog/profiles/{pk}/entries/", ("Thrall-Garona", 5), **key)
            assert answer.status_code == 201
    assert LogEntry.objects.count() == 4


@pytest.mark.parametrize("key", ["x" * 201, "a\tb"])
def test_a_key_that_is_none_is_refused(officer, at, key):
    answer = give(officer, at("entries/"), ("Thrall-Garona", 5), headers={"Idempotency-Key": key})
    assert (answer.status_code, LogEntry.objects.exists()) == (400, False)


def test_a_request_that_was_refused_leaves_its_key_free(officer, at):
    key = {"headers": {"Idempotency-Key": "7d2f"}}
    assert give(officer, at("entries/"), ("a\x07b", 5), **key).status_code == 409
    assert give(officer, at("entries/"), ("Thrall-Garona", 5), **key).status_code == 201


def test_the_number_of_queries_does_not_hang_on_how_many_get_points(officer, at):
    names = [(f"Raider{number}-Garona", 1) for number in range(60)]
    give(officer, at("entries/"), *names)
    counts = []
    for awards in (names[:1], names[:40]):
        with CaptureQueriesContext(connection) as asked:
            give(officer, at("entries/"), *awards)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 20
