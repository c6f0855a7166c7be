"""A run's page says what each rule of matching came to."""

import re

import pytest

from characters.models import SyncStep
from guild_identity.services.matching import run_matching
from tests.factories.characters import GuildFactory
from tests.factories.identity import DiscordUserFactory, member_of
from tests.guild_identity.services.deciding import matching


@pytest.fixture
def told(desk, at, night):
    """Show a run that counted so, and return the rows of its rules."""

    def tell(counts):
        SyncStep.objects.filter(run=night.run, kind=SyncStep.Kind.MATCH).update(counts=counts)
        page = desk.get(at(f"runs/{night.run.pk}/")).text
        table = page.partition("What each rule found")[2].partition("</table>")[0]
        rows = re.findall(r"<tr><td>(.*?)</tr>", table)
        return [[re.sub("<[^>]*>", "", cell) for cell in row.split("<td")] for row in rows]

    return tell


def test_links_and_proposals_are_told_by_rule(told):
    spoken = {"rule:name": 3, "rule:guild_note": 2, "rule:fuzzy": 0}
    rows = told({"links": 3, **spoken, "links:name": 3, "proposals:name": 1, "proposals:guild_note": 2})
    assert [[cell.rpartition(">")[2] for cell in row[1:]] for row in rows] == [["3", "1"], ["0", "2"]]


def test_a_run_from_before_they_were_counted_says_so(told):
    (row,) = told({"links": 3, "rule:name": 3, "rule:fuzzy": 0})
    assert [cell.rpartition(">")[2] for cell in row[1:]] == ["—", "—"]


def test_matching_counts_links_and_proposals_by_rule(db):
    guild = GuildFactory()
    member_of(guild, "Trogmoon")
    DiscordUserFactory(guild=guild, username="trogmoon")
    counts = run_matching(guild, by=matching())
    assert sum(count for name, count in counts.items() if name.startswith("links:")) == 1
    again = run_matching(guild, by=matching())
    assert not any(name.startswith(("links:", "proposals:")) for name in again)
