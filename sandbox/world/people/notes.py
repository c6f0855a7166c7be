"""Guild notes and officer notes, in the forms that officers and players really use."""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from sandbox.world.people.persona import Persona, misspell
from sandbox.world.people.styles import Style

LENGTH = 31
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TITLES = ("Lead", "GM", "Co GM Banker", "Gold Captain", "Raid Lead", "Officer", "Recruiter", "Bank")
_SHORT_CLASSES = {
    "Warrior": ("warr", "warrior"),
    "Paladin": ("pala", "pally"),
    "Hunter": ("hunter", "huntard"),
    "Rogue": ("rogue",),
    "Priest": ("priest", "disc"),
    "Death Knight": ("DK", "dk"),
    "Shaman": ("shammy", "sham"),
    "Mage": ("mage",),
    "Warlock": ("lock", "warlock"),
    "Monk": ("monk",),
    "Druid": ("druid", "boomie"),
    "Demon Hunter": ("DH", "dh"),
    "Evoker": ("evoker", "dragon"),
}
_CRAFTS = ("Alchemy", "Ench", "JC", "BS", "LW", "Herb/Mining", "Tailor")
_IDLE = (
    "social",
    "pls no kick",
    "afk until june",
    "check for alts. partici low",
    "trial",
    "casual",
    "raid team 2",
    "keys only",
    "bank",
    "ask me for enchants",
    "on vacation",
    "mainly pvp",
    "alternate spec healer",
    "needs exalted rep",
    "Salt shaker",
    "maintank",
)
# {0} is somebody else, {1} the person.
_OF_OTHERS = (
    "{1} {0}",
    "{1} + {0}",
    "inv by {0}",
    "inv by @{0}",
    "inv {0}",
    "Recruiter: {0}",
    "mentor: {0}",
    "promoted {0}",
    "vouch {0}",
    "vouched by @{0} 3/4",
    "ask {0}",
    "raids w/ {0}",
    "{0}'s friend",
    "friend of @{0}",
    "bf of {0}",
    "{0}s brother",
    "{0}'s kid",
    "{0}'s recruit",
    "{0}'s trial",
    "{0}'s wife alt",
    "DC: {0}'s wife",
    "not {0}'s alt",
)


class Subject(NamedTuple):
    """The character that a note is written about, by its order among the person's own, 0 being the main.

    `others` are names of other people's characters.
    """

    person: Persona
    order: int
    class_name: str
    discord: str
    others: tuple[str, ...]

    @property
    def name(self) -> str:
        """Give the character's own name."""
        return self.person.names[self.order]


_Form = Callable[[Random, Subject], str]


def _date(rolls: Random) -> str:
    day, month, year = rolls.randint(1, 28), rolls.randint(1, 12), rolls.randint(19, 26)
    forms = (f"{month:02}-{day:02}-{year}", f"Joined {month}/{day}", f"Joined: {day} {_MONTHS[month - 1]} '{year}")
    return rolls.choice(forms)


def _bare(_: Random, s: Subject) -> str:
    return s.person.call


def _two_names(_: Random, s: Subject) -> str:
    return f"{s.person.call} {s.person.second}"


def _main_word(rolls: Random, _: Subject) -> str:
    return rolls.choice(("Main", "Main", "main", "MAIN", "Main "))


def _main_of(rolls: Random, s: Subject) -> str:
    return rolls.choice(("Main @{}", "Main {}", "Main - {}", "main/{}")).format(s.person.call)


def _title(rolls: Random, s: Subject) -> str:
    form = rolls.choice(("{0} @{1}", "{0} @{1}", "{0} / {1}", "{0} - {1}"))
    return form.format(rolls.choice(_TITLES), s.person.call)


def _at(rolls: Random, s: Subject) -> str:
    return rolls.choice(("@{}", "@{}", "@ {}")).format(s.person.call)


def _discord(rolls: Random, s: Subject) -> str:
    forms = (
        "Discord: {}",
        "DC: {}",
        "disc={}",
        "@{}",
        "{}#" + f"{rolls.randint(1, 9999):04}",
        "discord {}",
        "Disc: {}",
    )
    return rolls.choice(forms).format(s.discord)


def _gear(rolls: Random, s: Subject) -> str:
    level = rolls.randint(590, 720)
    short = rolls.choice(_SHORT_CLASSES[s.class_name])
    forms = (
        f"{s.person.call}-mentor {level}",
        f"{level} {s.class_name}",
        f"{s.person.call} {level}",
        f"{short} {level}",
    )
    return rolls.choice(forms)


