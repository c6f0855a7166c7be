"""The registry of checks, and what holds of every finding."""

from dataclasses import replace

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guild_identity.domain.integrity import RULES, find_issues, issue_hash, unlooked_types
from guild_identity.domain.integrity_facts import Held, IntegrityFacts
from guild_identity.domain.issues import Finding, Severity
from guild_identity.models import AuditIssue
from guild_identity.services.fixes import FIXES
from tests.guild_identity.domain.guilds import NOW, RANKS, account, days_ago, guild, member, person

ids = st.integers(1, 6)
names = st.sampled_from(["Trogmoon", "Alp", "Ümbra", "Trogmoon", "x" * 400])
members = st.builds(
    member,
    ids,
    names,
    rank=st.integers(0, 9),
    player=st.none() | ids,
    note=st.sampled_from(["", "alt of Alp", "Discord: Trogmoon", "@Ümbra"]),
    officer_note=st.sampled_from(["", "alt of Trogmoon"]),
    last_login_at=st.none() | st.just(days_ago(40)),
)
accounts = st.builds(account, ids, names, role=st.sampled_from(["", "GM", "Member", "Gone"]), is_present=st.booleans())
people = st.builds(
    person, ids, names, discord=st.none() | ids, characters=st.lists(ids, unique=True), main=st.none() | ids
)
facts = st.builds(
    lambda *rows: IntegrityFacts(rows[0], RANKS, (), *rows[1:]),
    *(st.lists(rows, max_size=6, unique_by=lambda row: row.id).map(tuple) for rows in (members, accounts, people)),
)


def test_every_type_of_issue_has_a_rule_and_every_fix_a_name():
    assert set(RULES) == set(AuditIssue.Type.values)
    assert {issue_type for issue_type, rule in RULES.items() if rule.fix} == set(FIXES)
    assert {severity.value for severity in Severity} == set(AuditIssue.Severity.values)


@given(facts)
def test_the_same_facts_in_any_order_make_the_same_issues_each_once(known):
    hashes = [issue_hash(finding) for finding in find_issues(known, NOW)]
    assert len(hashes) == len(set(hashes))
    turned = replace(known, members=known.members[::-1], accounts=known.accounts[::-1], people=known.people[::-1])
    assert sorted(issue_hash(finding) for finding in find_issues(turned, NOW)) == sorted(hashes)


@given(facts)
def test_every_finding_fits_its_row(known):
    for finding in find_issues(known, NOW):
        assert 0 < len(finding.summary) <= 300
        assert orjson.loads(orjson.dumps(finding.details)) == finding.details
        assert len(issue_hash(finding)) == 64


@given(facts, st.text(max_size=20))
def test_renaming_everybody_changes_no_issue_about_ids(known, name):
    """Only checks that read names may find something else."""
    by_name = {"duplicate_discord", "note_mismatch"}
    renamed = replace(known, people=tuple(replace(row, name=name) for row in known.people))
    before = {issue_hash(found) for found in find_issues(known, NOW) if found.issue_type not in by_name}
    assert {issue_hash(found) for found in find_issues(renamed, NOW) if found.issue_type not in by_name} == before


@pytest.mark.parametrize("change", [{"issue_type": "stale_data"}, {"key": ("12",)}, {"key": ("1", "2", "")}])
def test_another_type_or_key_is_another_issue(change):
    finding = Finding("orphan_wow", Severity.INFO, ("1", "2"), "Words.")
    assert issue_hash(replace(finding, **change)) != issue_hash(finding)


def test_other_words_and_severities_are_the_same_issue():
    finding = Finding("orphan_wow", Severity.INFO, ("1", "2"), "Words.")
    other = replace(finding, summary="Other words.", severity=Severity.ERROR, details={"a": 1}, fix="Fix it")
    assert issue_hash(other) == issue_hash(finding)


def test_the_most_severe_come_first():
    known = guild(members=[member(1, last_login_at=days_ago(40), known_at=NOW)], held=[Held("roster", "Too few.")])
    assert [finding.severity.value for finding in find_issues(known, NOW)] == ["error", "warning", "info"]


def test_what_nobody_looked_for_is_named():
    assert unlooked_types(IntegrityFacts()) == {"impossible_alt", "link_conflict"}
    assert unlooked_types(IntegrityFacts(overlaps=(), conflicts=())) == set()
