"""Rules that follow what guild notes and officer notes say."""

from collections.abc import Callable, Iterator, Sequence

from characters.domain.names import character_key, realm_key
from guild_identity.domain.census import Census, Note
from guild_identity.domain.claims import Case, Claim, Rule, Tier
from guild_identity.domain.directory import Directory, Found
from guild_identity.domain.given_names import is_given_name
from guild_identity.domain.note_hints import Form, Hint

# How much a name in this form tells about the Discord user of that name, and about the character of that name.
_OF_DISCORD = {
    Form.DISCORD: 0.97,
    Form.ALT_OF: 0.92,
    Form.MAIN: 0.93,
    Form.AT: 0.94,
    Form.OWNER: 0.90,
    Form.NICKNAME: 0.92,
    Form.FIRST_WORD: 0.86,
    Form.WORD: 0.70,
}
_OF_CHARACTER = {
    Form.DISCORD: 0.60,
    Form.ALT_OF: 0.96,
    Form.MAIN: 0.95,
    Form.AT: 0.83,
    Form.OWNER: 0.83,
    Form.NICKNAME: 0.83,
    Form.FIRST_WORD: 0.78,
    Form.WORD: 0.65,
}
_PLAIN = (Form.ALT_OF, Form.MAIN)
_WORDS = (Form.FIRST_WORD, Form.WORD)
# The character of that name goes by another nickname itself.
_CALLED_OTHERWISE = 0.8
_NAMESAKE = 0.9
# Somebody on another realm has the same name, and on this one most characters are at home anyway.
_AT_HOME = 0.87
# Typed without accents, a name may be that of two.
_WITHOUT_ACCENTS = 0.85
# Several people may go by the same given name or short name, and not all of them on Discord.
_COMMON = 0.9
_COMMON_ON_DISCORD = 0.87
_SHORT = 3
# What officers note in a few words of their own is a remark more often than a name.
_REMARK = 0.9
# A name with digits was taken away: its character is left alone unless a login proves whose it is.
_DEAD = 0.80

# The character whose note it is, the note, the name in it, and who is meant.
InNote = tuple[int, Note, Hint, Sequence[Found]]


def noted_discord(case: Case) -> Iterator[Claim]:
    """Yield characters whose note names a Discord user."""
    for node, note, hint, found in case.census.once(_users_in_notes):
        tier = Tier.PLAIN if hint.form is Form.DISCORD else Tier.NICKNAME
        for one, share in case.weighed(found):
            weight = _OF_DISCORD[hint.form] * one.quality * _commonness(hint, one.key)
            weight *= _share_with_namesakes(case, hint, one, share)
            weight *= _REMARK if note.is_private and hint.form in _WORDS else 1.0
            source = "officer_note" if note.is_private else "guild_note"
            yield _claim(case, node, one, note, weight, ("noted_discord", source, tier))


def noted_character(case: Case) -> Iterator[Claim]:
    """Yield characters whose note names another character."""
    for node, note, hint, found in case.census.once(_characters_in_notes):
        for one, share in case.weighed(found):
            weight = _OF_CHARACTER[hint.form] * one.quality * share
            weight *= 1.0 if hint.form in _PLAIN else _commonness(hint, one.key)
            if hint.form not in _PLAIN and _is_called_otherwise(case, one):
                weight *= _CALLED_OTHERWISE
            tier = Tier.ALT if hint.form in _PLAIN else Tier.NICKNAME
            yield _claim(case, node, one, note, weight, ("noted_character", "alt_note", tier))


def _users_in_notes(census: Census) -> list[InNote]:
    def meant(node: int, note: Note, hint: Hint) -> Sequence[Found]:
        return _meant(census.aliases.meant_by(hint.spellings, note.is_cut(hint)), hint, census.names)

    return _in_notes(census, meant)


def _characters_in_notes(census: Census) -> list[InNote]:
    return _in_notes(census, lambda node, note, hint: _narrowed(census, node, note, hint))


def _in_notes(census: Census, meant: Callable[[int, Note, Hint], Sequence[Found]]) -> list[InNote]:
    """Return of every hint the character whose note holds it, and who is meant, where anybody is."""
    return [
        (node, note, hint, found)
        for node in range(census.first_discord)
        for note, hint in census.hints(node)
        if (found := meant(node, note, hint))
    ]


