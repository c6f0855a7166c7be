"""The evidence behind a row of somebody's vault, opened in the board or as a page of its own."""

import pytest
from django.urls import reverse

from tests.factories.vault import VaultAmendmentFactory
from vault.domain.reasons import Reason
from vault.models import GreatVaultEntry


@pytest.fixture
def evidence(client, demo, member):
    client.force_login(member)

    def ask(row, *, number=0, period=None, status=200, **headers):
        pk, period = demo.characters[number].pk, period or demo.week.period_id
        answer = client.get(reverse("vault-evidence", args=[pk, period, row]), headers=headers)
        assert answer.status_code == status
        return answer.text

    return ask


def test_kills_are_shown_with_sources_confidence_and_parse(evidence):
    text = evidence("raid")
    assert "Nek&#x27;zali the Soulcoiler" in text
    assert "Blizzard, Warcraft Logs" in text
    assert "confirmed" in text and "single" in text
    assert "/reports/aB3dE5fG7hJ9kL1m#fight=3" in text
    assert " %" in text


def test_runs_are_shown_with_their_sources(evidence):
    text = evidence("dungeon", number=3)
    assert "blizzard" not in text
    assert "Raider.IO" in text
    assert "no, still counts" in text


def test_delves_are_shown_as_moved_counters(evidence):
    text = evidence("world", number=1)
    assert "delves of tier 8" in text
    assert "between the logouts" in text


def test_a_row_nobody_knows_says_why(evidence):
    assert Reason.NEVER_SYNCED.sentence in evidence("raid", number=22)
    assert Reason.PROFILE_NOT_FOUND.sentence in evidence("world", number=8)


def test_the_causes_of_age_stand_beneath(evidence):
    assert "Raider.IO answered 503" in evidence("dungeon", number=6)


def test_htmx_gets_a_row_for_the_table(evidence, demo):
    text = evidence("raid", **{"HX-Request": "true"})
    assert text.startswith(f'<tr class="evidence-row" id="evidence-{demo.characters[0].pk}" data-part="raid"')
    assert "<html" not in text


def test_without_htmx_it_is_a_page(evidence):
    assert "<html" in evidence("raid")


def test_an_unplaced_kill_is_listed_and_not_counted(evidence, demo):
    entry = GreatVaultEntry.objects.get(character=demo.characters[0], period_id=demo.week.period_id)
    interval = {"after": "2026-11-17T12:00:00Z", "until": "2026-11-17T18:00:00Z"}
    unplaced = entry.kills[0] | {"name": "Sszorak", "confidence": "unplaced", "killed_at": None, "interval": interval}
    GreatVaultEntry.objects.filter(pk=entry.pk).update(unplaced=[unplaced])
    text = evidence("raid")
    assert "Sszorak" in text and "unplaced" in text and "after " in text


def test_a_late_change_of_a_closed_week_is_told(evidence, demo):
    period = demo.week.period_id - 1
    entry = GreatVaultEntry.objects.get(character=demo.characters[1], period_id=period)
    VaultAmendmentFactory(entry=entry, summary="heroic bosses 1 → 2")
    assert "heroic bosses 1 → 2" in evidence("raid", number=1, period=period)


@pytest.mark.parametrize("period", ["0", "next", "1091", "99999999999"])
def test_a_week_that_cannot_be_is_refused(evidence, period):
    evidence("raid", period=period, status=400)


def test_a_row_that_is_none_is_not_found(client, demo, member):
    client.force_login(member)
    assert client.get(f"/characters/{demo.characters[0].pk}/vault/1090/pets/").status_code == 404


@pytest.mark.parametrize(("url", "is_linked"), [("https://raider.io/runs/7", True), ("javascript:alert(1)", False)])
def test_only_web_addresses_are_linked(evidence, demo, url, is_linked):
    entry = GreatVaultEntry.objects.get(character=demo.characters[3], period_id=demo.week.period_id)
    entry.m_plus_runs[0]["url"] = url
    entry.save()
    assert (f'href="{url}"' in evidence("dungeon", number=3)) is is_linked
