"""What a peer did and what it refused, for people: the last of it, by category."""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

KEPT = 200


class Category(StrEnum):
    """What a note is about."""

    SYNC = "SYNC"
    PROFILE = "PROFILE"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Note:
    """One line, and when."""

    at: float
    category: Category
    text: str


class Journal:
    """The last 200 notes, and how many of each category there ever were."""

    def __init__(self) -> None:
        self.notes: deque[Note] = deque(maxlen=KEPT)
        self.counts: dict[Category, int] = dict.fromkeys(Category, 0)

    def note(self, now: float, category: Category, text: str) -> None:
        """Write a line."""
        self.notes.append(Note(now, category, text))
        self.counts[category] += 1

    def of(self, category: Category) -> list[Note]:
        """Return the notes of one category, the oldest first."""
        return [note for note in self.notes if note.category is category]
