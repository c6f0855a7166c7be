"""What a ledger was, night by night."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from lootlog import tasks
from lootlog.models import Checkpoint
from lootlog.services.checkpoints import LedgerRewritten, check, take_checkpoint
from lootlog.services.writing import Award, award, void
from tests.factories.lootlog import ProfileFactory, writer

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
    check(first)


def test_nothing_new_needs_no_checkpoint(profile):
    assert take_checkpoint(profile, now=NOW) is None
    award(profile, [Award("Thrall-Garona", Decimal(5))], by=writer(None, NOW))
    assert take_checkpoint(profile, now=NOW) is not None
    assert take_checkpoint(profile, now=NOW + DAY) is None


def test_a_rewritten_ledger_is_noticed(profile):
    award(profile, [Award("Thrall-Garona", Decimal(5))], by=writer(None, NOW))
    point = take_checkpoint(profile, now=NOW)
    Checkpoint.objects.filter(pk=point.pk).update(digest="1:" + "0" * 64)
    award(profile, [Award("Thrall-Garona", Decimal(5))], by=writer(None, NOW))
    with pytest.raises(LedgerRewritten, match="behind the ledger's back"):
        take_checkpoint(profile, now=NOW + DAY)


def test_the_nightly_task_takes_one_of_every_profile(profile, monkeypatch):
    award(profile, [Award("Thrall-Garona", Decimal(5))], by=writer(None, NOW))
    monkeypatch.setattr(tasks.checkpoint_profile, "delay", tasks.checkpoint_profile)
    assert tasks.take_checkpoints() == 1
    assert Checkpoint.objects.get(profile=profile).position == 1
