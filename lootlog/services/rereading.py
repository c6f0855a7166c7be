"""The lines of a ledger read once more: each must say what its hash is of, and all of them what was noted of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from lootlog.domain.digests import MODULUS, Digest, week_of
from lootlog.domain.entries import Entry, Kind
from lootlog.domain.names import split_name, target_key
from lootlog.models import Checkpoint, LogEntry, Profile, WeekDigest

CHUNK = 2_000
MOST_FAULTS = 50


class _Line(NamedTuple):
    position: int
    hash: str
    stream__uuid: UUID
    sequence: int
    previous: str
    happened_at: datetime
    actor: str
    target_name: str
    delta: Any
    claimed_total: Any
    reason: str
    kind: str
    reference: str
    origin: str
    week: int
    target__key: str


@dataclass
class Reread:
    """How many lines there are, how much is wrong with them, and the first of it in sentences."""

    lines: int = 0
    wrong: int = 0
    faults: list[str] = field(default_factory=list)

    def fault(self, what: str) -> None:
        """Note a fault. A table that is wrong throughout is not listed line by line without end."""
        self.wrong += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(what)


def reread(profile: Profile) -> Reread:
    """Read a profile's lines once more, in their order and keeping none of them.

    Nothing is locked: lines never change, and what was noted of them is read first.
    """
    found = Reread()
    noted = dict(Checkpoint.objects.filter(profile=profile).values_list("position", "digest"))
    digested, weeks = _stored_weeks(profile)
    until = Profile.objects.values_list("last_position", flat=True).get(pk=profile.pk)
    weeks_made: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    total = last = 0
    for line in _lines(profile, until):
        found.lines += 1
        made = _hash(line, profile.uuid)
        for what in _faults(line, made, last):
            found.fault(f"Line {line.position}: {what}")
        number, last = int(made or "0", 16), line.position
        total += number
        if last <= digested:
            weeks_made[line.week][0] += 1
            weeks_made[line.week][1] += number
        if last in noted and noted[last] != str(Digest(found.lines, total % MODULUS)):
            found.fault(f"The lines up to {last} are not those of which a checkpoint was taken.")
    if found.lines != until:
        found.fault(f"{until:,} lines were written, {found.lines:,} are there.")
    _compare(weeks, {week: Digest(count, number % MODULUS) for week, (count, number) in weeks_made.items()}, found)
    return found


def _lines(profile: Profile, until: int) -> Iterator[_Line]:
    rows = LogEntry.objects.filter(profile=profile, position__lte=until).order_by("position")
    yield from map(_Line._make, rows.values_list(*_Line._fields).iterator(chunk_size=CHUNK))


def _faults(line: _Line, made: str, last: int) -> Iterator[str]:
    """Tell what is wrong with a line whose hash was made anew, and which follows that at the position `last`."""
    if line.position != last + 1:
        yield "Lines before it are missing."
    if made != line.hash:
        yield "It is not what was written: the hash of what it says is another."
    if line.week != week_of(int(line.happened_at.timestamp())):
        yield "It is counted in another week than its own."
    if not _is_key_of(line.target__key, line.target_name):
        yield f"It is about {line.target_name} and counted for {line.target__key}."


def _hash(line: _Line, profile: UUID) -> str:
    """Make the hash anew; "" for what no entry says."""
    if line.kind not in list(Kind) or line.happened_at.microsecond:
        return ""
    return Entry(
        profile, line.stream__uuid, line.sequence, line.previous, int(line.happened_at.astimezone(UTC).timestamp()),
        line.actor, line.target_name, line.delta, line.claimed_total, line.reason, Kind(line.kind), line.reference,
        line.origin,
    ).hash  # fmt: skip


def _is_key_of(key: str, name: str) -> bool:
    """Tell whether a name has this key; one without a realm may be of any, since guilds move."""
    return key == target_key(name) if split_name(name)[1] else key.startswith(target_key(name))


def _stored_weeks(profile: Profile) -> tuple[int, dict[int, Digest]]:
    """Return up to which position the weeks' digests are stored, and those, as they are at one moment."""
    digested, weeks = 0, {}
    stored = WeekDigest.objects.filter(profile=profile)
    for week, count, text, position in stored.values_list("week", "count", "total", "profile__digested_position"):
        weeks[week], digested = Digest(count, int(text, 16)), position
    return digested, weeks


def _compare(stored: Mapping[int, Digest], made: Mapping[int, Digest], found: Reread) -> None:
    for week in sorted({*stored, *made}):
        if stored.get(week) != made.get(week):
            found.fault(f"The stored digest of week {week} is not that of its lines.")