def _claim(case: Case, node: int, one: Found, note: Note, weight: float, rule: tuple[str, str, Tier]) -> Claim:
    name, source, tier = rule
    census = case.census
    kind = "officer note" if note.is_private else "guild note"
    whom = "Discord user" if census.is_discord(one.node) else "character"
    verb = "names" if one.is_exact else "nearly names"
    text = f'{census.called(node)}\'s {kind} "{note.text}" {verb} the {whom} {census.called(one.node)}.'
    if census.is_dead[node] or not census.is_discord(one.node) and census.is_dead[one.node]:
        weight = min(weight, _DEAD)
    return Claim(node, one.node, weight, name, "note", source, tier, text, one.key, note.is_private)


def _share_with_namesakes(case: Case, hint: Hint, user: Found, share: float) -> float:
    """Return what is left of a claim on a Discord user because characters have the name as well.

    Less where all of these go by another nickname themselves: then the note means a namesake of theirs.
    """
    namesakes = case.census.names.named(user.key)
    left = min(share, case.share(one.node for one in namesakes))
    is_nickname = hint.form not in (*_PLAIN, Form.DISCORD)
    is_otherwise = is_nickname and namesakes and all(_is_called_otherwise(case, one) for one in namesakes)
    return left * _NAMESAKE if is_otherwise else left


def _commonness(hint: Hint, meant: str) -> float:
    """Return what is left of a claim by a name that several people may go by: a given name, or two or three letters."""
    is_given = any(is_given_name(key) for key in (*hint.spellings, meant))
    if hint.form is Form.DISCORD:
        return _COMMON_ON_DISCORD if is_given else 1.0
    return _COMMON if is_given or len(hint.spellings[0]) <= _SHORT else 1.0


def _meant(found: Sequence[Found], hint: Hint, elsewhere: Directory) -> Sequence[Found]:
    """Return whom the hint may mean. A name that is somebody's as it stands is no misspelling, nor is a single word."""
    is_loose = hint.form in _WORDS or hint.form is Form.NICKNAME and " " in hint.name
    is_exact = is_loose or any(key in elsewhere for key in hint.spellings)
    return [one for one in found if one.is_exact] if is_exact else found


def _narrowed(census: Census, node: int, note: Note, hint: Hint) -> list[Found]:
    """Return the characters that are meant: those of the same realm first, and accents count where they are typed."""
    found = census.names.meant_by(hint.spellings, note.is_cut(hint))
    others = [one for one in _meant(found, hint, census.aliases) if one.node != node]
    if hint.form is not Form.ALT_OF and len(others) < len(found) and any(one.is_exact for one in found):
        return []
    return _by_accents(census, hint, _by_realm(census, node, hint, others))


def _by_realm(census: Census, node: int, hint: Hint, found: list[Found]) -> list[Found]:
    realms = census.realms
    told = realm_key(hint.name.partition("-")[2])
    there = [one for one in found if told and realms[one.node] == told]
    here = there or [one for one in found if realms[one.node] == realms[node]]
    if not here or len(here) == len(found):
        return found
    grade = _AT_HOME if not there and census.is_home(realms[node]) else 1.0
    return [one._replace(quality=one.quality * grade) for one in here]


def _by_accents(census: Census, hint: Hint, found: list[Found]) -> list[Found]:
    if len(found) < 2:
        return found
    written = character_key(hint.name.partition("-")[0])
    same = [one for one in found if character_key(census.characters[one.node].name) == written]
    if not same or len(same) == len(found):
        return found
    if not written.isascii():
        return same
    return [one._replace(quality=one.quality * _WITHOUT_ACCENTS) for one in found]


def _is_called_otherwise(case: Case, found: Found) -> bool:
    """Tell whether the character's own notes name its person, and by another name."""
    hints = [hint for _, hint in case.census.hints(found.node) if hint.form not in _WORDS]
    return bool(hints) and not any(found.key in hint.spellings for hint in hints)


RULES = (
    Rule("noted_discord", "a Discord user whom a note of the character names", noted_discord),
    Rule("noted_character", "another character that a note of the character names", noted_character),
)
