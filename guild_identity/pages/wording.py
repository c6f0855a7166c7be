"""The wing's words on pages: what a link rests on and how sure it is, and what can be asked of the list of players."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.text import slugify

from guild_identity.models import LinkSource
from guild_identity.selectors.coverage import STEPS
from guild_identity.selectors.evidence import PRIVATE

Row = dict[str, Any]
SOURCES = {**dict(LinkSource.choices), PRIVATE: "known to officers"}
# These are no guesses, whatever their number says.
DECIDED = (LinkSource.VERIFIED, LinkSource.MANUAL, LinkSource.PROPOSAL)
STYLES = {"certain": "confirmed", "likely": "single", "doubtful": "inferred"}
ANYBODY = "all"
FILTERS = ("search", "has_discord", "link_source", "is_active")
CHOICES = {
    "has_discord": ("Discord", (("", "any"), ("yes", "on Discord"), ("no", "not on Discord"))),
    "is_active": ("People", (("", "active"), ("no", "resting"), (ANYBODY, "everybody"))),
}


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure a link is, in words; `style` is of the tag."""

    words: str
    style: str


def sureness(source: str, confidence: float) -> Sureness:
    """Say how sure a link is."""
    if source in DECIDED:
        return Sureness("certain", STYLES["certain"])
    words = next(words for lowest, words in STEPS if confidence >= lowest)
    return Sureness(f"{words}, {confidence:.0%}", STYLES[words])


def css_of(class_name: str | None) -> str:
    """Return the style of a class's colour."""
    return f"class-{slugify(class_name)}" if class_name else ""


def line_of(row: Row) -> Row:
    """Return a linked character's row with its style, and in words what the link rests on and how sure it is."""
    return {
        **row,
        "css": css_of(row["class"]),
        "rests_on": SOURCES.get(row["link_source"], row["link_source"]),
        "sure": sureness(row["link_source"], row["confidence"]),
    }


def asked(query: Mapping[str, str]) -> dict[str, str]:
    """Return what an address asks for; what it does not ask for is left out."""
    return {name: text for name in FILTERS if (text := query.get(name, "").strip())}


def address_of(wanted: Mapping[str, str]) -> str:
    """Write the part of an address that asks for `wanted`, ready for one more part."""
    return f"?{urlencode(wanted)}&" if wanted else "?"


def fields_of(wanted: Mapping[str, str], *, is_officer: bool) -> list[Row]:
    """Return the fields of the form with what is chosen: {name, label, choices: (value, label, is chosen)}."""
    sources = [("", "any"), *((value, label) for value, label in LinkSource.choices)]
    shown = tuple(pair for pair in sources if is_officer or pair[0] != LinkSource.OFFICER_NOTE)
    fields = {**CHOICES, "link_source": ("Known by", shown)}
    return [
        {
            "name": name,
            "label": label,
            "choices": [(value, text, wanted.get(name, "") == value) for value, text in choices],
        }
        for name, (label, choices) in fields.items()
    ]
