"""Faults that can be switched on: what goes wrong, for which requests, how often."""

from dataclasses import asdict, dataclass, fields
from fnmatch import fnmatchcase
from typing import Any

from sandbox.world.chance import share

# What happens instead of an answer, and what happens to an answer.
INSTEAD = (
    "not_found",
    "forbidden",
    "unauthorized",
    "rate_limited",
    "server_error",
    "hang",
    "html",
    "huge",
    "reset",
)
TO_ANSWERS = (
    "slow",
    "cut",
    "wrong_type",
    "stringified",
    "graphql_errors",
    "empty_roster",
    "half_roster",
    "empty_members",
    "half_members",
    "duplicate_members",
)
KINDS = INSTEAD + TO_ANSWERS


@dataclass(slots=True)
class Fault:
    """One fault. Empty matchers match everything, but the OAuth servers must be named: blizzard-oauth,
    warcraftlogs-oauth. `path` may hold * and ?; `count` None is without end.

    `character` is a name or "realm/name"; a GraphQL request is meant when it asks for that character at all.
    `field` is a dotted path into a JSON answer, where * is every item of a list or object.
    """

    kind: str
    upstream: str = ""
    path: str = ""
    character: str = ""
    count: int | None = None
    probability: float = 1.0
    status: int = 503
    seconds: float = 1.0
    retry_after: float | None = None
    field: str = ""
    value: Any = "wrong"
    message: str = "Internal server error"
    megabytes: int = 50
    hits: int = 0

    def matches(self, upstream: str, path: str, words: frozenset[str]) -> bool:
        """Say whether a request is meant; words are those that may name a character in it, in lower case."""
        return (
            self.count != 0
            and (self.upstream == upstream or (not self.upstream and not upstream.endswith("-oauth")))
            and (not self.path or fnmatchcase(path, self.path))
            and (not self.character or words.issuperset(self.character.lower().split("/")))
        )


def read_fault(document: dict[str, Any]) -> Fault:
    """Read a fault from a JSON object. Raises ValueError that says what is wrong with it."""
    known = {field.name for field in fields(Fault)} - {"hits"}
    if unknown := set(document) - known:
        raise ValueError(f"a fault has no {sorted(unknown)}; it has {sorted(known)}")
    if document.get("kind") not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}; it is {document.get('kind')!r}")
    return Fault(**document)


class Faults:
    """The faults that are on, in order, and the rates above which an upstream answers 429 by itself."""

    def __init__(self, seed: int = 1) -> None:
        """Start without any."""
        self._seed = seed
        self.active: list[Fault] = []
        self.limits: dict[str, int] = {}
        self._asked = 0

    def clear(self) -> None:
        """Switch everything off."""
        self.active, self.limits, self._asked = [], {}, 0

    def take(self, upstream: str, path: str, words: frozenset[str]) -> list[Fault]:
        """Give the faults that strike a request: any number done to its answer, at most one instead of it."""
        struck: list[Fault] = []
        for place, fault in enumerate(self.active):
            if any(other.kind in INSTEAD for other in struck):
                break
            if fault.matches(upstream, path, words) and self._is_unlucky(place, fault):
                fault.hits += 1
                fault.count = fault.count - 1 if fault.count is not None else None
                struck.append(fault)
        return struck

    def report(self) -> dict[str, Any]:
        """Give the faults with their hits as a document."""
        return {"faults": [asdict(fault) for fault in self.active], "limits": self.limits}

    def _is_unlucky(self, place: int, fault: Fault) -> bool:
        self._asked += 1
        return fault.probability >= 1 or share(self._seed, "fault", place, self._asked) < fault.probability
