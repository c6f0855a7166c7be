"""Dates of achievements as people have them."""

from random import Random

SOLO = range(1000, 1100)
RAIDS = range(1, 41)


def solo(person: int, ids=SOLO):
    """Return what a person earned alone: at seconds that nobody else has."""
    chance = Random(person)
    return {key: 1_600_000_000_000 + chance.randrange(10**8) * 1000 for key in ids}


def raids(group: int, ids=RAIDS):
    """Return what a raid group earned together, in the same second each."""
    return {key: 1_700_000_000_000 + group * 10**9 + key * 1000 for key in ids}
