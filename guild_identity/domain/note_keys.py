"""Keys of notes, by which a later change of what a link rests on is noticed."""

from hashlib import sha256


def note_key(note: str, officer_note: str = "") -> str:
    """Compute the key of notes; empty for empty ones. Letters alone count: dates and item levels change often."""
    parts = [_letters(note), _letters(officer_note)]
    return sha256("\0".join(parts).encode()).hexdigest() if any(parts) else ""


def is_changed(key: str, note: str, officer_note: str) -> bool:
    """Tell whether a key is neither of one of the notes as they stand, nor of both."""
    return bool(key) and key not in {note_key(note), note_key("", officer_note), note_key(note, officer_note)}


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalpha())
