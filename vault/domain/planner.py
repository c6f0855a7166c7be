"""What to do next: what the next kill, key or delve would change, and the shortest way to a wanted track.

Plans start from what is proven. Where a slot is unknown its change is "from unknown": it may be earned already.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from characters.domain.errors import Refused
from vault.domain.efforts import Effort, efforts_in, reward_at, rewards_after
from vault.domain.rules import SeasonRules
from vault.domain.seasons import Reward
from vault.domain.slots import Row, Slot, State
from vault.domain.vault_week import VaultWeek


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one slot."""

    slot: Slot
    reward: Reward

    def told(self) -> str:
        """Tell the change in words, such as "slot 2 from locked to 318 Myth"."""
        before = f"{self.slot.item_level} {self.slot.track}" if self.slot.track else self.slot.state.value
        return f"slot {self.slot.index} from {before} to {self.reward.item_level} {self.reward.track}"


@dataclass(frozen=True, slots=True)
class Step:
    """So many more of one thing, and every slot of its row that this changes."""

    effort: Effort
    count: int
    changes: tuple[Change, ...]

    @property
    def sentence(self) -> str:
        """The step in words, such as "One more boss on Heroic: slot 2 from locked to 318 Myth."."""
        named = self.effort.named(self.count).replace("one ", "one more ", 1) if self.count == 1 else None
        named = named or self.effort.named(self.count).replace(" ", " more ", 1)
        return f"{named[:1].upper()}{named[1:]}: {', '.join(change.told() for change in self.changes)}."

    def as_document(self) -> dict[str, Any]:
        """Write the step as plain JSON values."""
        return {
            **_effort(self.effort, self.count),
            "changes": [
                {
                    "index": change.slot.index,
                    "from_state": change.slot.state.value,
                    "from_item_level": change.slot.item_level,
                    "from_track": change.slot.track,
                    "item_level": change.reward.item_level,
                    "track": change.reward.track,
                }
                for change in self.changes
            ],
            "sentence": self.sentence,
        }


@dataclass(frozen=True, slots=True)
class Option:
    """One row's shortest way to the track: so many more of one thing; none more when a slot pays it already."""

    effort: Effort
    count: int

    @property
    def sentence(self) -> str:
        """The way in words."""
        reward = f"{self.effort.reward.item_level} {self.effort.reward.track}"
        if not self.count:
            return f"The {self.effort.row} row pays {self.effort.reward.track} or better already."
        named = self.effort.named(self.count)
        return f"{named[:1].upper()}{named[1:]}: {reward}."


@dataclass(frozen=True, slots=True)
class Route:
    """The ways to a track, one per row that can pay it, the shortest first."""

    track: str
    options: tuple[Option, ...]

    @property
    def sentence(self) -> str:
        """The shortest way in words."""
        return self.options[0].sentence

    def as_document(self) -> dict[str, Any]:
        """Write the route as plain JSON values."""
        options = [
            {
                **_effort(option.effort, option.count),
                "item_level": option.effort.reward.item_level,
                "track": option.effort.reward.track,
                "sentence": option.sentence,
            }
            for option in self.options
        ]
        return {"track": self.track, "sentence": self.sentence, "options": options}


def next_steps(vault_week: VaultWeek, rules: SeasonRules) -> list[Step]:
    """List, row by row, the least that would change a slot, for every kind of reward.

    What an easier thing brings about as well is not repeated: a harder one is listed from where it brings more.
    Nothing in weeks without a vault.
    """
    if not rules.has_vault:
        return []
    steps: list[Step] = []
    for row in vault_week.rows:
        slots = [slot for slot in vault_week.slots if slot.row == row.name]
        outcomes: set[tuple[Change, ...]] = set()
        for effort in efforts_in(row, vault_week, rules):
            step = _least_step(row, slots, effort, outcomes)
            if step:
                outcomes.add(step.changes)
                steps.append(step)
    return steps


def cheapest_route(vault_week: VaultWeek, rules: SeasonRules, track: str) -> Route | None:
    """Find the fewest things to do until some slot pays a track or a better one.

    Returns None when no row can pay it any more this week, or the week has no vault. Raises Refused, listing
    the known tracks, for a track that the season does not have.
    """
    wanted = _least_item_level(rules, track)
    options = [option for row in vault_week.rows if (option := _option(row, vault_week, rules, wanted)) is not None]
    if not options or not rules.has_vault:
        return None
    return Route(track, tuple(sorted(options, key=lambda option: option.count)))


def _least_step(row: Row, slots: list[Slot], effort: Effort, known: set[tuple[Change, ...]]) -> Step | None:
    for count in range(1, effort.available + 1):
        changes = tuple(_changes(slots, row, effort, count))
        if changes and changes not in known:
            return Step(effort, count, changes)
    return None


def _changes(slots: list[Slot], row: Row, effort: Effort, count: int) -> Iterator[Change]:
    rewards = rewards_after(row, effort, count)
    for slot in slots:
        reward = reward_at(rewards, slot.threshold or 0)
        if reward and (slot.state is not State.EARNED or reward.item_level > (slot.item_level or 0)):
            yield Change(slot, reward)


def _option(row: Row, vault_week: VaultWeek, rules: SeasonRules, wanted: int) -> Option | None:
    threshold = min(slot.threshold or 0 for slot in vault_week.slots if slot.row == row.name)
    enough = sum(deed.reward.item_level >= wanted for deed in row.done)
    for effort in efforts_in(row, vault_week, rules):
        count = max(0, threshold - enough)
        if effort.reward.item_level >= wanted and count <= effort.available:
            return Option(effort, count)
    return None


def _least_item_level(rules: SeasonRules, track: str) -> int:
    rewards = rules.season.rewards
    every = [*rewards.raid.values(), *rewards.dungeon.values(), *rewards.world.values()]
    levels = [reward.item_level for reward in every if reward.track.casefold() == track.strip().casefold()]
    if not levels:
        by_level = sorted({(reward.item_level, reward.track) for reward in every})
        known = ", ".join(dict.fromkeys(name for _, name in by_level))
        raise Refused(f"{rules.season.name} has no track “{track}”. Its tracks are {known}.")
    return min(levels)


def _effort(effort: Effort, count: int) -> dict[str, Any]:
    return {
        "row": effort.row,
        "count": count,
        "difficulty": effort.difficulty.value if effort.difficulty else None,
        "level": effort.level,
        "bosses": list(effort.bosses),
    }
