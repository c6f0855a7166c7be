"""Deriving a vault week: facts in, the week's kills, runs and nine slots out.

The result is a function of facts, rules, coverage and nothing else: facts may come in any order and any
number of times, and adding one never takes a kill, a run or an earned slot away. How fresh a source is
decides only whether what is *not* proven is called locked or unknown. So nothing falls back to zero because a
source was not asked or did not answer.
"""

from datetime import datetime

from vault.domain.coverage import Coverage, row_coverage
from vault.domain.facts import Facts, Source
from vault.domain.kills import kills_of_week
from vault.domain.rules import SeasonRules
from vault.domain.runs import runs_of_week
from vault.domain.slots import dungeon_row, raid_row, slots_of, slots_without_rules, world_row
from vault.domain.snapshots import fell_last, in_order
from vault.domain.vault_week import VaultWeek
from vault.domain.weeks import Week
from vault.domain.world import delves_of_week, dungeons_without_keystone

# The sections that hold the documents which count.
_SECTIONS = {Source.BLIZZARD.value: "raids", Source.STATISTICS.value: "statistics"}


def derive_week(week: Week, rules: SeasonRules | None, facts: Facts, coverage: Coverage, now: datetime) -> VaultWeek:
    """Derive one character's Great Vault in one week.

    `facts` may be of any number of weeks; those around the week are needed to place what spans a reset.
    `rules` are None where no season covers the period: then runs are listed and all slots are unknown. `now`
    (aware) only tells whether the week is closed.
    """
    runs = runs_of_week(week, rules, facts.runs)
    if rules is None:
        return VaultWeek(week, None, None, (), (), runs, (), slots_without_rules())
    everything = in_order(facts.snapshots)
    fallen = {source for source in _SECTIONS if fell_last(everything.get(source, ()))}
    sound = {source: held[:-1] if source in fallen else held for source, held in everything.items()}
    statistics = sound.get(Source.STATISTICS.value, [])
    found = kills_of_week(week, rules, facts.sightings, sound)
    covered = row_coverage(week, coverage, runs, {_SECTIONS[source] for source in fallen}, now)
    rows = (
        raid_row(rules, found, covered),
        dungeon_row(rules, runs, dungeons_without_keystone(week, rules, statistics), covered),
        world_row(rules, delves_of_week(week, rules, statistics), covered),
    )
    return VaultWeek(
        week=week,
        season=rules.season.key,
        week_number=rules.week_number,
        kills=found.kills,
        unplaced=tuple(kill for kill in found.possible if kill.has_baseline),
        runs=runs,
        rows=rows,
        slots=slots_of(rules, rows),
    )
