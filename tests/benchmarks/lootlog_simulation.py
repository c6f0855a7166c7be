"""Forty peers of the documented loot sync with a thousand entries each, through a bad night (see `raid_night`)."""

from tests.benchmarks.table import Row, at_least, at_most
from tests.lootlog.protocol.raid_night import raid_night

PEERS, ENTRIES, LOSS = 40, 1000, 0.2


def measure() -> list[Row]:
    """Run the night and read off who agrees at its end, and what that cost."""
    night = raid_night(peers=PEERS, entries=ENTRIES, loss=LOSS)
    what = f"loot sync, {PEERS} peers with {ENTRIES} of {night.union} entries, {LOSS:.0%} loss, two leader changes"
    note = f" ({night.frames} frames, {night.seconds / 3600:.1f} h of game time)"
    return [
        at_least(f"{what}: peers that hold all", PEERS, night.complete),
        at_most(f"{what}: CPU time", 60, night.cpu_s, " s", note),
    ]
