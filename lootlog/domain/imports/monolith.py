"""SavedVariables of MonolithDKP and of CommunityDKP, which grew out of it: a table of totals, a history, and loot.

Their totals are what the guild goes by, and the history is cut off at a number of entries: so everybody begins with an
opening balance, made so that the standings are exactly the table's.
"""

from collections.abc import Callable
from decimal import Decimal

from characters.domain.errors import Refused
from lootlog.domain.amounts import ZERO
from lootlog.domain.drafts import Draft, SourceProfile
from lootlog.domain.entries import Kind
from lootlog.domain.imports.harvest import MOST_ENTRIES, Harvest
from lootlog.domain.imports.monolith_tables import Book, amounts_of, books_of
from lootlog.domain.imports.notices import sums_of
from lootlog.domain.imports.rows import (
    BadRow,
    Fields,
    fields_of,
    listed,
    optional_text,
    points,
    text,
    whole,
)
from lootlog.domain.names import target_key
from lootlog.domain.openings import COMMUNITY, MONOLITH, UNKNOWN_OFFICER, opening
from lootlog.domain.rules import EARLIEST

VARIABLES = {"MonDKP": MONOLITH, "CommDKP": COMMUNITY}
MOST_PLAYERS = 1_000


def read_monolith(variables: Fields, prefix: str, harvest: Harvest, home_realm: str) -> None:
    """Read every team's tables. `prefix` is that of the variables' names."""
    for book in books_of(variables, prefix):
        _Team(book, VARIABLES[prefix], harvest, home_realm).read()


class _Team:
    """One team's tables on their way into drafts."""

    def __init__(self, book: Book, program: str, harvest: Harvest, home_realm: str) -> None:
        self.book, self.program, self.harvest, self.home_realm = book, program, harvest, home_realm
        self.drafts: list[Draft] = []

    def read(self) -> None:
        """Read history and loot, then the table, and open with what they do not explain."""
        self.rows(self.book.history, "DKPHistory", self.adjustments)
        self.rows(self.book.loot, "Loot", self.awards)
        claimed = self.claimed()
        openings = self.openings(claimed)
        for draft in [*openings, *self.drafts]:
            self.harvest.add(draft)
        self.harvest.profiles.append(SourceProfile(self.book.key, self.book.name, claimed))
        if openings:
            self.harvest.notices.append(
                f"{self.book.name}: {len(openings)} characters begin with an opening balance, since the history in the "
                "file does not explain all of their points. What the ledger explains is not opened again."
            )

    def rows(self, found: object, name: str, drafts_of: Callable[[Fields, str], list[Draft]]) -> None:
        """Read one table's rows."""
        for number, row in listed(found or {}):
            place = f"{name}[{number}]"
            try:
                if len(self.drafts) > MOST_ENTRIES:
                    raise BadRow(f"The file holds more than {MOST_ENTRIES:,} entries.")
                self.drafts += drafts_of(fields_of(row), place)
            except Refused as error:
                self.harvest.reject(place, str(error), row)

    def adjustments(self, row: Fields, place: str) -> list[Draft]:
        """Make a draft for every player of an entry of the history."""
        players = [name.strip() for name in text(row, "players").split(",") if name.strip()]
        if len(players) > MOST_PLAYERS:
            raise BadRow(f"“players” names {len(players):,}; a guild has at most 1,000.")
        amounts = amounts_of(row.get("dkp"), len(players))
        deletes = optional_text(row, "deletes")
        moment, index = self.identity(row, ",".join(players))
        return [
            self.draft(row, place, index, player, moment, delta, optional_text(row, "reason"), deletes)
            for player, delta in zip(players, amounts, strict=True)
        ]

    def awards(self, row: Fields, place: str) -> list[Draft]:
        """Make a draft of an item that somebody paid for. Older versions write the cost without a minus."""
        player, cost = text(row, "player").strip(), points(row, "cost")
        deletes = optional_text(row, "deletes")
        if not optional_text(row, "index"):
            cost = -abs(cost)
        moment, index = self.identity(row, player)
        where = ", ".join(part for part in (optional_text(row, "boss"), optional_text(row, "zone")) if part)
        reason = f"{optional_text(row, 'loot')} {where}".strip()
        return [self.draft(row, place, index, player, moment, cost, reason, deletes)]

    def identity(self, row: Fields, players: str) -> tuple[int, str]:
        """Return the second and the name of an entry. Versions before names: made of what it says."""
        moment = whole(row, "date")
        return moment, optional_text(row, "index") or f"{UNKNOWN_OFFICER}-{moment}-{players}"[:120]

    def draft(
        self, row: Fields, place: str, index: str, player: str, moment: int, delta: Decimal, reason: str, deletes: str
    ) -> Draft:
        """Make a draft of one player's part; a deletion takes out the same player's part of what it names."""
        officer = index.rpartition("-")[0] if optional_text(row, "index") else UNKNOWN_OFFICER
        return Draft(
            place=place,
            profile=self.book.key,
            source=f"{self.program}:{target_key(officer, self.home_realm)}",
            sequence=0,
            timestamp=moment,
            actor=officer or UNKNOWN_OFFICER,
            target=player,
            delta=ZERO if deletes else delta,
            reason=reason or ("Deleted" if deletes else ""),
            kind=Kind.VOID if deletes else Kind.POINTS,
            origin=f"{index}|{player}",
            refers_to=f"{deletes}|{player}" if deletes else "",
        )

    def claimed(self) -> dict[str, Decimal]:
        """Return the table's totals."""
        claimed = {}
        for number, row in listed(self.book.table or {}):
            try:
                fields = fields_of(row)
                claimed[text(fields, "player").strip()] = points(fields, "dkp")
            except Refused as error:
                self.harvest.reject(f"DKPTable[{number}]", str(error), row)
        return claimed

    def openings(self, claimed: dict[str, Decimal]) -> list[Draft]:
        """Open with what the history leaves unexplained, a second before its first entry.

        A ledger that holds an earlier file, whose history was cut off less far, takes of an opening what it does not
        hold. Who is in the history and not in the table any more was removed, with all points: nothing is left of
        those.
        """
        sums = sums_of(self.drafts, self.home_realm)
        names = {target_key(draft.target, self.home_realm): draft.target for draft in self.drafts}
        names |= {target_key(name, self.home_realm): name for name in claimed}
        held = {target_key(name, self.home_realm): total for name, total in claimed.items()}
        moment = min((draft.timestamp for draft in self.drafts), default=EARLIEST + 1) - 1
        gaps = {key: held.get(key, ZERO) - sums.get(key, ZERO) for key in sorted(names)}
        return [
            opening(self.program, self.book.key, names[key], key, delta, moment) for key, delta in gaps.items() if delta
        ]
