"""Matching takes longer by as much as a guild is larger, however long and however alike its names are."""

import time
from random import Random
from string import ascii_lowercase

import pytest

from guild_identity.domain.matching import match
from guild_identity.domain.names import name_key
from tests.guild_identity.domain.matched import character, guild, person

SMALL, LARGE = 150, 600
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


def seconds(facts):
    """Return the processor's seconds of the fastest of three runs, of which none knows the names already."""
    took = []
    for _ in range(3):
        name_key.cache_clear()
        began = time.process_time()
        match(facts)
        took.append(time.process_time() - began)
    return min(took)


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
    assert seconds(guild_of(LARGE, *NAMES[kind])) < MOST_GROWTH * seconds(guild_of(SMALL, *NAMES[kind]))


@pytest.mark.parametrize("kind", ["long", "decorated"])
def test_long_names_take_about_as_long_as_short_ones(kind):
    short = seconds(guild_of(LARGE, *NAMES["short"]))
    assert seconds(guild_of(LARGE, *NAMES[kind])) < MOST_FOR_LENGTH * short
