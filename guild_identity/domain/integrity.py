"""What does not add up in a guild: one small check per type, in one registry; the same facts, the same findings."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from guild_identity.domain.integrity_data import roster_held, stale_character, stale_data
from guild_identity.domain.integrity_facts import Found, IntegrityFacts
from guild_identity.domain.integrity_names import duplicate_discord, note_mismatch
from guild_identity.domain.integrity_people import (
    impossible_alt,
    link_conflict,
    main_not_linked,
    orphan_discord,
    orphan_wow,
    stale_discord_link,
)
from guild_identity.domain.integrity_ranks import no_guild_role, rank_mismatch, unknown_rank
from guild_identity.domain.issues import LONGEST_SUMMARY, Finding, Severity, issue_hash

__all__ = ["RULES", "Finding", "Rule", "Severity", "find_issues", "issue_hash", "unlooked_types"]

Check = Callable[[IntegrityFacts, datetime], Iterable[Found]]


@dataclass(frozen=True, slots=True)
class Rule:
    """How one type of issue is found, how much it matters, and what an officer can have done about it, if anything."""

    severity: Severity
    check: Check
    fix: str = ""


RULES: dict[str, Rule] = {
    "orphan_wow": Rule(Severity.WARNING, orphan_wow),
    "orphan_discord": Rule(Severity.WARNING, orphan_discord),
    "rank_mismatch": Rule(Severity.ERROR, rank_mismatch, "Set the Discord role"),
    "no_guild_role": Rule(Severity.WARNING, no_guild_role, "Give the Discord role"),
    "stale_character": Rule(Severity.INFO, stale_character),
    "stale_data": Rule(Severity.INFO, stale_data),
    "duplicate_discord": Rule(Severity.WARNING, duplicate_discord, "Make it a further account"),
    "note_mismatch": Rule(Severity.WARNING, note_mismatch, "Unlink and match anew"),
    "roster_held": Rule(Severity.ERROR, roster_held, "Believe the list"),
    "stale_discord_link": Rule(Severity.WARNING, stale_discord_link, "Unlink Discord"),
    "main_not_linked": Rule(Severity.INFO, main_not_linked, "Choose a main"),
    "unknown_rank": Rule(Severity.WARNING, unknown_rank),
    "impossible_alt": Rule(Severity.ERROR, impossible_alt),
    "link_conflict": Rule(Severity.ERROR, link_conflict),
}


def find_issues(facts: IntegrityFacts, now: datetime) -> tuple[Finding, ...]:
    """Find all that does not add up. No two findings are the same issue; the most severe come first."""
    found: dict[str, Finding] = {}
    for issue_type, rule in RULES.items():
        for hit in rule.check(facts, now):
            finding = _finding(issue_type, rule, hit)
            found.setdefault(issue_hash(finding), finding)
    order = list(reversed(Severity))
    return tuple(sorted(found.values(), key=lambda finding: order.index(finding.severity)))


def unlooked_types(facts: IntegrityFacts) -> frozenset[str]:
    """Return the types that cannot be found in these facts, because nobody looked for what they rest on."""
    missing = {"impossible_alt": facts.overlaps is None, "link_conflict": facts.conflicts is None}
    return frozenset(issue_type for issue_type, is_missing in missing.items() if is_missing)


def _finding(issue_type: str, rule: Rule, hit: Found) -> Finding:
    return Finding(
        issue_type=issue_type,
        severity=rule.severity,
        key=hit.key,
        summary=hit.summary[:LONGEST_SUMMARY],
        character_id=hit.character_id,
        discord_user_id=hit.discord_user_id,
        player_id=hit.player_id,
        details=hit.details,
        fix=rule.fix,
    )