def _idle(rolls: Random, s: Subject) -> str:
    return rolls.choice((*_IDLE, rolls.choice(_SHORT_CLASSES[s.class_name]), rolls.choice(_CRAFTS), _date(rolls)))


def _other_person(rolls: Random, s: Subject) -> str:
    return rolls.choice(_OF_OTHERS).format(rolls.choice(s.others), s.person.call)


def _grm_main(rolls: Random, _: Subject) -> str:
    return rolls.choice(("[M]", "<M>", "[M] ")) + rolls.choice(("", "", _date(rolls)))


def _alt_of(rolls: Random, s: Subject) -> str:
    whose = s.person.main if rolls.random() < 0.75 else s.person.call
    if rolls.random() < 0.05 and s.order > 1:
        whose = s.person.names[s.order - 1]
    return rolls.choice(("{} Alt", "{} Alt", "{} alt", "{} Alt ", "{}'s Alt", "{}s alt", "{} alt2")).format(whose)


def _alt_word(rolls: Random, _: Subject) -> str:
    return rolls.choice(("alt", "Alt", "ALT", "Who's Alt?", "alt "))


def _alt_and_person(rolls: Random, s: Subject) -> str:
    forms = ("{0} Alt @ {1}", "{0} Alt - {1}", "{1} - {0} Alt", "{1} - {0} Alt " + rolls.choice(_CRAFTS), "Alt @{1}")
    return rolls.choice(forms).format(s.person.main, s.person.call)


def _possessive(rolls: Random, s: Subject) -> str:
    short = rolls.choice(_SHORT_CLASSES[s.class_name])
    return rolls.choice(("{}s {}", "{}'s {}", "{}’s {}", "{} {}")).format(s.person.call, short)


def _written(rolls: Random, s: Subject) -> str:
    return rolls.choice(("alt of {}", "Main: {}", "M: {}", "main is {}", "Alt: {}")).format(s.person.main)


def _grm_alt(rolls: Random, s: Subject) -> str:
    form = rolls.choice(("[A]{}", "<A>{}", "[A] {}", "<A> {}", "<A>", "[A]"))
    return form.format(s.person.main) + rolls.choice(("", "", "", " " + _date(rolls)))


_FORMS: dict[str, _Form] = {
    "bare": _bare,
    "two names": _two_names,
    "main": _main_word,
    "main of": _main_of,
    "title": _title,
    "at": _at,
    "discord": _discord,
    "gear": _gear,
    "idle": _idle,
    "other person": _other_person,
    "grm main": _grm_main,
    "alt of": _alt_of,
    "alt": _alt_word,
    "alt and person": _alt_and_person,
    "possessive": _possessive,
    "written": _written,
    "grm alt": _grm_alt,
    "empty": lambda _, __: "",
}


def choose_form(rolls: Random, mix: dict[str, float]) -> str:
    """Choose one of the forms by their weights."""
    return rolls.choices(list(mix), list(mix.values()))[0]


def write_note(rolls: Random, style: Style, subject: Subject, form: str) -> str:
    """Write a guild note of at most 31 characters in a form, with the errors that the guild's style makes."""
    person, odd = subject.person, rolls.random()
    if odd < style.empty:
        return ""
    if (odd := odd - style.empty) < style.stale:
        named = Persona(
            (person.former, *person.names[1:]), person.first_name, person.handle, person.former, person.former
        )
        subject = subject._replace(person=named, discord=person.former.lower())
    elif (odd := odd - style.stale) < style.misspelt:
        main, call = misspell(rolls, person.main), misspell(rolls, person.call)
        named = Persona((main, *person.names[1:]), person.first_name, person.handle, person.former, call, person.second)
        subject = subject._replace(person=named, discord=misspell(rolls, subject.discord))
    elif odd - style.misspelt < style.astray:
        form = rolls.choice(("other person", "idle"))
    return _FORMS[form](rolls, subject)[:LENGTH]


def write_officer_note(rolls: Random, style: Style, subject: Subject) -> str:
    """Write an officer note of at most 31 characters; most are empty, a date, or nobody's business."""
    return _FORMS[choose_form(rolls, style.officer_forms)](rolls, subject)[:LENGTH]
