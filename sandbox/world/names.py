"""Invented names of characters."""

from random import Random

_STARTS = "b br c d dr f g gr h j k kr l m n p qu r s sh st t th tr v vr w y z"
_VOWELS = "a e i o u ae ei ia ou y"
_MIDDLES = "d dr g k l ll m mb n nd nn r rg rr s sk st t th v x z"
_ENDS = ("", "", "n", "r", "s", "th", "x", "l", "m", "k", "sh")
_ACCENTS = str.maketrans("aeiou", "áëîòü")


def invent_name(dice: Random) -> str:
    """Invent a name of 3 to 12 letters; one in twelve carries an accent."""
    starts, vowels, middles = (letters.split() for letters in (_STARTS, _VOWELS, _MIDDLES))
    parts = [dice.choice(starts), dice.choice(vowels), dice.choice(middles), dice.choice(vowels)]
    if dice.random() < 0.5:
        parts += [dice.choice(middles), dice.choice(vowels)]
    name = ("".join(parts) + dice.choice(_ENDS))[:12]
    if dice.random() < 0.08:
        spot = next(i for i, letter in enumerate(name) if letter in "aeiou" and i or i == len(name) - 1)
        name = name[:spot] + name[spot].translate(_ACCENTS) + name[spot + 1 :]
    return name.capitalize()
