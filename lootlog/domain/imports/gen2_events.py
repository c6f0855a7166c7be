"""One profile's events, as the addon's second and third generation keep them, on their way into drafts."""

from collections import Counter, defaultdict
from decimal import Decimal
from itertools import islice

from characters.domain.errors import Refused
from lootlog.domain.amounts import ZERO
from lootlog.domain.drafts import Draft, SourceProfile, exported_from
from lootlog.domain.entries import Kind
from lootlog.domain.imports.fingerprint import fingerprint
from lootlog.domain.imports.harvest import Harvest
from lootlog.domain.imports.notices import counted, examples, stale_totals
from lootlog.domain.imports.rows import BadRow, Fields, fields_of, listed, optional_text, points, text, whole
from lootlog.domain.imports.spelling import spelled, spelled_id
from lootlog.domain.names import target_key

# They award an item and change no points; they stay in the ledger because they may be taken back.
AWARDS = ("MANUAL_AWARD", "RC_LOOT_COUNCIL")
# In the data of entries that were exported from a ledger of ours: the hash of the entry there.
HASH = "ledgerHash"
REVERSAL = "MANUAL_AWARD_REVERSE"
STEP = Decimal("0.5")
MOST_AUTHORS = 5_000
_SIGNS = {"INCREMENT": 1, "DECREMENT": -1}


class EventLog:
    """One profile's events on their way into drafts."""

    def __init__(self, key: str, name: str, harvest: Harvest, home_realm: str) -> None:
        self.key, self.name, self.harvest, self.home_realm = key, name, harvest, home_realm
        self.others: dict[str, set[str]] = defaultdict(set)
        self.counters: dict[str, set[int]] = defaultdict(set)
        self.changed: list[str] = []
        self.drafts: list[Draft] = []
        self.awarded: dict[str, str] = {}
        self.claimed: dict[str, Decimal] = {}
        self.heads: object = None
        self.has_admins = False

    def read(self, logs: object, place: str) -> None:
        """Read a list of events. Reversals come last, since they need to know whom the award was for."""
        for is_last in (False, True):
            for number, row in listed(logs):
                if _is_reversal(row) is is_last:
                    self.take(row, f"{place}[{number}]")

    def take(self, row: object, place: str) -> None:
        """Read one event."""
        try:
            draft = self.draft(fields_of(row), place)
        except Refused as error:
            self.harvest.reject(place, str(error), row)
            return
        if draft is not None:
            self.drafts.append(draft)
            self.harvest.add(draft)

    def draft(self, row: Fields, place: str) -> Draft | None:
        """Make a draft of an event that concerns points or awards; count the others."""
        author, kind, data = text(row, "_author"), text(row, "_eventType"), fields_of(row.get("_data") or {})
        counter, origin = self.identity(row, author)
        self.check(row, author, kind, place)
        if kind != "POINT_CHANGE" and kind != REVERSAL and kind not in AWARDS:
            self.others[kind].add(origin)
            return None
        target, delta, reason, refers_to = self.content(kind, data)
        if kind in AWARDS:
            self.awarded[origin] = target
        return Draft(
            place=place,
            profile=self.key,
            source=f"gen2:{target_key(author, self.home_realm)}",
            sequence=counter,
            timestamp=whole(row, "_timestamp"),
            actor=spelled(author),
            target=target,
            delta=delta,
            reason=reason,
            kind=Kind.VOID if refers_to else Kind.POINTS,
            origin=origin,
            refers_to=refers_to,
            exported_from=exported_from(optional_text(data, HASH)),
        )

    def identity(self, row: Fields, author: str) -> tuple[int, str]:
        """Return the author's count and the entry's name, which must agree with one another."""
        name, counter = text(row, "_id"), whole(row, "_counter")
        if external := optional_text(row, "_externalId"):
            if counter or name != external:
                raise BadRow("The entry has a foreign id and a count of its own.")
            return 0, external
        if counter < 1 or name != f"{author}:{counter}":
            raise BadRow(f"The id “{name:.80}” is not made of the author and the count {counter}.")
        self.counters[target_key(author, self.home_realm)].add(counter)
        return counter, f"{spelled(author)}:{counter}"

    def check(self, row: Fields, author: str, kind: str, place: str) -> None:
        """Compare the stored checksum, where there is one."""
        stored = row.get("_fingerprint")
        if stored is None:
            return
        made = fingerprint(row.get("_timestamp"), author, row.get("_counter"), kind, row.get("_data") or {})
        if stored != made:
            self.changed.append(place)

    def content(self, kind: str, data: Fields) -> tuple[str, Decimal, str, str]:
        """Return whom an event is about, the points, the reason, and what it takes back."""
        if kind == REVERSAL:
            source = spelled_id(text(data, "sourceLogId"))
            if source not in self.awarded:
                raise BadRow(f"It takes back “{source:.80}”, which is not in the file.")
            return self.awarded[source], ZERO, optional_text(data, "reason"), source
        target = spelled(text(data, "member"))
        if kind in AWARDS:
            said = (optional_text(data, "response"), optional_text(data, "itemLink"))
            return target, ZERO, ": ".join(part for part in said if part), ""
        change = text(data, "change")
        if change not in _SIGNS:
            raise BadRow(f"“change” must be INCREMENT or DECREMENT, not “{change:.40}”.")
        amount = Decimal(1) if data.get("amount") is None else points(data, "amount")
        if amount <= 0 or amount % STEP:
            raise BadRow(f"“amount” must be more than 0 in steps of 0.5, not {amount}.")
        return target, amount * _SIGNS[change], optional_text(data, "reason"), ""

    def close(self) -> None:
        """Note the profile and what was odd about it."""
        self.harvest.profiles.append(SourceProfile(self.key, self.name, self.claimed))
        notices = self.harvest.notices
        notices += stale_totals(self.name, self.claimed, self.drafts, self.home_realm)
        if self.has_admins:
            notices.append(f"{self.name}: the snapshot's list of admins is not taken over; officers decide that here.")
        if self.others:
            others = Counter({kind: len(origins) for kind, origins in self.others.items()})
            notices.append(f"{self.name}: events without points are left out: {counted(others)}.")
        if self.changed:
            notices.append(
                f"{self.name}: {len(self.changed)} entries were changed after they were written, by their own checksum "
                f"({examples(self.changed)})."
            )
        self.note_gaps()

    def note_gaps(self) -> None:
        """Tell of counts that an author gave and that are not there."""
        known: Counter[str] = Counter()
        for author, head in islice(self.heads.items(), MOST_AUTHORS) if isinstance(self.heads, dict) else ():
            if type(head) is int:
                key = target_key(str(author), self.home_realm)
                known[key] = max(known[key], head)
        cases = []
        for key in sorted({*known, *self.counters}):
            have = self.counters.get(key, set())
            missing = max(known[key], *have, 0) - len(have)
            if missing > 0:
                cases.append(f"{missing} of {key}")
        if cases:
            self.harvest.notices.append(f"{self.name}: entries are missing by the authors' counts: {examples(cases)}.")


def _is_reversal(row: object) -> bool:
    return isinstance(row, dict) and row.get("_eventType") == REVERSAL
