"""Checks of links: characters and Discord users without a player, and players whose parts do not fit."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from guild_identity.domain.integrity_facts import Found, IntegrityFacts, PersonFacts
from guild_identity.domain.overlaps import Overlap


def orphan_wow(facts: IntegrityFacts, now: datetime) -> Iterator[Found]:
    """Find characters in the guild that belong to no player."""
    names = {rank.index: rank.name for rank in facts.ranks}
    for member in facts.members:
        if member.player_id is None:
            rank = names.get(member.rank, f"rank {member.rank}")
            yield Found(
                key=(str(member.id),),
                summary=f"{member.name} ({rank}) belongs to no player.",
                character_id=member.id,
                details={"name": member.name, "realm": member.realm, "rank": rank},
            )


def orphan_discord(facts: IntegrityFacts, now: datetime) -> Iterator[Found]:
    """Find present Discord users that have a guild role and belong to no player."""
    owners = facts.owners()
    for account in facts.accounts:
        if account.is_present and account.highest_role and account.id not in owners:
            yield Found(
                key=(str(account.id),),
                summary=f"{account.display_name} is {account.highest_role} on Discord and belongs to no player.",
                discord_user_id=account.id,
                details={"username": account.username, "role": account.highest_role},
            )


def stale_discord_link(facts: IntegrityFacts, now: datetime) -> Iterator[Found]:
    """Find players whose Discord account has left the server while they have characters in the guild; no breaks."""
    accounts = {account.id: account for account in facts.accounts}
    characters = facts.characters_of()
    for person in facts.people:
        account = accounts.get(person.discord_user_id or 0)
        if account is not None and not (account.is_present or person.is_away) and person.id in characters:
            yield Found(
                key=(str(person.id), str(account.id)),
                summary=f"{person.name} has characters in the guild, but {account.display_name} has left Discord.",
                discord_user_id=account.id,
                player_id=person.id,
                details={"characters": sorted(member.name for member in characters[person.id])[:20]},
            )


def main_not_linked(facts: IntegrityFacts, now: datetime) -> Iterator[Found]:
    """Find players with characters in the guild whose main is missing, or is none of their characters."""
    characters = facts.characters_of()
    for person in facts.people:
        if person.id in characters and person.main_character_id not in person.character_ids:
            reason = "no main" if person.main_character_id is None else "a main that is not linked to them"
            yield Found(
                key=(str(person.id),),
                summary=f"{person.name} has {reason}.",
                character_id=person.main_character_id,
                player_id=person.id,
            )


def impossible_alt(facts: IntegrityFacts, now: datetime) -> Iterator[Found]:
    """Find two characters of one player that were in two places at once: they cannot be one person's."""
    members = {member.id: member for member in facts.members}
    people = {person.id: person for person in facts.people}
    latest: dict[tuple[int, int], Overlap] = {}
    counts: dict[tuple[int, int], int] = {}
    for overlap in sorted(facts.overlaps or (), key=lambda overlap: overlap.since):
        pair = (min(overlap.character_id, overlap.other_id), max(overlap.character_id, overlap.other_id))
        latest[pair], counts[pair] = overlap, counts.get(pair, 0) + 1
    for pair, overlap in latest.items():
        person = people.get(overlap.player_id)
        if person is None or person.is_shared_account or not set(pair) <= (members.keys() & person.character_ids):
            continue
        names = [members[pk].name for pk in (overlap.character_id, overlap.other_id)]
        yield _impossible(pair, overlap, counts[pair], person, names)


def link_conflict(facts: IntegrityFacts, now: datetime) -> Iterator[Found]:
    """Find proofs that contradict each other."""
    names = {member.id: member.name for member in facts.members}
    for conflict in facts.conflicts or ():
        parts = (
            conflict.character_id,
            conflict.other_character_id,
            conflict.player_id,
            conflict.other_player_id,
            conflict.discord_user_id,
        )
        about = names.get(conflict.character_id or 0, "a player")
        hidden = f"Proofs about {about} contradict each other; an officer note is one of them."
        yield Found(
            key=(conflict.kind, *("" if part is None else str(part) for part in parts)),
            summary=hidden if conflict.is_private else conflict.text,
            character_id=conflict.character_id,
            discord_user_id=conflict.discord_user_id,
            player_id=conflict.player_id,
            details={"kind": conflict.kind, **({"private": {"text": conflict.text}} if conflict.is_private else {})},
        )


def _impossible(
    pair: tuple[int, int], overlap: Overlap, count: int, person: PersonFacts, names: Iterable[str]
) -> Found:
    first, second = names
    place = f"both in {overlap.label}" if overlap.is_same else f"{overlap.label} and {overlap.other_label}"
    when = f"{overlap.since:%Y-%m-%d}"
    return Found(
        key=(str(pair[0]), str(pair[1])),
        summary=f"{first} and {second} of {person.name} were in two places at once on {when}: {place}.",
        character_id=overlap.character_id,
        player_id=person.id,
        details={"characters": list(pair), "at": overlap.since.isoformat(), "times": count},
    )
