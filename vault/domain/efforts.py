"""What a player could still do in a row, and what the row's slots would then pay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from characters.domain.difficulties import Difficulty
from vault.domain.rules import SeasonRules
from vault.domain.seasons import Reward
from vault.domain.slots import Row, RowName
from vault.domain.vault_week import VaultWeek


@dataclass(frozen=True, slots=True)
class Effort:
    """A kind of thing to do: a boss on a difficulty, a keystone of a level (0 Mythic, None Heroic), a delve of a tier.

    `available` is how many of them could still add to the row, `bosses` the names of those not killed this week.
    """

    row: RowName
    difficulty: Difficulty | None
    level: int | None
    reward: Reward
    available: int
    bosses: tuple[str, ...] = ()

    def named(self, count: int) -> str:
        """Name so many of it, such as "2 bosses on Heroic" or "one +10 keystone"."""
        number = "one" if count == 1 else str(count)
        plural = "" if count == 1 else "s"
        if self.row == "raid":
            name = "LFR" if self.difficulty is Difficulty.LFR else str(self.difficulty).capitalize()
            return f"{number} boss{'es' if plural else ''} on {name}"
        if self.row == "world":
            return f"{number} delve{plural} of tier {self.level}"
        if self.difficulty:
            return f"{number} {self.difficulty.value.capitalize()} dungeon{plural}"
        return f"{number} +{self.level} keystone{plural}"


def efforts_in(row: Row, vault_week: VaultWeek, rules: SeasonRules) -> list[Effort]:
    """List what can be done in a row, the easiest first; of those that pay alike, the easiest."""
    efforts = {
        "raid": _bosses(vault_week, rules),
        "dungeon": _dungeons(rules),
        "world": _delves(rules),
    }[row.name]
    return list({effort.reward.item_level: effort for effort in reversed(list(efforts))}.values())[::-1]


def rewards_after(row: Row, effort: Effort, count: int) -> list[Reward]:
    """Give the row's rewards, the best first, after doing so many more of a thing.

    New bosses are taken first; where none is left, a boss already killed is killed on the better difficulty.
    """
    rewards = [deed.reward for deed in row.done]
    new = min(count, len(effort.bosses)) if effort.row == "raid" else count
    kept = rewards[: len(rewards) - (count - new)]
    return sorted([*kept, *[effort.reward] * count], key=lambda reward: -reward.item_level)


def _bosses(vault_week: VaultWeek, rules: SeasonRules) -> Iterator[Effort]:
    best = {kill.encounter: 0 for kill in vault_week.kills}
    for kill in vault_week.kills:
        best[kill.encounter] = max(best[kill.encounter], kill.difficulty.order)
    for difficulty in Difficulty:
        open_here = [number for number, open_on in rules.open_bosses.values() if open_on is difficulty]
        better = [number for number in open_here if best.get(number, -1) < difficulty.order]
        unkilled = tuple(rules.bosses[number].name for number in better if number not in best)
        yield Effort("raid", difficulty, None, rules.raid_reward(difficulty), len(better), unkilled)


def _dungeons(rules: SeasonRules) -> Iterator[Effort]:
    uses = rules.dungeon_row_uses
    unlimited = max(rules.season.thresholds.dungeon)
    if "heroic" in uses:
        yield Effort("dungeon", Difficulty.HEROIC, None, rules.dungeon_reward(None), unlimited)
    if "mythic0" in uses:
        yield Effort("dungeon", Difficulty.MYTHIC, 0, rules.dungeon_reward(0), unlimited)
    if "keystone" in uses:
        for level in range(2, rules.season.caps.dungeon_level + 1):
            yield Effort("dungeon", None, level, rules.dungeon_reward(level), unlimited)


def _delves(rules: SeasonRules) -> Iterator[Effort]:
    for tier in range(1, rules.delve_tier_cap + 1):
        yield Effort("world", None, tier, rules.world_reward(tier), max(rules.season.thresholds.world))


def reward_at(rewards: Sequence[Reward], threshold: int) -> Reward | None:
    """Give what a slot pays for rewards in order, or None when there are too few."""
    return rewards[threshold - 1] if len(rewards) >= threshold else None
