"""What has been read of a file so far."""

from collections.abc import Sequence
from itertools import chain

from characters.domain.file_kinds import UnreadableFile
from lootlog.domain.drafts import Draft, Reading, Rejected, SourceProfile
from lootlog.domain.imports.rows import raw_of

# What one file may make of the memory, whoever wrote it.
MOST_ENTRIES = 500_000
MOST_REJECTED = 10_000


class Harvest:
    """What has been read of a file so far."""

    def __init__(self) -> None:
        self.profiles: list[SourceProfile] = []
        self.drafts: list[Draft] = []
        self.rejected: list[Rejected] = []
        self.notices: list[str] = []
        self.responses: dict[str, int] = {}
        self._taken: dict[int, Draft] = {}

    def keep(self, draft: Draft) -> None:
        """Take a draft.

        :raises UnreadableFile: when there are too many.
        """
        if len(self.drafts) >= MOST_ENTRIES:
            raise UnreadableFile(f"The file holds more than {MOST_ENTRIES:,} entries. Send it in parts.")
        self.drafts.append(draft)

    def add(self, draft: Draft) -> None:
        """Take a draft, unless it is one that another place of the file gave already.

        :raises UnreadableFile: when there are too many.
        """
        content = _content(draft)
        # Numbers take a fifth of the memory that the contents would.
        first = self._taken.setdefault(_number(content), draft)
        if first is draft or content not in map(_content, chain([first], self.drafts)):
            self.keep(draft)

    def reject(self, place: str, reason: str, raw: object) -> None:
        """Note a row that cannot become an entry.

        :raises UnreadableFile: when there are so many that the file cannot be what it seems.
        """
        self.rejected.append(Rejected(place, reason, raw_of(raw)))
        need_few(self.rejected)

    def reading(self, name: str) -> Reading:
        """Return all of it under the name of the format."""
        return Reading(name, self.profiles, self.drafts, self.rejected, self.notices, responses=self.responses)


def _content(draft: Draft) -> tuple[object, ...]:
    return (
        draft.profile, draft.source, draft.sequence, draft.timestamp, draft.actor, draft.target, draft.delta,
        draft.claimed_total, draft.reason, draft.kind, draft.origin, draft.refers_to,
    )  # fmt: skip


def _number(content: tuple[object, ...]) -> int:
    """Number a content so that nobody can write others with the same one: -1 and -2 have one hash, their texts not."""
    return hash((content, " ".join(map(str, content[2:8]))))


def need_few(rejected: Sequence[Rejected]) -> None:
    """See that only some rows could not be read.

    :raises UnreadableFile: when there are so many that the file cannot be what it seems.
    """
    if len(rejected) > MOST_REJECTED:
        last = rejected[-1]
        raise UnreadableFile(f"More than {MOST_REJECTED:,} rows cannot be read. The last, {last.place}: {last.reason}")
