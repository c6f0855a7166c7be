"""Who coordinates: of several that claim it, the one with the newest epoch, and of equal epochs the greater name."""

from dataclasses import dataclass

# Clocks of one group's members agree within minutes: an epoch from far ahead would shut everybody else out.
AHEAD_S = 600
# How long the coordinator that was may still finish the member whose turn it is.
GRACE_S = 120.0


@dataclass(frozen=True, order=True, slots=True)
class Claim:
    """A member's claim to coordinate. Epochs are seconds since 1970, or one more than the last where that is newer."""

    epoch: int
    key: str


class Leadership:
    """The claim that holds, the highest epoch seen, and the coordinator before."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything: there is no group any more."""
        self.claim: Claim | None = None
        self.heard_at = 0.0
        self._highest = 0
        self._before = ""
        self._before_until = 0.0

    @property
    def was_claimed(self) -> bool:
        """Whether anybody in this group ever claimed to coordinate."""
        return self._highest > 0

    def expect(self, now: float) -> None:
        """Begin to wait for a coordinator, unless that is done already."""
        self.heard_at = self.heard_at or now

    def lead(self, key: str, now: float) -> Claim:
        """Claim to coordinate oneself, in an epoch that outdoes every other seen."""
        self.claim = Claim(max(int(now), self._highest + 1), key)
        self._highest, self.heard_at = self.claim.epoch, now
        return self.claim

    def accept(self, claim: Claim, now: float) -> str:
        """Follow this claim, or return why not; the claim that holds already is accepted again."""
        if claim.epoch > now + AHEAD_S:
            return f"claims epoch {claim.epoch}, which lies in the future"
        if claim.epoch < self._highest or (self.claim and claim < self.claim):
            return f"claims epoch {claim.epoch}, and {self._highest} is known"
        if self.claim and claim.key != self.claim.key:
            self._before, self._before_until = self.claim.key, now + GRACE_S
        self._highest = max(self._highest, claim.epoch)
        self.claim, self.heard_at = claim, now
        return ""

    def vacate(self, now: float) -> None:
        """Follow nobody until somebody claims to coordinate; whoever did may finish."""
        if self.claim:
            self._before, self._before_until = self.claim.key, now + GRACE_S
        self.claim, self.heard_at = None, now

    def silence(self, now: float) -> float:
        """Return for how many seconds a coordinator has been missed; 0 where none is expected."""
        return now - self.heard_at if self.heard_at else 0.0

    def forget(self, key: str) -> None:
        """A member left the group."""
        if self.claim and self.claim.key == key:
            self.claim = None
        if self._before == key:
            self._before = ""

    def serves(self, key: str, now: float) -> bool:
        """Tell whether this member may ask for our log: it coordinates, or did so a moment ago."""
        return bool(self.claim and self.claim.key == key) or (key == self._before and now < self._before_until)
