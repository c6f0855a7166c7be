"""Characters of one account, by the moments of their achievements.

Blizzard dates an achievement by the account: whichever character earned it, all others of the account show the same
second. Characters of different people agree only on what they earned together. So the achievements that people of this
guild earn together (raids, dungeons) are found first, from the dates themselves, and only the others are compared.

A character shows its account as it was when that character was last played. So characters of one account seldom agree
on all dates, but on a third at least.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain, combinations

from guild_identity.domain.common_keys import CommonKeys
from guild_identity.domain.facts import SameAccount

# Achievement id to the milliseconds of its date.
Dates = Mapping[int, int]
Pair = tuple[int, int]
# Who have an achievement since one moment, in the order of their ids.
Group = tuple[int, ...]
Holders = dict[tuple[int, int], Group]

# Fewer equal dates may be one evening together.
LEAST_AGREEING = 4
# Measured on real guilds: strangers and raid-mates up to 3 %, characters of one account 31 % to 86 %.
LEAST_SHARE = 0.2
# Two people who play together always may come near the weakest of those: below this, nothing is called rare.
CERTAIN_SHARE = 0.5
# More characters than an account can hold: everybody got it in one second.
MOST_CHARACTERS = 70
# An achievement is earned together where so many accounts, and such a share of its owners, have a date in common.
LEAST_ACCOUNTS_TOGETHER = 3
SHARE_TOGETHER = 0.1
# A group of so many is no account where on such a share of its achievements no date is that of a third of its members.
LEAST_TO_DOUBT = 4
SHARE_APART = 0.1
SHARE_OF_ONE_DATE = 1 / 3


def same_account(dates_by_character: Mapping[int, Dates]) -> tuple[SameAccount, ...]:
    """Find the pairs of characters whose dates show that they belong to one account.

    `compared` counts the achievements that both have and that people do not earn together, `agreeing` those with equal
    dates, `rare` those whose date nobody outside this account has, if the two agree on most. Ordered by the
    characters' ids. Takes time by the number of dates and of groups that share any, not by that of pairs.
    """
    holders = _holders(dates_by_character)
    common = CommonKeys(dates_by_character)
    accounts = _accounts(dates_by_character, Counter(holders.values()), common)
    together = _earned_together(dates_by_character, holders, accounts)
    alone = {
        character_id: {key: moment for key, moment in dates.items() if key not in together}
        for character_id, dates in dates_by_character.items()
    }
    groups = Counter(group for event, group in holders.items() if event[0] not in together)
    return tuple(_pairs(alone, groups, common.without(together)))


def agreement(one: Dates, other: Dates) -> tuple[int, int]:
    """Count on how many dates two characters agree, and how many achievements both have: (agreeing, compared)."""
    common = one.keys() & other.keys()
    return sum(one[key] == other[key] for key in common), len(common)


def _holders(dates_by_character: Mapping[int, Dates]) -> Holders:
    """Index the characters by (achievement, date), where more than one has it."""
    first: dict[tuple[int, int], int] = {}
    others: dict[tuple[int, int], list[int]] = defaultdict(list)
    for character_id, dates in sorted(dates_by_character.items()):
        for event in dates.items():
            if first.setdefault(event, character_id) != character_id:
                others[event].append(character_id)
    return {event: (first[event], *further) for event, further in others.items()}


def _equal_dates(groups: Mapping[Group, int]) -> dict[Pair, int]:
    """Count by pair the equal dates. `groups` says how many dates each group has in common."""
    equal: dict[Pair, int] = defaultdict(int)
    for group, dates in groups.items():
        if len(group) <= MOST_CHARACTERS:
            for pair in combinations(group, 2):
                equal[pair] += dates
    return equal


def _accounts(
    dates_by_character: Mapping[int, Dates], groups: Mapping[Group, int], common: CommonKeys
) -> dict[int, int]:
    """Group the characters that agree on most dates: the group by character.

    People who have done little but raid together agree on most dates, too. Such a group shows by the achievements on
    which all differ: its members are grouped anew by those alone.
    """
    account_of = _joined(dates_by_character, groups, common)
    members_of: dict[int, list[int]] = defaultdict(list)
    for character_id, account in account_of.items():
        members_of[account].append(character_id)
    for members in (members for members in members_of.values() if len(members) >= LEAST_TO_DOUBT):
        apart = _differing({member: dates_by_character[member] for member in members})
        if apart:
            account_of |= _joined(apart, Counter(_holders(apart).values()), CommonKeys(apart))
    return account_of


def _joined(characters: Iterable[int], groups: Mapping[Group, int], common: CommonKeys) -> dict[int, int]:
    group_of = {character_id: character_id for character_id in characters}
    for (one, other), equal in _equal_dates(groups).items():
        if equal >= LEAST_AGREEING and equal >= common.count(one, other) * CERTAIN_SHARE:
            group_of[_group(group_of, other)] = _group(group_of, one)
    return {character_id: _group(group_of, character_id) for character_id in group_of}


def _differing(members: Mapping[int, Dates]) -> dict[int, Dates]:
    """Return the dates of achievements on which a group's members differ, or nothing where those are few."""
    owners = Counter(chain.from_iterable(members.values()))
    agreeing: dict[int, int] = defaultdict(int)
    for (key, _), number in Counter(chain.from_iterable(mine.items() for mine in members.values())).items():
        agreeing[key] = max(agreeing[key], number)
    widespread = [key for key, number in owners.items() if number >= LEAST_TO_DOUBT]
    apart = {key for key in widespread if agreeing[key] < owners[key] * SHARE_OF_ONE_DATE}
    if not apart or len(apart) < len(widespread) * SHARE_APART:
        return {}
    return {member: {key: mine[key] for key in mine.keys() & apart} for member, mine in members.items()}


def _group(group_of: dict[int, int], character_id: int) -> int:
    while group_of[character_id] != character_id:
        group_of[character_id] = group_of[group_of[character_id]]
        character_id = group_of[character_id]
    return character_id


def _earned_together(
    dates_by_character: Mapping[int, Dates], holders: Holders, accounts: Mapping[int, int]
) -> frozenset[int]:
    """Return the achievements that people of different accounts earn in the same second."""
    earned: dict[int, set[int]] = defaultdict(set)
    for character_id, dates in dates_by_character.items():
        earned[accounts[character_id]].update(dates)
    owners = Counter(chain.from_iterable(earned.values()))
    present = {group: {accounts[holder] for holder in group} for group in set(holders.values())}
    sharing: dict[int, set[int]] = defaultdict(set)
    for (key, _), group in holders.items():
        if len(present[group]) > 1:
            sharing[key] |= present[group]
    return frozenset(
        key
        for key, together in sharing.items()
        if len(together) >= LEAST_ACCOUNTS_TOGETHER and len(together) >= owners[key] * SHARE_TOGETHER
    )


def _pairs(alone: Mapping[int, Dates], groups: Mapping[Group, int], common: CommonKeys) -> Iterable[SameAccount]:
    accounts = _accounts(alone, groups, common)
    rare = _equal_dates(
        {group: dates for group, dates in groups.items() if len({accounts[holder] for holder in group}) == 1}
    )
    for pair, equal in sorted(_equal_dates(groups).items()):
        if equal < LEAST_AGREEING:
            continue
        compared = common.count(*pair)
        if equal >= compared * LEAST_SHARE:
            is_certain = equal >= compared * CERTAIN_SHARE
            yield SameAccount(*pair, equal, compared, rare.get(pair, 0) if is_certain else 0)
