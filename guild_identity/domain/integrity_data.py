"""Checks of what is known: characters that nobody plays, data that is not refreshed, lists that are held."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from guild_identity.domain.integrity_facts import Found, Held, IntegrityFacts, MemberFacts, StaleSection

AWAY_FOR = timedelta(days=30)
# Where more characters than this, and most of the guild, are stale, the cause is no character's.
MOST_SINGLE = 20
_HELD_LISTS = {"roster": "The roster", "members": "The list of Discord members"}


def stale_character(facts: IntegrityFacts, now: datetime) -> Iterator[Found]:
    """Find characters that nobody has logged in with for 30 days, but for those of players who are on a break.

    How long ago a character was synced says nothing about that; but a login is only known to be the last one up to
    the moment when Blizzard last confirmed it.
    """
    away = {person.id for person in facts.people if person.is_away}
    for member in facts.members:
        if member.last_login_at is None or member.player_id in away:
            continue
        if _away(member, member.last_login_at, now) < AWAY_FOR:
            continue
        yield Found(
            key=(str(member.id),),
            summary=f"{member.name} last logged in on {member.last_login_at:%Y-%m-%d}.",
            character_id=member.id,
            player_id=member.player_id,
            details={"last_login_at": member.last_login_at.isoformat()},
        )


def stale_data(facts: IntegrityFacts, now: datetime) -> Iterator[Found]:
    """Find characters whose data could not be refreshed, each with the cause; one finding where it is most of them."""
    members = {member.id: member for member in facts.members}
    sections: dict[int, list[StaleSection]] = {}
    for section in facts.stale:
        if section.character_id in members:
            sections.setdefault(section.character_id, []).append(section)
    if len(sections) > MOST_SINGLE and len(sections) * 2 > len(members):
        yield _stale_guild(sections, len(members))
        return
    for character_id, found in sections.items():
        yield _stale_member(members[character_id], found)


def roster_held(facts: IntegrityFacts, now: datetime) -> Iterator[Found]:
    """Find lists of members that were too short to be believed and wait for an officer."""
    for held in facts.held:
        yield Found(
            key=(held.what,),
            summary=f"{_HELD_LISTS[held.what]} is held: {held.reason}",
            details={"what": held.what, "reason": held.reason, "held_at": _moment(held)},
        )


def _away(member: MemberFacts, login: datetime, now: datetime) -> timedelta:
    return (member.known_at or now) - login


def _stale_member(member: MemberFacts, sections: Iterable[StaleSection]) -> Found:
    listed = sorted(sections, key=lambda section: section.section)
    return Found(
        key=(str(member.id),),
        summary=f"{member.name}’s data is not refreshed ({', '.join(s.section for s in listed)}): {listed[0].cause}",
        character_id=member.id,
        player_id=member.player_id,
        details={
            "sections": [
                {
                    "section": section.section,
                    "fetched_at": section.fetched_at.isoformat() if section.fetched_at else None,
                    "cause": section.cause,
                }
                for section in listed
            ]
        },
    )


def _stale_guild(sections: dict[int, list[StaleSection]], members: int) -> Found:
    causes: dict[str, int] = {}
    for section in (section for found in sections.values() for section in found[:1]):
        causes[section.cause] = causes.get(section.cause, 0) + 1
    commonest = min(causes, key=lambda cause: (-causes[cause], cause))
    return Found(
        key=("guild",),
        summary=f"Most characters’ data is not refreshed. Often: {commonest}",
        details={"count": len(sections), "members": members, "cause": commonest},
    )


def _moment(held: Held) -> str | None:
    return held.held_at.isoformat() if held.held_at else None
