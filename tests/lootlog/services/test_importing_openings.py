"""Files that open with balances, one after another, whose histories were cut off further and further on."""

from itertools import count, permutations

import pytest
from django.contrib.auth.models import User

from lootlog.models import Fork, LogEntry
from lootlog.services.undoing import redo_import, undo_import
from lootlog.services.writing import Award, award
from tests.factories.loot_files import variables
from tests.factories.lootlog import ProfileFactory, writer
from tests.lootlog.services.importing import NOW, held, imported, sent

pytestmark = pytest.mark.django_db
START = 1_621_055_942
COUNT = count()
ITS = {"monolithdkp": "MonDKP", "communitydkp": "CommDKP"}


@pytest.fixture
def profile():
    return ProfileFactory()


def file(total, *lines, program="monolithdkp"):
    """Write a file in which Thrall holds a total, by lines of (hour, points); no two files are the same bytes."""
    history = [
        {"players": "Thrall,", "dkp": points, "date": START + hour * 3600, "reason": "Kill",
         "index": f"Hubs-{START + hour * 3600}"}
        for hour, points in lines
    ]  # fmt: skip
    tables = {"DKPTable": [{"player": "Thrall", "dkp": total}], "DKPHistory": history, "Loot": []}
    if program == "communitydkp":
        tables = {name: {"R-H": {"Guild": {"0": table}}} for name, table in tables.items()}
    return variables(**{f"{ITS[program]}_{name}": table for name, table in tables.items()}) + b"\n-- %d\n" % next(COUNT)


FIRST = [(1, 10), (2, 20)]


@pytest.mark.parametrize("program", list(ITS))
def test_a_file_that_was_cut_further_on_adds_only_what_is_new(profile, program):
    imported(profile, file(100, *FIRST, program=program))
    assert held(profile) == {"Thrall": 100}
    second = file(105, (2, 20), (3, 5), program=program)
    counts = sent(profile.guild, second).report["counts"]
    assert (counts["new"], counts["known"], counts.get("conflicting", 0)) == (1, 1, 0)
    report = imported(profile, second).report
    assert held(profile) == {"Thrall": 105}
    assert (report["profiles"][0]["difference_count"], Fork.objects.count()) == (0, 0)


def test_any_order_of_files_ends_with_the_newest_total(db):
    files = [(100, *FIRST), (105, (2, 20), (3, 5)), (98, (3, 5), (4, -7)), (99, (4, -7), (5, 1))]
    for order in permutations(files):
        profile = ProfileFactory()
        for what in (*order, *order):
            imported(profile, file(*what))
        assert held(profile) == {"Thrall": 99}
        assert not Fork.objects.exists()


def test_what_was_lost_between_two_files_is_opened_and_only_once(profile):
    imported(profile, file(100, *FIRST))
    for _ in range(2):
        imported(profile, file(135, (6, 5)))
        assert held(profile) == {"Thrall": 135}
    imported(profile, file(130, (4, 30)))
    assert held(profile) == {"Thrall": 135}
    assert not Fork.objects.exists()


def test_a_file_whose_history_explained_everything_is_followed_by_one_that_was_cut(profile):
    imported(profile, file(30, *FIRST))
    imported(profile, file(35, (2, 20), (3, 5)))
    assert held(profile) == {"Thrall": 35}


def test_points_that_officers_give_here_are_none_of_the_program(profile):
    imported(profile, file(100, *FIRST))
    award(profile, [Award("Thrall", 50)], by=writer(None, NOW))
    imported(profile, file(105, (2, 20), (3, 5)))
    assert held(profile) == {"Thrall": 155}


def test_a_table_without_history_opens_with_the_rest(profile):
    imported(profile, file(100, *FIRST))
    for _ in range(2):
        imported(profile, file(104))
        assert held(profile) == {"Thrall": 104}


def test_what_a_file_deletes_is_not_opened_again(profile):
    imported(profile, file(100, *FIRST))
    gone = {"players": "Thrall,", "dkp": -10, "date": START + 9 * 3600, "index": f"Ann-{START + 9 * 3600}",
            "deletes": f"Hubs-{START + 3600}"}  # fmt: skip
    kept = {"players": "Thrall,", "dkp": 20, "date": START + 2 * 3600, "reason": "Kill",
            "index": f"Hubs-{START + 2 * 3600}"}  # fmt: skip
    table = [{"player": "Thrall", "dkp": 90}]
    imported(profile, variables(MonDKP_DKPTable=table, MonDKP_DKPHistory=[kept, gone], MonDKP_Loot=[]))
    assert held(profile) == {"Thrall": 90}


def test_an_undone_file_explains_nothing(profile):
    by = writer(User.objects.create(username="anna"), NOW)
    first = undo_import(imported(profile, file(100, *FIRST)), "Wrong", by=by)
    imported(profile, file(105, (3, 5)))
    assert held(profile) == {"Thrall": 105}
    assert LogEntry.objects.filter(reason="Opening balance").count() == 2
    assert Fork.objects.count() == 1
    redo_import(first, "Right", by=by)
    assert held(profile) == {"Thrall": 205}
