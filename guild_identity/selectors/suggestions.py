"""Whom an unlinked character or Discord user may belong to, with reasons; for officers only: notes are quoted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet

from characters.domain.names import fold
from characters.models import Character, Guild
from guild_identity.domain.names import name_key
from guild_identity.domain.similarity import ALIKE, key_similarity
from guild_identity.models import DiscordUser, LinkProposal, RejectedLink
from guild_identity.selectors.desk import DISCORD_NAMES, unlinked_characters, unlinked_discord_users

AT_MOST = 3
# A likeness of names alone is never worth more than this.
WORTH = 0.5
Piece = dict[str, Any]
Found = dict[int, list["Suggestion"]]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Whom somebody may belong to: an open proposal seen from one of its sides, or names that are merely alike.

    `label` names the other side, `kind` says what that is. Without a proposal it is always a character and a Discord
    user.
    """

    kind: str
    label: str
    score: float
    evidence: tuple[Piece, ...]
    character_id: int
    discord_user_id: int | None = None
    proposal_id: int | None = None

    @property
    def percent(self) -> int:
        """The score, 0 to 100."""
        return round(100 * self.score)


class _Named(NamedTuple):
    """A row with the keys of the names that it goes by."""

    pk: int
    label: str
    keys: frozenset[str]


def open_proposals(guild: Guild) -> QuerySet[LinkProposal]:
    """Return a guild's open proposals with both sides, the likeliest first."""
    sides = ("character__realm", "character__character_class", "discord_user", "player", "other_character__realm")
    rows = LinkProposal.objects.filter(guild=guild, status=LinkProposal.Status.OPEN)
    return rows.select_related(*sides).order_by("-score", "pk")


def inbox(guild: Guild, *, rule: str = "", at_least: float = 0.0, search: str = "") -> QuerySet[LinkProposal]:
    """Return the open proposals that rest on a rule, are that likely, and hold the words in one of their names."""
    rows = open_proposals(guild).filter(score__gte=at_least)
    if rule:
        evidence = rows.values_list("pk", "evidence")
        rows = rows.filter(pk__in=[pk for pk, pieces in evidence if rule in _rules(pieces)])
    if words := fold(search).split():
        rows = rows.filter(pk__in=[row.pk for row in rows if _is_named(row, words)])
    return rows


def rules_of(guild: Guild) -> list[str]:
    """Return the rules that the open proposals rest on, by name."""
    rows = LinkProposal.objects.filter(guild=guild, status=LinkProposal.Status.OPEN)
    return sorted({rule for pieces in rows.values_list("evidence", flat=True) for rule in _rules(pieces)})


def suggestions_for_characters(guild: Guild, characters: Sequence[Character]) -> Found:
    """Return the likeliest targets of unlinked characters by their ids, in a constant number of queries.

    A character without a proposal gets the Discord users without a player whose names are alike.
    """
    found: Found = {}
    for row in open_proposals(guild).filter(character__in=[character.pk for character in characters]):
        _add(found, row.character_id, _of_proposal(row, *target_of(row)))
    lonely = [_named(character) for character in characters if character.pk not in found]
    if lonely:
        columns = unlinked_discord_users(guild).values_list("pk", *DISCORD_NAMES)
        users = [_Named(pk, names[-1], _keys(names)) for pk, *names in columns]
        refused = _refused(guild)
        for one in lonely:
            others = [user for user in users if (one.pk, user.pk) not in refused]
            found[one.pk] = [
                _alike("Discord user", one, user, score, one.pk, user.pk) for user, score in _near(one, others)
            ]
    return found


def suggestions_for_discord_users(guild: Guild, users: Sequence[DiscordUser]) -> Found:
    """Return the likeliest characters of unlinked Discord users by their rows' ids, in a constant number of queries.

    A user without a proposal gets the characters without a player whose names are alike.
    """
    found: Found = {}
    for row in open_proposals(guild).filter(discord_user__in=[user.pk for user in users]):
        if row.discord_user_id is not None:
            _add(found, row.discord_user_id, _of_proposal(row, "character", row.character.name))
    lonely = [_named(user) for user in users if user.pk not in found]
    if lonely:
        columns = unlinked_characters(guild).values_list("pk", "name")
        characters = [_Named(pk, name, _keys([name])) for pk, name in columns]
        refused = _refused(guild)
        for one in lonely:
            others = [other for other in characters if (other.pk, one.pk) not in refused]
            found[one.pk] = [
                _alike("character", one, other, score, other.pk, one.pk) for other, score in _near(one, others)
            ]
    return found


def target_of(row: LinkProposal) -> tuple[str, str]:
    """Say what a proposal's target is, and what it is called."""
    if row.discord_user is not None:
        return "Discord user", str(row.discord_user)
    if row.player is not None:
        return "player", row.player.display_name
    return "same person as", row.other_character.name if row.other_character is not None else ""


def _rules(pieces: list[Piece]) -> set[str]:
    return {str(piece.get("rule", "")) for piece in pieces} - {""}


def _is_named(row: LinkProposal, words: list[str]) -> bool:
    text = fold(f"{row.character.name} {target_of(row)[1]}")
    return all(word in text for word in words)


def _of_proposal(row: LinkProposal, kind: str, label: str) -> Suggestion:
    return Suggestion(kind, label, row.score, tuple(row.evidence), row.character_id, row.discord_user_id, row.pk)


def _add(found: Found, key: int, suggestion: Suggestion) -> None:
    listed = found.setdefault(key, [])
    if len(listed) < AT_MOST:
        listed.append(suggestion)


def _named(row: Character | DiscordUser) -> _Named:
    if isinstance(row, Character):
        return _Named(row.pk, row.name, _keys([row.name]))
    return _Named(row.pk, row.display_name, _keys(getattr(row, name) for name in DISCORD_NAMES))


def _keys(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name_key(name) for name in names) - {""}


def _refused(guild: Guild) -> set[tuple[int, int | None]]:
    """Return who was said not to belong together, as character and Discord user."""
    rows = RejectedLink.objects.filter(guild=guild, discord_user__isnull=False)
    return set(rows.values_list("character_id", "discord_user_id"))


def _near(one: _Named, others: Iterable[_Named]) -> list[tuple[_Named, float]]:
    scored = [(other, _likeness(one, other)) for other in others]
    near = [(other, score) for other, score in scored if score >= ALIKE]
    return sorted(near, key=lambda pair: (-pair[1], pair[0].label, pair[0].pk))[:AT_MOST]


def _likeness(one: _Named, other: _Named) -> float:
    return max((key_similarity(a, b) for a in one.keys for b in other.keys), default=0.0)


def _alike(kind: str, one: _Named, other: _Named, score: float, character_id: int, user_id: int) -> Suggestion:
    text = f"The names {one.label} and {other.label} are alike. Nothing else speaks for it."
    evidence = {"rule": "alike", "weight": score * WORTH, "text": text, "is_private": False}
    return Suggestion(kind, other.label, score * WORTH, (evidence,), character_id, user_id)
