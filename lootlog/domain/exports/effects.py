"""What each entry changes about what counts, in the order in which entries came: for those who only ever add up."""

from collections import Counter
from collections.abc import Mapping

from lootlog.domain.entries import Entry

# An entry, and whether it begins to count or ceases to.
Change = tuple[Entry, bool]


class Effects:
    """Follows a ledger in the order of arrival. What an entry changed then never changes afterwards."""

    def __init__(self, about: Mapping[str, Entry]) -> None:
        """`about` are the entries that voids and amendments are about, by their hashes."""
        self.about = about
        self.against: Counter[str] = Counter()
        self.arrived: set[str] = set()

    def of(self, entry: Entry) -> list[Change]:
        """Return what an entry changes: itself first, then what it takes out or brings back.

        What was taken out before it came is counted and taken out at once.
        """
        changes = [(entry, True)]
        if entry.hash in self.about:
            self.arrived.add(entry.hash)
        if self.against[entry.hash]:
            return [*changes, (entry, False)]
        counts, name = True, entry.reference
        while name:
            was_void = self.against[name] > 0
            self.against[name] += 1 if counts else -1
            is_void = self.against[name] > 0
            if is_void == was_void or name not in self.arrived:
                break
            counts = not is_void
            changes.append((self.about[name], counts))
            name = self.about[name].reference
        return changes
