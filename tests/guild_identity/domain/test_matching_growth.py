"""Matching takes longer by as much as a guild is larger, however long and however alike its names are."""

from functools import partial
from random import Random
from string import ascii_lowercase

import pytest

from guild_identity.domain.matching import match
from guild_identity.domain.names import name_key
from tests.growth import growth
from tests.guild_identity.domain.matched import character, guild, person

SMALL, LARGE = 120, 480
# What takes the square of it would take sixteen times as long, and still pass if this were looser.
MOST_GROWTH = 10
MOST_FOR_LENGTH = 4


def letters(dice, count):
    return "".join(dice.choices(ascii_lowercase, k=count))


def guild_of(size, name, nick):
    """Return a guild of so many characters and Discord users; `name` and `nick` invent one with the dice."""
    dice = Random(size)
    characters = [character(number, name(dice).capitalize(), nick(dice)[:31]) for number in range(1, size + 1)]
    users = [person(n, nick(dice), global_name=nick(dice), nick=nick(dice)) for n in range(1, size + 1)]
    return guild(characters, users)


def match_anew(guilds, which):
    """Match one of the guilds, of which none of the names is known already."""
    name_key.cache_clear()
    match(guilds[which])


NAMES = {
    "short": (lambda dice: letters(dice, 7), lambda dice: letters(dice, 8)),
    "long": (lambda dice: letters(dice, 12), lambda dice: letters(dice, 32)),
    "decorated": (lambda dice: letters(dice, 9), lambda dice: f"{letters(dice, 8)} | {letters(dice, 20)}"),
    "alike": (
        lambda dice: f"shadow{letters(dice, 6)}",
        lambda dice: f"{dice.choice(('shadow', 'moonlight'))}{letters(dice, 6)}",
    ),
}


@pytest.mark.parametrize("kind", NAMES)
def test_four_times_as_many_take_less_than_the_square(kind):
    guilds = {size: guild_of(size, *NAMES[kind]) for size in (SMALL, LARGE)}
    assert growth(partial(match_anew, guilds), SMALL, LARGE) < MOST_GROWTH


@pytest.mark.parametrize("kind", ["long", "decorated"])
def test_long_names_take_about_as_long_as_short_ones(kind):
    guilds = {name: guild_of(LARGE, *NAMES[name]) for name in ("short", kind)}
    assert growth(partial(match_anew, guilds), "short", kind) < MOST_FOR_LENGTH
