"""How it stands with a member in the eyes of the coordinator."""

from dataclasses import dataclass
from enum import StrEnum

from lootlog.domain.digests import Digest


class Outcome(StrEnum):
    """How a turn ended."""

    EQUAL = "complete"
    DIFFERS = "differs"
    SILENT = "no answer"
    LEFT = "left"


@dataclass
class MemberState:
    """How it stands with one member: how many entries it holds and lacks, as far as known, and when it was heard.

    `digest` is what it told last: it is in sync while that is the coordinator's.
    """

    state: str = "announced"
    digest: Digest | None = None
    have: int | None = None
    need: int | None = None
    last_seen: float | None = None
