"""The hourly points that Warcraft Logs gives to a key, and what is left of them."""

from dataclasses import dataclass

from msgspec import Struct

from characters.domain.documents import Number, SmallIdentifier, read

BACKGROUND_SHARE = 0.80
HARD_SHARE = 0.95


class _RateLimit(Struct, frozen=True, rename="camel"):
    limit_per_hour: SmallIdentifier
    points_spent_this_hour: Number
    points_reset_in: SmallIdentifier


class _Answer(Struct, frozen=True, rename="camel"):
    rate_limit_data: _RateLimit | None = None


@dataclass(frozen=True, slots=True)
class PointBudget:
    """Points of the running hour; it starts anew in `reset_in_seconds`."""

    limit_per_hour: int
    spent: float
    reset_in_seconds: int

    @property
    def background_allowed(self) -> bool:
        """Whether there is enough left for work that nobody is waiting for."""
        return self.spent < self.limit_per_hour * BACKGROUND_SHARE

    @property
    def any_allowed(self) -> bool:
        """Whether anything may still be asked."""
        return self.spent < self.limit_per_hour * HARD_SHARE


def parse_points(data: object) -> PointBudget | None:
    """Read how many points are spent, where the answer says so.

    Takes the `data` of a GraphQL answer. Raises MalformedPayload with the path of a wrong value.
    Source: Warcraft Logs rateLimitData.
    """
    wire = read(data, _Answer, "points").rate_limit_data
    return PointBudget(wire.limit_per_hour, wire.points_spent_this_hour, wire.points_reset_in) if wire else None
