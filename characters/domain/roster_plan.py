"""What a roster answer changes: who joined, changed or left, and when an answer is too thin to be believed."""

from collections.abc import Iterable
from dataclasses import dataclass

from characters.domain.rosters import RosterEntry

# An answer that drops more than this share of the members is held for an officer or a fuller answer.
BELIEVABLE_LOSS = 0.2
ALWAYS_BELIEVABLE = 3


@dataclass(frozen=True, slots=True)
class KnownMember:
    """A member with an open stint, as stored."""

    member_id: int
    character_id: int
    blizzard_id: int | None
    identity: tuple[str, str]
    rank: int


@dataclass(frozen=True, slots=True)
class RosterPlan:
    """`incoming` is each entry once; `departed` are members that the answer no longer lists."""

    incoming: tuple[RosterEntry, ...]
    departed: tuple[KnownMember, ...]
    hold_reason: str | None


def plan_roster(
    current: Iterable[KnownMember], entries: Iterable[RosterEntry], identity: dict[int, tuple[str, str]]
) -> RosterPlan:
    """Compare stored members with a roster answer.

    `identity` gives (realm slug, name key) per Blizzard id of the answer. Members are the same by Blizzard id, or by
    identity where no id is known. Where too many are missing, `hold_reason` says so in a sentence for officers.
    """
    members = list(current)
    incoming = tuple({entry.blizzard_id: entry for entry in entries}.values())
    ids = {entry.blizzard_id for entry in incoming}
    names = set(identity.values())
    departed = tuple(
        member
        for member in members
        if member.blizzard_id not in ids and not (member.blizzard_id is None and member.identity in names)
    )
    return RosterPlan(incoming, departed, hold_reason(len(members), len(incoming), len(departed)))


def hold_reason(known: int, incoming: int, missing: int) -> str | None:
    """Say why a roster answer is not believed, or None when it is."""
    if known and not incoming:
        return f"The answer lists nobody; {known} members are known."
    if missing > max(ALWAYS_BELIEVABLE, known * BELIEVABLE_LOSS):
        return f"The answer lists {incoming} characters and drops {missing} of {known} known members at once."
    return None
