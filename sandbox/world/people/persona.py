"""A person as guild mates know them: first name, nickname, and the names of the characters."""

import unicodedata
from dataclasses import dataclass
from random import Random

from sandbox.world.names import invent_name


def _words(text: str) -> list[str]:
    return text.split()


# Frequent ones first: in a large guild several people bear the same.
_FIRST_NAMES = _words(
    "Mike Chris Alex Dave Matt Josh Ryan Nick Sarah Dan Tom James Kevin Jess Brian Steve Anna Mark Jon Laura Eric Tim "
    "Katie Adam Ben Sam Rob Emily Kyle Lisa Pat Greg Amy Jake Scott Tyler Nina Luke Max Julia Sven Lars Pierre Marta "
    "Tomasz Katja Ilya Dmitri Yuki Mehmet Aylin Carlos Diego Lucia Bram Femke Oskar Freya Nuno Rosa"
)
_HALVES = (
    _words(
        "Shadow Dark Moon Iron Frost Fire Storm Wolf Bear Stone Light Blood Night Thunder Holy Ghost Silver Rage Mad "
        "Tiny Lazy Sneaky Angry Old Big Salty Altar Bubble Totem Arrow Raven Ash Ember Winter Grim Gold Bone Void Sun "
        "Star Mist Oak Thorn Steel Rune Drake Fel Hex Owl Fox"
    ),
    _words(
        "fang claw bane fist heart song weaver paw strike walker brew wind shot blade hoof mane step pop beard horn "
        "ripper caller kin light tusk drop tank heals born breaker singer crest fall fury guard helm hide leaf mark "
        "might rend scar seeker shade slayer snout spark stalker thorn"
    ),
)
_WORDS = _words(
    "pixel toast gamer wizard panda noodle bacon turbo cosmic static velvet mango ninja potato rocket waffle pickle "
    "quantum hazard tango salmon cactus biscuit meteor goblin otter spoon vortex maple kraken anchor banjo beacon "
    "candle cheddar cobalt comet copper crayon dagger dino donut falcon ferret fiddle gadget ginger glitch hammer "
    "igloo jelly karma lemon lizard llama magnet marble mellow moose mosaic nacho nebula nugget olive orbit paprika "
    "pebble penguin pepper pirate puzzle radish ramen raptor robot saber saffron satin scarf sloth sonic sprout "
    "squid taco thunder tiger toaster tofu trumpet tulip tundra turnip viking violet walnut whisker yeti zebra zigzag"
)
# They contain a word that notes use, and mean nothing of the kind.
_FALSE_FRIENDS = ("Altana", "Saltan", "Altair", "Baltazar", "Maintenon", "Malta", "Domaina", "Altharion")
_CYRILLIC = ("бвгдклмнрст", "аеиоуя")


@dataclass(slots=True)
class Persona:
    """A person. `names` are the characters', the main's first; `former` is what the main was called once.

    `call` is how guild mates refer to the person in notes, `second` what they add to it.
    """

    names: tuple[str, ...]
    first_name: str
    handle: str
    former: str
    call: str = ""
    second: str = ""

    @property
    def main(self) -> str:
        """Give the main's name."""
        return self.names[0]


def invent_first_name(rolls: Random) -> str:
    """Choose a first name; some are far more frequent than others."""
    return _FIRST_NAMES[min(int(rolls.expovariate(1 / 14)), len(_FIRST_NAMES) - 1)]


def invent_character_name(rolls: Random, stem: str = "") -> str:
    """Invent a character's name of at most 12 letters, built on the stem that its owner likes, if any."""
    if stem.isascii() and stem:
        return (stem + rolls.choice(_HALVES[1]))[:12].capitalize()
    odd = rolls.random()
    if odd < 0.012:
        return rolls.choice(_FALSE_FRIENDS)
    if odd < 0.035:
        letters = [rolls.choice(_CYRILLIC[place % 2]) for place in range(rolls.randint(4, 8))]
        return "".join(letters).capitalize()
    if odd < 0.3:
        return "".join(rolls.choice(half) for half in _HALVES)[:12].capitalize()
    return invent_name(rolls)


def invent_handle(rolls: Random, main: str, first_name: str) -> str:
    """Invent a nickname: mostly its own word, often one that grew out of the main's name or the first name."""
    odd = rolls.random()
    if odd < 0.22 and len(main) > 5:
        return main[: rolls.randint(3, 5)].rstrip("aeiou") + rolls.choice(("o", "y", "i", "", "ie"))
    if odd < 0.34:
        return rolls.choice(("Big{}", "{}y", "{}ster", "{}o", "Mad{}", "{}zilla")).format(first_name)
    if odd < 0.56:
        return rolls.choice(_WORDS).capitalize() + rolls.choice(("", "", *_WORDS))
    return invent_name(rolls)


def unrelated_handle(rolls: Random) -> str:
    """Invent a nickname that follows from nothing else."""
    odd, joint = rolls.random(), rolls.choice(("", "_", "."))
    if odd < 0.4:
        return rolls.choice(_WORDS) + joint + rolls.choice(_WORDS) + rolls.choice(("", str(rolls.randint(2, 99))))
    name = invent_name(rolls).lower()
    return name if odd < 0.7 else f"{rolls.choice(_WORDS)}{joint}{name}"


def misspell(rolls: Random, text: str) -> str:
    """Make one typing error: a letter dropped, doubled, swapped with the next one, or another one."""
    if len(text) < 4:
        return text
    spot = rolls.randint(1, len(text) - 2)
    error = rolls.randint(0, 3)
    if error == 0:
        return text[:spot] + text[spot + 1 :]
    if error == 1:
        return text[:spot] + text[spot] + text[spot:]
    if error == 2:
        return text[:spot] + text[spot + 1] + text[spot] + text[spot + 2 :]
    return text[:spot] + rolls.choice("aeioulnrst") + text[spot + 1 :]


def plain_letters(text: str) -> str:
    """Write a text with nothing but a-z, digits, dots and underscores; other scripts leave nothing."""
    folded = unicodedata.normalize("NFKD", text).lower().replace(" ", "._"[len(text) % 2])
    return "".join(letter for letter in folded if letter.isascii() and (letter.isalnum() or letter in "._"))
