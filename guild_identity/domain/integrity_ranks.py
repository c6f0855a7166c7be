"""Checks of ranks: in game, by the guild's ranks, against the roles on Discord."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from guild_identity.domain.integrity_facts import AccountFacts, Found, IntegrityFacts, MemberFacts, PersonFacts
from guild_identity.domain.roles import MappedRank, RankFacts, RoleMap, build_role_map, role_key


@dataclass(frozen=True, slots=True)
class Standing:
    """A player's highest rank in game, with the character that has it; several where ranks are on one level."""

    character: MemberFacts
    rank: RankFacts
    equals: tuple[RankFacts, ...]


def standing_of(characters: Iterable[MemberFacts], ranks: Iterable[RankFacts]) -> Standing | None:
    """Return the highest rank over some characters, by level.

    A rank for alts counts only where all ranks are such. None where no character's rank is known.
    """
    by_index = {rank.index: rank for rank in ranks}
    held = [(by_index[character.rank], character) for character in characters if character.rank in by_index]
    held = [(rank, character) for rank, character in held if not rank.is_alt] or held
    if not held:
        return None
    rank, character = min(held, key=lambda pair: (-pair[0].level, pair[0].index, pair[1].id))
    equals = tuple(other for other, _ in held if other.level == rank.level)
    return Standing(character, rank, equals)


def rank_mismatch(facts: IntegrityFacts, now: datetime) -> Iterator[Found]:
    """Find players whose highest rank in game is another than their highest role on Discord.

    Also those without any character left in the guild who kept a role. A role whose rank was renamed says nothing
    until the next look at Discord, and a rank without a role cannot be shown there.
    """
    ranks = _Ranks(facts.ranks, build_role_map(facts.ranks, facts.server_roles))
    for person, account, characters in _on_discord(facts):
        shown = ranks.named(account.highest_role)
        standing = standing_of(characters, facts.ranks)
        if shown is None:
            continue
        if standing is not None and not ranks.agree(standing, shown):
            yield _differs(person, account, standing, shown)
        elif not characters and person.character_ids:
            yield _left(person, account)


def no_guild_role(facts: IntegrityFacts, now: datetime) -> Iterator[Found]:
    """Find players in the guild who are on Discord without any of the guild's roles."""
    ranks = _Ranks(facts.ranks, build_role_map(facts.ranks, facts.server_roles))
    for person, account, characters in _on_discord(facts):
        standing = standing_of(characters, facts.ranks)
        if account.highest_role or standing is None or ranks.role_of(standing.rank) is None:
            continue
        yield Found(
            key=(str(person.id), str(account.id)),
            summary=f"{person.name}: {standing.character.name} is {standing.rank.name} in game, "
            f"{account.display_name} has no guild role on Discord.",
            character_id=standing.character.id,
            discord_user_id=account.id,
            player_id=person.id,
            details={"rank": standing.rank.name, "rank_index": standing.rank.index},
        )


def unknown_rank(facts: IntegrityFacts, now: datetime) -> Iterator[Found]:
    """Find ranks that members have and the guild has not described."""
    known = {rank.index for rank in facts.ranks}
    for index in sorted({member.rank for member in facts.members} - known):
        names = sorted(member.name for member in facts.members if member.rank == index)
        yield Found(
            key=(str(index),),
            summary=f"Rank {index} has {_counted(len(names), 'member')} and no meaning yet: name it.",
            details={"rank_index": index, "members": names[:20], "count": len(names)},
        )


def _on_discord(facts: IntegrityFacts) -> Iterator[tuple[PersonFacts, AccountFacts, list[MemberFacts]]]:
    accounts = {account.id: account for account in facts.accounts}
    characters = facts.characters_of()
    for person in facts.people:
        account = accounts.get(person.discord_user_id or 0)
        if account is not None and account.is_present:
            yield person, account, characters.get(person.id, [])


class _Ranks:
    """A guild's ranks beside the roles that stand for them."""

    def __init__(self, ranks: Iterable[RankFacts], role_map: RoleMap) -> None:
        self._by_name = {
            role_key(rank.name): rank for rank in sorted(ranks, key=lambda rank: (rank.level, -rank.index))
        }
        self._roles = {rank.index: rank for rank in role_map.ranks}

    def named(self, name: str) -> RankFacts | None:
        """Return the rank of a name, if it is one; of several the highest."""
        return self._by_name.get(role_key(name)) if name else None

    def role_of(self, rank: RankFacts) -> MappedRank | None:
        """Return the role that stands for a rank, if there is one."""
        return self._roles.get(rank.index)

    def agree(self, standing: Standing, shown: RankFacts) -> bool:
        """Tell whether a role's rank is what the standing says, as far as Discord can show it."""
        return any(self._is_shown(rank, shown) for rank in standing.equals)

    def _is_shown(self, rank: RankFacts, shown: RankFacts) -> bool:
        mine, theirs = self.role_of(rank), self.role_of(shown)
        if rank.index == shown.index:
            return True
        if mine is None:
            return shown.level <= rank.level
        # Two ranks may share one role: then Discord cannot tell them apart.
        return theirs is not None and (mine.role_id, mine.role_name) == (theirs.role_id, theirs.role_name)


def _differs(person: PersonFacts, account: AccountFacts, standing: Standing, shown: RankFacts) -> Found:
    return Found(
        # Another rank or role makes another issue: who accepted the one has not accepted the other.
        key=(str(person.id), str(account.id), str(standing.rank.index), str(shown.index)),
        summary=f"{person.name}: {standing.character.name} is {standing.rank.name} in game, "
        f"{account.display_name} is {account.highest_role} on Discord.",
        character_id=standing.character.id,
        discord_user_id=account.id,
        player_id=person.id,
        details={
            "rank": standing.rank.name,
            "rank_index": standing.rank.index,
            "role": account.highest_role,
            "is_role_higher": shown.level > standing.rank.level,
        },
    )


def _left(person: PersonFacts, account: AccountFacts) -> Found:
    return Found(
        key=(str(person.id), str(account.id), "left"),
        summary=f"{person.name} has no character in the guild any more; "
        f"{account.display_name} is {account.highest_role} on Discord.",
        discord_user_id=account.id,
        player_id=person.id,
        details={"rank": None, "rank_index": None, "role": account.highest_role, "is_role_higher": True},
    )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
