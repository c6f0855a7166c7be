"""However large the guild is, every page of the desk asks the database the same number of times."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.admin.identity.desk_demo import crowd
from tests.admin.identity.test_desk_access import pages

# Shows at most so many issues, and asks about each what its fix would do.
BOUNDED = "issues/fix-all/"


def counts(desk, at, paths):
    found = {}
    for path in paths:
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(at(path)).status_code == 200
        found[path] = len(asked)
    return found


def test_no_page_asks_a_query_per_row(desk, at, night, now):
    paths = [path for path in pages(night) if not path.startswith(BOUNDED)]
    paths += ["unlinked/?q=alt", "players/?q=known", "proposals/?rule=same_name&q=unknown", "issues/?state=gone"]
    crowd(night.guild, 10, now)
    few = counts(desk, at, paths)
    crowd(night.guild, 190, now, start=10)
    assert counts(desk, at, paths) == few
    assert max(few.values()) <= 45


@pytest.mark.parametrize(
    ("path", "lists", "total"),
    [("unlinked/", "characters", 28), ("players/", "players", 24), ("proposals/", "proposals", 25),
     ("issues/", "issues", 26), ("runs/", "runs", 23), ("runs/", "uploads", 21)],
)  # fmt: skip
def test_long_lists_come_in_pages_that_hold_everything_once(desk, at, night, now, path, lists, total):
    crowd(night.guild, 40, now)
    name = lists if path in ("unlinked/", "runs/") else "page"
    first = desk.get(at(path)).context[lists]
    assert len(first.object_list) == 25
    seen = [
        row.pk
        for number in first.paginator.page_range
        for row in desk.get(at(path), {name: number}).context[lists].object_list
    ]
    assert len(seen) == len(set(seen)) == first.paginator.count > total
