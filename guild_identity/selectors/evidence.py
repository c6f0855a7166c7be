"""Why two belong together, as far as whoever asks may know: notes are quoted to officers only."""

from collections.abc import Collection, Iterable
from typing import Any

from guild_identity.models import LinkSource

Row = dict[str, Any]
# What members are told instead of a source that only officers may know.
PRIVATE = "private"
# These rules' sentences quote no note. A rule that is not among them is taken to quote one.
QUOTING_NOTHING = {
    "same_login", "same_name", "similar_name", "same_achievements", "continuity", "alt_list", "listed_discord",
}  # fmt: skip
_TOLD_TO_MEMBERS = "The guild note says so."
# These sources speak of guild notes and officer notes alike: which it was, the evidence of their rules tells.
_READ_IN_NOTES: dict[str, set[str]] = {
    LinkSource.ALT_NOTE: {"noted_character"},
    LinkSource.GROUP: {"shared_nickname", "similar_nickname"},
}
_DECIDED = (LinkSource.VERIFIED, LinkSource.MANUAL, LinkSource.PROPOSAL)


def shown_evidence(evidence: Iterable[Row], *, is_officer: bool) -> list[Row]:
    """Return the evidence that may be seen: all of it by officers, by members what rests on no officer note.

    Shape: {rule, weight, text, is_private}. Members get no sentence that quotes a note.
    """
    return [_piece(piece, is_officer) for piece in evidence if is_officer or not piece.get("is_private")]


def shown_source(source: str, evidence: Collection[Row], *, is_officer: bool) -> str:
    """Return what a link rests on; that it rests on nothing but officer notes is for officers to know."""
    if is_officer or source in _DECIDED:
        return source
    told = {str(piece.get("rule", "")) for piece in evidence if not piece.get("is_private")}
    is_hidden = (bool(evidence) and not told) or (source in _READ_IN_NOTES and not told & _READ_IN_NOTES[source])
    return PRIVATE if is_hidden or source == LinkSource.OFFICER_NOTE else source


def reasons(evidence: Iterable[Row]) -> list[str]:
    """Return the sentences of some evidence."""
    return [str(piece.get("text", "")) for piece in evidence]


def _piece(piece: Row, is_officer: bool) -> Row:
    rule = str(piece.get("rule", ""))
    return {
        "rule": rule,
        "weight": float(piece.get("weight", 0.0)),
        "text": str(piece.get("text", "")) if is_officer or rule in QUOTING_NOTHING else _TOLD_TO_MEMBERS,
        "is_private": bool(piece.get("is_private")),
    }
