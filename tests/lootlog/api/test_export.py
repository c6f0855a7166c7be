"""A ledger leaves as a file, in pieces."""

import csv
import io

import pytest

from lootlog.domain.verifying import verify
from lootlog.selectors import exports
from lootlog.services.writing import Award, award, void
from tests.factories.lootlog import writer


@pytest.fixture
def full(world, profile):
    by = writer(world.officer, world.now)
    rows = award(profile, [Award(f"Raider{'abc'[n]}-Garona", n + 1, "=1+1") for n in range(3)], by=by)
    void(profile, rows[:1], "@SUM(A1)", by=by)
    return profile


def body(answer):
    return b"".join(answer.streaming_content)


def test_a_bundle_proves_itself(world, full, at):
    answer = world.client("member").get(at("export/?as=bundle"))
    assert (answer.status_code, "attachment" in answer["Content-Disposition"]) == (200, True)
    verdict = verify(io.BytesIO(body(answer)))
    assert (verdict.holds, verdict.faults, len(verdict.entries)) == (True, [], 4)


@pytest.mark.parametrize("form", ["json", "csv", "pipe", "bundle", "addon"])
def test_every_format_is_sent_in_pieces_of_bounded_size(world, full, at, form, monkeypatch):
    monkeypatch.setattr(exports, "PIECE", 50)
    answer = world.client("member").get(at(f"export/?as={form}"))
    assert answer.streaming
    assert len([piece for piece in answer.streaming_content if piece]) > 1


def test_no_cell_runs_as_a_formula(world, full, at):
    rows = list(csv.DictReader(io.StringIO(body(world.client("member").get(at("export/?as=csv"))).decode())))
    assert {row["reason"] for row in rows} == {"'=1+1", "'@SUM(A1)"}


def test_points_that_the_addon_cannot_hold_are_refused_before_anything_is_sent(world, full, at):
    award(full, [Award("Thrall-Garona", 1 / 4)], by=writer(world.officer, world.now))
    refused = world.client("member").get(at("export/?as=addon"))
    assert (refused.status_code, "steps of 0.5" in refused.json()["detail"]) == (400, True)


def test_unknown_formats_and_strangers_are_refused(world, full, at):
    assert world.client("member").get(at("export/?as=zip")).status_code == 400
    assert world.client("stranger").get(at("export/")).status_code == 404


def test_the_number_of_queries_does_not_depend_on_the_entries(world, full, at, django_assert_max_num_queries):
    client = world.client("member")

    def asked():
        with django_assert_max_num_queries(16) as captured:
            body(client.get(at("export/?as=bundle")))
        return len(captured)

    before = asked()
    award(full, [Award("Thrall-Garona", n) for n in range(1, 50)], by=writer(world.officer, world.now))
    full.refresh_from_db()
    assert asked() == before
