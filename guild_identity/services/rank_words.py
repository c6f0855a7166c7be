"""What undoing a change of ranks would make of each, in words."""

from guild_identity.services.journal import Image
from guild_identity.services.rewinds import Rewind

NAMED = {
    "name": "name",
    "level": "level",
    "discord_role": "Discord role",
    "is_officer": "officers",
    "is_alt": "alts",
    "is_tracked": "synced",
}


def ranks_in_words(rewind: Rewind) -> list[str]:
    """Tell what undoing a change would make of each rank that it touched."""
    return [_in_words(left, rewind.then[key]) for key, left in rewind.left.items() if key[0] == "rank"]


def _in_words(left: Image | None, then: Image | None) -> str:
    if left is None or then is None:
        shown = then or left or {}
        return f"Rank {shown['index']} {shown['name']} {'goes away' if then is None else 'comes back'}."
    different = [name for name in NAMED if left.get(name) != then.get(name)]
    told = ", ".join(f"{NAMED[name]} {_word(left.get(name))} → {_word(then.get(name))}" for name in different)
    return f"Rank {then['index']}: {told}."


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value not in (None, "") else "none"
