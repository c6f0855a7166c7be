"""A guild in a few words, as the checks of integrity see it."""

from datetime import UTC, datetime, timedelta

from guild_identity.domain.integrity import find_issues
from guild_identity.domain.integrity_facts import AccountFacts, IntegrityFacts, MemberFacts, PersonFacts
from guild_identity.domain.integrity_names import clearly_named
from guild_identity.domain.roles import RankFacts

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
RANKS = (
    RankFacts(0, "Guild Leader", 5),
    RankFacts(1, "Officer", 4),
    RankFacts(2, "Raider", 3),
    RankFacts(3, "Member", 2),
    RankFacts(4, "Alt", 1, is_alt=True),
)


def days_ago(days):
    return NOW - timedelta(days=days)


def member(pk, name="Trogmoon", *, rank=3, player=None, note="", officer_note="", **fields):
    """Return a member; ranks are 0 to 4 as in RANKS."""
    return MemberFacts(
        pk,
        name,
        "senjin",
        rank,
        player_id=player,
        named=clearly_named(note),
        named_privately=clearly_named(officer_note),
        **fields,
    )


def account(pk, name="trog", *, role="Member", **fields):
    return AccountFacts(pk, name, fields.get("nick") or name, highest_role=role, **fields)


def person(pk, name="Mike", *, discord=None, characters=(), main="first", **fields):
    """Return a player whose main is the first of its characters unless said otherwise."""
    main_id = (characters[0] if characters else None) if main == "first" else main
    return PersonFacts(pk, name, discord, main_character_id=main_id, character_ids=tuple(characters), **fields)


def guild(**facts):
    return IntegrityFacts(**{"ranks": RANKS, **{name: tuple(rows) for name, rows in facts.items()}})


def found(facts, *types):
    """Return the findings, or those of some types."""
    return [finding for finding in find_issues(facts, NOW) if not types or finding.issue_type in types]


def types_found(facts):
    return sorted({finding.issue_type for finding in find_issues(facts, NOW)})
