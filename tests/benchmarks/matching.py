"""Finding out who is who, as pure computation: guilds of which it is known, of a thousand and of ten thousand.

The rival compares every character with each name of every Discord user by `difflib`, as the simplest way to match
names would. It reads no notes, knows no groups, and its names come ready folded; it runs on the same guild right after
the matching. Both compute on one core and wait for nothing, so seconds of processor are compared, which others on the
machine disturb least.
"""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from difflib import SequenceMatcher
from multiprocessing import get_context
from random import Random
from string import ascii_lowercase

from guild_identity.domain.facts import CharacterFacts, DiscordFacts, GuildFacts
from guild_identity.domain.matching import match
from guild_identity.domain.names import name_key
from sandbox.world.labelled import LabelledGuild, labelled_guild
from tests.benchmarks.table import Row, at_least, at_most
from tests.live.processes import most_memory_mb

SMALL, LARGE = 1_000, 10_000
ROUNDS = 5
ALIKE = 0.85
SEED = 11
# Discord's limit.
LONGEST = 32


def measure() -> list[Row]:
    """Match both guilds, each in a process of its own, and let the rival match the small one."""
    seconds, naive, links, right = _apart(match_small)
    large, memory = _apart(match_large)
    decorated, _ = _apart(match_small_long_named)
    long_named, memory_of_long = _apart(match_large_long_named)
    told = f" ({links} characters linked to Discord users, {links - right} of them wrongly)"
    return [
        at_most("matching 1,000 characters with 1,000 Discord users", 1, seconds, " s", told),
        at_least("a double loop with difflib, in times of it", 50, naive / seconds, "", f" ({naive:.1f} s)"),
        at_most("matching 10,000 characters with 10,000 Discord users", 30, large, " s"),
        at_most("memory of the process that does it", 500, memory, " MB"),
        at_most("the thousand with nicks of 32 letters", 1, decorated, " s"),
        at_most("the ten thousand with nicks of 32 letters", 30, long_named, " s"),
        at_most("memory of the process that does it", 500, memory_of_long, " MB"),
    ]


def _apart(work: Callable[[], tuple[float, ...]]) -> tuple[float, ...]:
    """Do work in a process that knows neither Django nor what was measured before."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(work)


def match_small() -> tuple[float, float, int, int]:
    """Match the small guild. Return the seconds, the rival's, and how many links were made and how many rightly."""
    guild = labelled_guild(SMALL, SMALL, SEED)
    facts = facts_of(guild)
    seconds = statistics.median(_timed(facts) for _ in range(ROUNDS))
    return seconds, _naive_seconds(facts), *_links(guild, facts)


def match_large() -> tuple[float, float]:
    """Match the large guild. Return the seconds, and this process' memory at its peak in MB."""
    facts = facts_of(labelled_guild(LARGE, LARGE, SEED))
    return _timed(facts), most_memory_mb(os.getpid())


def match_small_long_named() -> tuple[float, float]:
    """Match the small guild with long nicks. Return the seconds, and this process' memory at its peak in MB."""
    return _timed(_with_long_nicks(SMALL)), most_memory_mb(os.getpid())


def match_large_long_named() -> tuple[float, float]:
    """Match the large guild with long nicks. Return the seconds, and this process' memory at its peak in MB."""
    return _timed(_with_long_nicks(LARGE)), most_memory_mb(os.getpid())


def _with_long_nicks(size: int) -> GuildFacts:
    """Return a guild in which every nick and display name is as long as Discord allows."""
    facts = facts_of(labelled_guild(size, size, SEED))
    dice = Random(SEED)
    users = tuple(
        replace(user, nick=_lengthened(user.nick or user.username, dice), global_name=_lengthened("", dice))
        for user in facts.discord_users
    )
    return replace(facts, discord_users=users)


def _lengthened(name: str, dice: Random) -> str:
    return f"{name} | {''.join(dice.choices(ascii_lowercase, k=LONGEST))}"[:LONGEST]


def facts_of(guild: LabelledGuild) -> GuildFacts:
    """Return what matching may know of such a guild, of which nothing is linked yet."""
    return GuildFacts(
        tuple(
            CharacterFacts(
                one.id, one.name, one.realm, one.note, one.officer_note, one.rank,
                is_alt_rank=one.rank == guild.alt_rank, class_name=one.class_name,
            )
            for one in guild.characters
        ),
        tuple(
            DiscordFacts(one.id, one.discord_id, one.username, one.global_name, one.nick, one.has_guild_role)
            for one in guild.discord_users
        ),
        (),
    )  # fmt: skip


def _timed(facts: GuildFacts) -> float:
    # What an earlier round remembered of names would make the next one faster than any in earnest.
    name_key.cache_clear()
    began = time.process_time()
    match(facts)
    return time.process_time() - began


def _naive_seconds(facts: GuildFacts) -> float:
    names = [name_key(character.name) for character in facts.characters]
    users = ((user.username, user.global_name, user.nick) for user in facts.discord_users)
    called = [[name_key(name) for name in names_of_user if name] for names_of_user in users]
    found = 0
    began = time.process_time()
    for name in names:
        for keys in called:
            found += max(SequenceMatcher(None, name, key).ratio() for key in keys) >= ALIKE
    seconds = time.process_time() - began
    assert found
    return seconds


def _links(guild: LabelledGuild, facts: GuildFacts) -> tuple[int, int]:
    """Return how many characters are linked to a Discord user, and how many of them to their own person's."""
    person = {one.id: one.person for one in guild.characters}
    owner = {one.id: one.person for one in guild.discord_users}
    pairs = [
        (person[link.character_id], owner[player.discord_user_id])
        for player in match(facts).players
        if player.discord_user_id is not None
        for link in player.links
    ]
    return len(pairs), sum(one == other for one, other in pairs)
