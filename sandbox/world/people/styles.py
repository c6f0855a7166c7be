"""How guilds differ in what their officers write into notes, and in how strict they are about Discord names."""

from typing import NamedTuple


class Style(NamedTuple):
    """One kind of guild. Forms are weighed; everything else is a share from 0 to 1.

    `calls` says what the person is called in notes: by the main's name, the nickname, the first name or the
    name shown on Discord. `nicks` is how many have a name of their own on the guild's server, `nicks_main` how
    many of these are the main's name. `alt_rank` is the rank for alts, None where they have none of their own.
    """

    name: str
    main_forms: dict[str, float]
    alt_forms: dict[str, float]
    officer_forms: dict[str, float]
    calls: dict[str, float]
    empty: float = 0.1
    stale: float = 0.03
    misspelt: float = 0.03
    astray: float = 0.03
    nicks: float = 0.45
    nicks_main: float = 0.5
    alt_rank: int | None = 5


_RARE_OFFICER = {"empty": 80.0, "idle": 14, "discord": 2, "bare": 2, "other person": 2}
_BY_NICKNAME = {"main": 0.3, "handle": 0.5, "first": 0.15, "discord": 0.05}

STYLES = (
    Style(
        "nicknames",
        {"bare": 70, "two names": 15, "gear": 5, "idle": 6, "title": 2, "other person": 2},
        {"bare": 72, "two names": 14, "possessive": 6, "gear": 3, "idle": 3, "alt": 2},
        _RARE_OFFICER,
        _BY_NICKNAME,
        alt_rank=None,
    ),
    Style(
        "main and alt",
        {"main": 82, "main of": 6, "title": 4, "idle": 6, "gear": 2},
        {"alt of": 72, "alt and person": 12, "alt": 8, "possessive": 4, "written": 4},
        {"empty": 50, "idle": 50},
        {"main": 0.6, "handle": 0.3, "first": 0.1},
        nicks=0.5,
    ),
    Style(
        "at person",
        {"main of": 50, "title": 20, "at": 20, "bare": 6, "idle": 4},
        {"alt and person": 55, "at": 25, "alt of": 12, "title": 4, "alt": 4},
        _RARE_OFFICER,
        {"main": 0.2, "handle": 0.35, "first": 0.25, "discord": 0.2},
        nicks=0.5,
        nicks_main=0.35,
    ),
    Style(
        "guild roster manager",
        {"grm main": 85, "bare": 6, "idle": 6, "discord": 3},
        {"grm alt": 82, "alt of": 8, "alt": 4, "bare": 4, "idle": 2},
        {"idle": 70, "empty": 22, "discord": 8},
        {"main": 0.7, "handle": 0.3},
        empty=0.06,
        stale=0.04,
        misspelt=0.0,
    ),
    Style(
        "discord names",
        {"discord": 76, "at": 10, "bare": 5, "main": 5, "idle": 4},
        {"discord": 42, "written": 24, "alt of": 22, "at": 6, "alt": 4, "idle": 2},
        {"empty": 55, "discord": 30, "idle": 15},
        {"discord": 0.7, "handle": 0.2, "main": 0.1},
        nicks=0.75,
        nicks_main=0.75,
    ),
    Style(
        "mixed",
        {"bare": 22, "main": 22, "main of": 8, "title": 8, "discord": 8, "two names": 8, "gear": 8, "idle": 12,
         "grm main": 2, "other person": 2},
        {"bare": 18, "alt of": 28, "alt and person": 10, "possessive": 10, "written": 8, "alt": 10, "at": 4,
         "discord": 4, "two names": 4, "idle": 4},
        _RARE_OFFICER,
        _BY_NICKNAME,
        empty=0.2,
        nicks=0.4,
    ),
    Style(
        "careless",
        {"idle": 45, "bare": 20, "gear": 15, "main": 15, "other person": 5},
        {"alt": 30, "idle": 25, "bare": 18, "alt of": 15, "possessive": 7, "other person": 5},
        {"empty": 92, "idle": 8},
        _BY_NICKNAME,
        empty=0.6,
        stale=0.08,
        misspelt=0.07,
        astray=0.06,
        nicks=0.2,
        nicks_main=0.4,
        alt_rank=None,
    ),
)  # fmt: skip
