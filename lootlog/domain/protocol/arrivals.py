"""What comes from others: entries, taken or refused, and profiles that a person has to agree to."""

from dataclasses import dataclass, field

from lootlog.domain.entries import Entry
from lootlog.domain.protocol.log import Profile


@dataclass(frozen=True, slots=True)
class Proposal:
    """A profile that was announced and is not taken up until a person agrees; `why` says what is the matter."""

    profile: Profile
    announced_by: str
    why: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """An entry that a member brought; `refused` tells why it was not taken, empty when it was."""

    entry: Entry
    brought_by: str
    refused: str = ""


@dataclass
class Merged:
    """What became of entries that arrived."""

    new: list[Entry] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
