"""Fetching what is due and storing it: one request when nothing changed, and no failure that loses anything."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest

from characters.models import Character, Payload, Realm
from characters.services.applying import Applied, apply_fetches
from characters.services.identities import create_characters, new_character
from characters.services.removal import remove_on_request
from characters.services.sync import fetch_batch, raiderio_due_ids
from tests import bodies
from tests.wire import Wire

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
LOGIN = NOW - 2 * HOUR
BOSS = {(2888, "HEROIC"): (1, NOW - 3 * HOUR)}
HTML = (200, {"Content-Type": "text/html"}, "<html>maintenance</html>")


@pytest.fixture
def trog(wire: Wire) -> Character:
    realm = Realm.objects.get(region="us", slug="senjin")
    (character,) = create_characters([new_character(realm, "Trogmoon", 1, now=NOW)], now=NOW)
    publish(wire, LOGIN)
    wire.character("Trogmoon", equipment={"equipped_items": []}, professions={})
    wire.put("/api/v1/characters/profile?name=Trogmoon", bodies.raiderio("Trogmoon", crawled=NOW))
    return character


def publish(wire: Wire, login: datetime) -> None:
    wire.character(
        "Trogmoon",
        summary=bodies.summary("Trogmoon", 1, login),
        raids=bodies.raids(BOSS),
        statistics=bodies.statistics({63535: (1, login)}),
        keystones=bodies.keystones(1090),
    )


def sync(character: Character, now: datetime = NOW, source: str = "blizzard") -> Applied:
    batch = fetch_batch([character.pk], source=source, now=now)
    assert not batch.defects
    (applied,) = apply_fetches(batch.fetches, now=now)
    return applied


def section(character: Character, name: str) -> Payload:
    return Payload.objects.get(character=character, section=name)


def test_the_first_sync_stores_every_document_word_for_word(trog):
    sync(trog)
    assert section(trog, "raids").body == bodies.raids(BOSS)
    assert section(trog, "equipment").body == {"equipped_items": []}
    trog.refresh_from_db()
    assert (trog.last_login_at, trog.item_level, trog.active_spec.name) == (LOGIN, 300, "Balance")


def test_a_character_that_did_not_log_out_since_costs_one_request(trog, wire):
    sync(trog)
    wire.forget_counts()
    sync(trog, NOW + HOUR)
    assert dict(wire.asked) == {"/profile/wow/character/senjin/trogmoon": 1}


def test_a_character_that_logged_out_costs_four_requests_to_blizzard_and_one_to_raiderio(trog, wire):
    sync(trog)
    sync(trog, source="raiderio")
    wire.forget_counts()
    publish(wire, NOW + HOUR / 2)
    applied = sync(trog, NOW + HOUR)
    assert raiderio_due_ids([applied.character], now=NOW + HOUR, forced=set()) == {trog.pk}
    sync(trog, NOW + HOUR, source="raiderio")
    assert wire.requests_about("Trogmoon") == 5


def test_who_asks_by_hand_gets_a_summary_older_than_five_minutes_anew(trog, wire):
    sync(trog)
    wire.forget_counts()
    fetch_batch([trog.pk], source="blizzard", now=NOW + HOUR / 6)
    assert not wire.asked
    fetch_batch([trog.pk], source="blizzard", now=NOW + HOUR / 6, eager=[trog.pk])
    assert wire.requests_about("Trogmoon") == 1


def test_equipment_and_professions_are_read_once_and_then_only_on_demand(trog, wire):
    sync(trog)
    publish(wire, NOW + 240 * HOUR)
    wire.forget_counts()
    sync(trog, NOW + 241 * HOUR)
    assert not [path for path in wire.asked if path.endswith(("/equipment", "/professions"))]
    fetch_batch([trog.pk], source="blizzard", now=NOW + 241 * HOUR, forced=[trog.pk])
    assert [path for path in wire.asked if path.endswith("/equipment")]


def test_an_unmodified_summary_confirms_what_is_stored(trog, wire):
    headers = {"Content-Type": "application/json", "Last-Modified": "Wed, 18 Nov 2026 18:00:00 GMT"}
    body = (200, headers, orjson.dumps(bodies.summary("Trogmoon", 1, LOGIN)))
    wire.character(
        "Trogmoon", summary=lambda request: (304, {}, b"") if "If-Modified-Since" in request.headers else body
    )
    sync(trog)
    wire.forget_counts()
    sync(trog, NOW + HOUR)
    assert sum(wire.asked.values()) == 1
    assert section(trog, "summary").fetched_at == NOW + HOUR
    assert section(trog, "summary").body["name"] == "Trogmoon"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((404, {"code": 404, "type": "BLZWEBAPI00000404", "detail": "Not Found"}), "not_found"),
        ((403, {"code": 403, "type": "Forbidden", "detail": "Account Inactive"}), "forbidden"),
        ((429, {"Content-Type": "application/json", "Retry-After": "120"}, b'{"code":429}'), "rate_limited"),
        ((429, {"code": 429}), "rate_limited"),
        ((503, {"Content-Type": "text/html"}, "<html>"), "unavailable"),
        (HTML, "unreadable"),
        ((200, {"Content-Type": "application/json"}, b'{"expansions": [{"exp'), "unreadable"),
        ({"expansions": "none"}, "unreadable"),
        ({"expansions": [{"instances": [{"instance": {"id": "1320"}, "modes": []}]}]}, "unreadable"),
    ],
    ids=["404", "403", "429 with Retry-After", "429 without", "503", "HTML", "cut off", "wrong type", "wrong id type"],
)
def test_a_failed_section_keeps_its_body_names_its_cause_and_stays_due(trog, wire, answer, kind):
    sync(trog)
    publish(wire, NOW + HOUR / 2)
    wire.character("Trogmoon", raids=answer)
    sync(trog, NOW + HOUR)
    row = section(trog, "raids")
    assert (row.error_kind, row.failures, row.body) == (kind, 1, bodies.raids(BOSS))
    assert row.error and row.fetched_at == NOW
    assert section(trog, "statistics").fetched_at == NOW + HOUR
    wire.character("Trogmoon", raids=bodies.raids(BOSS))
    sync(trog, NOW + 2 * HOUR)
    assert (section(trog, "raids").error_kind, section(trog, "raids").fetched_at) == ("", NOW + 2 * HOUR)


def test_a_body_without_end_is_cut_off_and_marked(trog, wire):
    huge = b'{"expansions": [' + b" " * 21_000_000
    wire.character("Trogmoon", raids=(200, {"Content-Type": "application/json"}, huge))
    sync(trog)
    assert section(trog, "raids").error_kind == "too_large"


def test_a_missing_profile_is_not_asked_for_further_documents(trog, wire):
    wire.character("Trogmoon", summary=(404, {"code": 404}))
    sync(trog)
    assert wire.requests_about("Trogmoon") == 1


def test_while_the_summary_fails_the_other_documents_are_still_asked_for(trog, wire):
    wire.character("Trogmoon", summary=(500, {"code": 500}))
    sync(trog)
    assert section(trog, "raids").body == bodies.raids(BOSS)
    assert section(trog, "raids").as_of is None


def test_another_character_under_the_same_name_is_not_mixed_in(trog, wire):
    sync(trog)
    wire.character("Trogmoon", summary=bodies.summary("Trogmoon", 999, NOW + HOUR / 2))
    sync(trog, NOW + HOUR)
    assert section(trog, "summary").error_kind == "replaced"
    assert section(trog, "raids").fetched_at == NOW
    trog.refresh_from_db()
    assert (trog.blizzard_id, trog.last_login_at) == (1, LOGIN)


def test_a_character_added_by_name_learns_its_blizzard_id(trog, wire):
    Character.objects.update(blizzard_id=None)
    sync(trog)
    assert Character.objects.get().blizzard_id == 1


def test_a_character_removed_on_request_is_recognised_when_somebody_adds_it_by_name(trog, wire):
    remove_on_request(trog, reason="asked", now=NOW)
    (again,) = create_characters([new_character(trog.realm, "Trogmoon", None, now=NOW)], now=NOW)
    batch = fetch_batch([again.pk], source="blizzard", now=NOW)
    assert apply_fetches(batch.fetches, now=NOW) == []
    assert not Character.objects.exists() and not Payload.objects.exists()


def test_one_characters_failure_does_not_touch_the_others(trog, wire):
    realm = trog.realm
    (other,) = create_characters([new_character(realm, "Broken", 2, now=NOW)], now=NOW)
    wire.character("Broken", summary={"id": "two"})
    batch = fetch_batch([trog.pk, other.pk], source="blizzard", now=NOW)
    apply_fetches(batch.fetches, now=NOW)
    assert section(trog, "raids").fetched_at == NOW
    assert section(other, "summary").error_kind == "unreadable"


def test_a_defect_of_ours_is_reported_and_stops_only_its_own_character(trog, wire, caplog):
    def defect(request: object) -> object:
        raise ZeroDivisionError("a defect")

    realm = trog.realm
    (other,) = create_characters([new_character(realm, "Defect", 2, now=NOW)], now=NOW)
    wire.character("Defect", summary=defect)
    batch = fetch_batch([trog.pk, other.pk], source="blizzard", now=NOW)
    assert "ZeroDivisionError" in batch.defects[other.pk]
    assert [fetch.job.character_id for fetch in batch.fetches] == [trog.pk]
    assert "stopped by a defect" in caplog.text


def test_a_batch_costs_the_same_number_of_queries_whatever_its_size(wire, django_assert_max_num_queries):
    realm = Realm.objects.get(region="us", slug="senjin")
    names = [f"Raider{letter}" for letter in "abcdefghijklmnop"]
    people = create_characters([new_character(realm, name, 10 + n, now=NOW) for n, name in enumerate(names)], now=NOW)
    for number, name in enumerate(names):
        wire.character(name, summary=bodies.summary(name, 10 + number, LOGIN), raids=bodies.raids(BOSS))
    batch = fetch_batch([character.pk for character in people], source="blizzard", now=NOW)
    with django_assert_max_num_queries(12):
        apply_fetches(batch.fetches, now=NOW)
