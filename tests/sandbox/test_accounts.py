"""What shows that characters are one person's: achievement dates, and what Blizzard tells who signs in."""

from typing import Any

import pytest

from tests.sandbox.asking import CAPTURED, Asker
from tests.sandbox.shapes import check


def dates(asker: Asker, name: str, realm: str = "senjin") -> dict[int, int]:
    rows = asker.character(name, "/achievements", realm).json()["achievements"]
    return {row["id"]: row["completed_timestamp"] for row in rows if "completed_timestamp" in row}


def agreeing(one: dict[int, int], other: dict[int, int]) -> float:
    shared = one.keys() & other.keys()
    return sum(one[key] == other[key] for key in shared) / len(shared)


def account(asker: Asker, token: str, namespace: str = "profile-us") -> Any:
    headers = {"Authorization": f"Bearer {token}"}
    return asker.session.get(
        f"{asker.url}/profile/user/wow", params={"namespace": namespace}, headers=headers, timeout=5
    )


def test_characters_of_one_person_agree_on_most_dates(living: Asker) -> None:
    main, alt = dates(living, "Trogmoon"), dates(living, "Trogbane")
    assert len(main) > 80
    assert agreeing(main, alt) > 0.6
    assert agreeing(main, alt) < 1


def test_strangers_agree_only_on_what_they_did_together(living: Asker) -> None:
    raider, other, lonely = (dates(living, name) for name in ("Trogmoon", "Thornwëave", "Cinderpaw"))
    together = {key for key in raider.keys() & other.keys() if raider[key] == other[key]}
    assert 10 < len(together) < 0.3 * len(raider)
    assert agreeing(raider, lonely) == 0


def test_dates_never_lie_ahead_of_the_last_logout(living: Asker) -> None:
    logout = living.character("Trogmoon").json()["last_login_timestamp"]
    assert max(dates(living, "Trogmoon").values()) <= logout


def test_posted_characters_of_one_person_agree(empty: Asker) -> None:
    empty.post(
        {"type": "character", "name": "Anna"},
        {"type": "character", "name": "Annalt"},
        {"type": "character", "name": "Other"},
        {"type": "person", "characters": ["Anna", "Annalt"]},
        *({"type": "session", "character": name} for name in ("Anna", "Annalt", "Other")),
    )
    assert agreeing(dates(empty, "Anna"), dates(empty, "Annalt")) > 0.6
    assert agreeing(dates(empty, "Anna"), dates(empty, "Other")) == 0


def test_a_hidden_profile_shows_none(living: Asker) -> None:
    assert living.character("Longgone", "/achievements").status_code == 403
    assert living.character("Sleepwell", "/achievements").status_code == 404


def test_an_account_lists_its_characters(living: Asker) -> None:
    for player in living.control("GET", "truth?identity=1&guild=0")["players"]:
        body = account(living, f"user-token-{player['person']}").json()
        rows = body["wow_accounts"][0]["characters"]
        listed = {(row["name"], row["realm"]["slug"]) for row in rows}
        assert {(row["name"], row["realm"]) for row in player["characters"]} <= listed
        assert len({row["id"] for row in rows}) == len(rows)


def test_an_account_without_characters_in_a_region_has_no_list(living: Asker) -> None:
    assert "wow_accounts" not in account(living, "user-token-0", "profile-eu").json()
    assert account(living, "user-token-0", "dynamic-us").status_code == 404


def test_a_clients_own_token_is_nobodys(living: Asker) -> None:
    assert account(living, living.token("/token")).status_code == 403
    assert account(living, "stolen").status_code == 401


def test_who_signed_in_is_told(living: Asker) -> None:
    for path in ("/userinfo", "/oauth/userinfo"):
        headers = {"Authorization": "Bearer user-token-3"}
        body = living.session.get(living.url + path, headers=headers, timeout=5).json()
        assert (body["id"], body["sub"]) == (100_000_003, "100000003")
        assert "#" in body["battletag"]
    refused = living.session.get(f"{living.url}/userinfo", headers={"Authorization": "Bearer x"}, timeout=5)
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_token")


@pytest.mark.skipif(not CAPTURED.is_dir(), reason="no captured bodies here")
def test_documents_have_the_captured_shapes(living: Asker) -> None:
    shown = living.character("Trogmoon", "/achievements").json()
    check(shown, "blizzard/CharacterAchievementsSummaryResponse.json", least=40)
    check(account(living, "user-token-0").json(), "blizzard/AccountProfileSummaryResponse.json", least=35)
    headers = {"Authorization": "Bearer user-token-0"}
    told = living.session.get(f"{living.url}/userinfo", headers=headers, timeout=5).json()
    assert told.keys() == {"sub", "id", "battletag"}
