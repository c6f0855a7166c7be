"""What a ledger was, night by night."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from lootlog import tasks
from lootlog.models import Checkpoint
from lootlog.services.checking import Check, check_ledger, rebuild
from lootlog.services.checkpoints import LedgerRewritten, take_checkpoint
from lootlog.services.digesting import fold
from lootlog.services.rereading import MOST_FAULTS
from lootlog.services.writing import Award, award, void
from tests.factories.lootlog import ProfileFactory, writer
from tests.lootlog.tampering import unguarded

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def profile():
    return ProfileFactory()


def test_a_checkpoint_holds_what_was_known_then(profile):
    [row] = award(profile, [Award("Thrall-Garona", Decimal(5))], by=writer(None, NOW))
    first = take_checkpoint(profile, now=NOW)
    void(profile, [row], "No", by=writer(None, NOW + DAY))
    second = take_checkpoint(profile, now=NOW + DAY)
    assert [point.standings for point in (first, second)] == [{"thrall-garona": "5"}, {"thrall-garona": "0"}]
    assert (first.position, second.position) == (1, 2)
    assert check_ledger(profile).faults == []


def test_nothing_new_needs_no_checkpoint(profile):
    assert take_checkpoint(profile, now=NOW) is None
    award(profile, [Award("Thrall-Garona", Decimal(5))], by=writer(None, NOW))
    assert take_checkpoint(profile, now=NOW) is not None
    assert take_checkpoint(profile, now=NOW + DAY) is None


@pytest.mark.parametrize("statement", [
    "UPDATE lootlog_logentry SET delta = delta * 100",
    "UPDATE lootlog_logentry SET reason = 'x', target_name = 'Anna-Garona'",
    "UPDATE lootlog_logentry SET hash = 'no hash' WHERE position = 1",
    "UPDATE lootlog_logentry SET kind = 'gift', reference = 'x' WHERE position = 2",
    "UPDATE lootlog_logentry SET week = week - 1",
    "UPDATE lootlog_logentry SET target_id = (SELECT MAX(id) FROM lootlog_target)",
    "DELETE FROM lootlog_logentry WHERE position = 1",
    "DELETE FROM lootlog_logentry WHERE position = 3",
    "UPDATE lootlog_weekbalance SET points = points * 100",
    "DELETE FROM lootlog_weekbalance",
    "INSERT INTO lootlog_voided (entry_id) SELECT MAX(id) FROM lootlog_logentry",
    "UPDATE lootlog_weekdigest SET count = count + 1",
])  # fmt: skip
def test_a_rewritten_ledger_is_noticed(profile, statement):
    award(profile, [Award(f"T{number}-Garona", Decimal(5)) for number in range(3)], by=writer(None, NOW))
    take_checkpoint(profile, now=NOW)
    with unguarded() as cursor:
        cursor.execute(statement)
    for _ in range(2):
        with pytest.raises(LedgerRewritten, match="behind the ledger's back"):
            take_checkpoint(profile, now=NOW + DAY)
        award(profile, [Award("Thrall-Garona", Decimal(5))], by=writer(None, NOW))


def test_another_ledger_than_that_of_a_checkpoint_is_noticed(profile):
    award(profile, [Award("Thrall-Garona", Decimal(5))], by=writer(None, NOW))
    Checkpoint.objects.filter(pk=take_checkpoint(profile, now=NOW).pk).update(digest="1:" + "0" * 64)
    assert check_ledger(profile).faults == ["The lines up to 1 are not those of which a checkpoint was taken."]


def test_balances_and_digests_that_were_changed_are_made_anew(profile):
    rows = award(profile, [Award(f"T{number}-Garona", Decimal(5)) for number in range(3)], by=writer(None, NOW))
    void(profile, [rows[0]], "No", by=writer(None, NOW))
    fold(profile)
    with unguarded() as cursor:
        cursor.execute("UPDATE lootlog_weekbalance SET points = points + 1")
        cursor.execute("DELETE FROM lootlog_voided")
        cursor.execute("DELETE FROM lootlog_weekdigest")
    faults = check_ledger(profile).faults
    assert any("1 entries count that were taken out" in fault for fault in faults)
    assert any("T1-Garona holds 5.0001 of week" in fault for fault in faults)
    assert rebuild(profile) == 4
    assert check_ledger(profile) == Check(4, 0, [])


def test_a_table_that_is_wrong_throughout_is_not_listed_without_end(profile):
    award(profile, [Award("Thrall-Garona", Decimal(5))] * (MOST_FAULTS + 5), by=writer(None, NOW))
    with unguarded() as cursor:
        cursor.execute("UPDATE lootlog_logentry SET delta = delta * 100")
    check = check_ledger(profile)
    assert (len(check.faults), check.lines) == (MOST_FAULTS, MOST_FAULTS + 5)
    assert check.wrong > MOST_FAULTS


def test_the_nightly_task_takes_one_of_every_profile(profile, monkeypatch):
    award(profile, [Award("Thrall-Garona", Decimal(5))], by=writer(None, NOW))
    monkeypatch.setattr(tasks.checkpoint_profile, "delay", tasks.checkpoint_profile)
    assert tasks.take_checkpoints() == 1
    assert Checkpoint.objects.get(profile=profile).position == 1
