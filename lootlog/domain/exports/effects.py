"""What each entry changes about what counts, in the order in which entries came: for those who only ever add up."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from lootlog.domain.entries import Entry, Kind

# An entry, and whether it begins to count or ceases to.
Change = tuple[Entry, bool]


class Effects:
    """Follows a ledger in the order of arrival. What an entry changed then never changes afterwards.

    What counts after each entry is what `void_hashes` says of all that have come by then.
    """

    def __init__(self, about: Mapping[str, Entry]) -> None:
        """`about` are the entries that voids and amendments are about, by their hashes."""
        self.about = about
        self.arrived: dict[str, Entry] = {}
        self.amendments: dict[str, list[str]] = defaultdict(list)
        # How many voids take an entry out, and how many amendments stand in its place.
        self.against: Counter[str] = Counter()
        self.instead: Counter[str] = Counter()
        # What is taken out, with the amendments of it, and what of that and of the amended was told to count no more.
        self.gone: set[str] = set()
        self.told: set[str] = set()

    def of(self, entry: Entry) -> list[Change]:
        """Return what an entry changes: itself first, then what it takes out or brings back.

        What was taken out before it came is counted and taken out at once.
        """
        touched = [entry.hash]
        if entry.hash in self.about or entry.kind is Kind.AMEND:
            self.arrived[entry.hash] = entry
        if entry.kind is Kind.AMEND:
            self.amendments[entry.reference].append(entry.hash)
            touched += self._spread(entry.hash)
        if entry.reference and not self.against[entry.hash]:
            touched += self._works(entry, 1)
        return [(entry, True), *self._news(entry, touched)]

    def _news(self, entry: Entry, touched: list[str]) -> list[Change]:
        """Tell of those that were touched which count otherwise than was told."""
        changes = []
        for name in dict.fromkeys(touched):
            found = entry if name == entry.hash else self.arrived.get(name)
            if found is None or self._counts(found) == (name not in self.told):
                continue
            self.told ^= {name}
            changes.append((found, name not in self.told))
        return changes

    def _counts(self, entry: Entry) -> bool:
        return entry.hash not in self.gone and (entry.kind is Kind.VOID or not self.instead[entry.hash])

    def _works(self, entry: Entry, step: int) -> list[str]:
        """Let a void or an amendment begin to work, or cease to; returns all whose counting may hang on it."""
        touched, following = [], [(entry, step)]
        while following:
            one, step = following.pop()
            name = one.reference
            touched.append(name)
            if one.kind is Kind.AMEND:
                self.instead[name] += step
                continue
            was_out = self.against[name] > 0
            self.against[name] += step
            if was_out == (self.against[name] > 0):
                continue
            touched += self._spread(name)
            about = self.arrived.get(name)
            if about is not None and about.reference:
                following.append((about, 1 if was_out else -1))
        return touched

    def _spread(self, name: str) -> list[str]:
        """Let the amendments of an entry go with it, and come back with it; returns those that did either."""
        touched, following = [], [name]
        while following:
            one = following.pop()
            entry = self.arrived.get(one)
            is_gone = self.against[one] > 0 or (
                entry is not None and entry.kind is Kind.AMEND and entry.reference in self.gone
            )
            if is_gone != (one in self.gone):
                self.gone ^= {one}
                touched.append(one)
                following += self.amendments.get(one, ())
        return touched
