"""What was set aside is accepted or dismissed by an officer; forks are settled."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from characters.domain.errors import Refused
from lootlog.models import Fork, LogEntry, Quarantined
from lootlog.selectors.conflicts import fork_rows, forks_of, quarantined_of, quarantined_rows
from lootlog.services.forks import resolve
from lootlog.services.quarantine import accept, dismiss
from lootlog.services.undoing import undo_import
from lootlog.services.writing import Award, award
from tests.factories.gen1_files import WHEN, gen1_file, row
from tests.factories.lootlog import ProfileFactory, writer
from tests.lootlog.services.importing import NOW, held, imported

pytestmark = pytest.mark.django_db
YEAR = 365 * 24 * 3600


@pytest.fixture
def profile():
    return ProfileFactory()


@pytest.fixture
def anna():
    return User.objects.create(username="anna")


def set_aside(profile, *rows):
    upload = imported(profile, gen1_file({"Default": list(rows)}))
    return upload, list(Quarantined.objects.filter(profile=profile).order_by("pk"))


@pytest.mark.parametrize("changes", [{"timestamp": WHEN + 2 * YEAR}, {"timestamp": 1_000}, {"id": 5_000_000}])
def test_time_and_count_can_be_accepted(profile, anna, changes):
    upload, [item] = set_aside(profile, row(1, **changes))
    assert quarantined_rows([item])[0]["can_be_accepted"]
    done = accept(item, "His clock was wrong", user=anna, now=NOW)
    assert (done.state, done.decided_by, done.decision) == ("accepted", anna, "His clock was wrong")
    assert held(profile) == {"Thrall-Garona": 5}
    with pytest.raises(Refused, match="accepted already"):
        accept(item, "Again", user=anna, now=NOW)
    undo_import(upload, "Wrong", by=writer(anna, NOW))
    assert not any(held(profile).values())


@pytest.mark.parametrize(
    "changes",
    [{"timestamp": -5}, {"timestamp": 2**52}, {"reason": "x" * 300}, {"actor": "x" * 65}, {"reason": "a\x01b"}],
)
def test_what_no_ledger_can_hold_is_not_accepted(profile, anna, changes):
    _, [item] = set_aside(profile, row(1, **changes))
    assert not quarantined_rows([item])[0]["can_be_accepted"]
    with pytest.raises(Refused):
        accept(item, "All the same", user=anna, now=NOW)
    item.refresh_from_db()
    assert (item.state, LogEntry.objects.count()) == ("open", 0)


def test_a_row_that_never_was_an_entry_can_only_be_dismissed(profile, anna):
    _, [item] = set_aside(profile, row(1, delta="lots"))
    with pytest.raises(Refused, match="never was an entry"):
        accept(item, "All the same", user=anna, now=NOW)
    assert dismiss(item, "Nonsense", user=anna, now=NOW).state == "dismissed"


def test_a_reason_is_needed_to_dismiss(profile, anna):
    _, [item] = set_aside(profile, row(1, delta="lots"))
    with pytest.raises(Refused, match="Say why"):
        dismiss(item, "", user=anna, now=NOW)


def test_what_was_dismissed_stays_away_when_it_comes_again(profile, anna):
    _, [item] = set_aside(profile, row(5_000_000))
    dismiss(item, "Forged", user=anna, now=NOW)
    set_aside(profile, row(5_000_000), row(1))
    assert Quarantined.objects.get().state == "dismissed"
    assert held(profile) == {"Thrall-Garona": 5}


def test_an_accepted_count_moves_the_author_on(profile, anna):
    _, [item] = set_aside(profile, row(5_000_000))
    accept(item, "Long history", user=anna, now=NOW)
    later = NOW + timedelta(hours=1)
    assert imported(profile, gen1_file({"Default": [row(5_000_001)]}), now=later).report["counts"]["new"] == 1


# ---- forks


def forked(profile):
    imported(profile, gen1_file({"Default": [row(1)]}))
    imported(profile, gen1_file({"Default": [row(1, delta=7)]}))
    return Fork.objects.get(stream__profile=profile)


def test_a_fork_shows_its_entries_side_by_side(profile):
    fork = forked(profile)
    [shown] = fork_rows(profile, forks_of(profile))
    assert (shown["id"], shown["sequence"]) == (fork.pk, 1)
    assert sorted(entry["delta"] for entry in shown["entries"]) == ["5", "7"]


def test_a_fork_is_settled_by_taking_one_out(profile, anna):
    fork = forked(profile)
    wrong = LogEntry.objects.get(delta=7)
    done = resolve(fork, [wrong.hash], "Restored backup", by=writer(anna, NOW))
    assert (done.resolution, done.resolved_by, held(profile)) == (
        "1 taken out: Restored backup", anna, {"Thrall-Garona": 5},
    )  # fmt: skip
    assert not forks_of(profile)
    with pytest.raises(Refused, match="settled already"):
        resolve(fork, [], "Again", by=writer(anna, NOW))


def test_a_fork_is_settled_by_saying_that_both_are_right(profile, anna):
    resolve(forked(profile), [], "Two raids", by=writer(anna, NOW))
    assert held(profile) == {"Thrall-Garona": 12}
    assert not forks_of(profile)


def test_a_settled_fork_opens_again_when_a_third_history_comes(profile, anna):
    resolve(forked(profile), [], "Two raids", by=writer(anna, NOW))
    imported(profile, gen1_file({"Default": [row(1, delta=9)]}))
    assert [len(one["entries"]) for one in fork_rows(profile, forks_of(profile))] == [3]


def test_entries_of_elsewhere_do_not_settle_a_fork(profile, anna):
    fork = forked(profile)
    [other] = award(profile, [Award("Jaina-Garona", 1)], by=writer(anna, NOW))
    with pytest.raises(Refused, match="not of this place"):
        resolve(fork, [other.hash], "Wrong", by=writer(anna, NOW))


def test_lists_take_the_same_number_of_queries_however_long(profile, django_assert_num_queries):
    def asked(count, rows_of, made):
        with django_assert_num_queries(count):
            return len(rows_of(made))

    imported(profile, gen1_file({"Default": [row(n) for n in range(1, 4)] + [row(5_000_000 + n) for n in range(9)]}))
    imported(profile, gen1_file({"Default": [row(n, delta=7) for n in range(1, 4)]}))
    assert asked(1, quarantined_rows, quarantined_of(profile)) == 9
    assert asked(1, quarantined_rows, quarantined_of(profile)[:1]) == 1
    assert asked(3, lambda forks: fork_rows(profile, forks), forks_of(profile)) == 3
    assert asked(3, lambda forks: fork_rows(profile, forks), forks_of(profile)[:1]) == 1
