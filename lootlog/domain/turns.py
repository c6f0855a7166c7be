"""Whose turn it is: peers are served one at a time, first come, first served, and who vanishes blocks nobody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

# Who says nothing for so long has left the line, or lost the turn.
SILENCE = timedelta(seconds=15)
# Whose turn has lasted so long goes to the end of the line when others wait: what was exchanged is kept.
LONGEST_TURN = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class InLine:
    """A peer in the line. `turn_since` is when its turn began, None while it waits."""

    key: int
    heard_at: datetime
    turn_since: datetime | None = None


def lined_up(line: Iterable[InLine], newcomer: int, now: datetime) -> list[InLine]:
    """Return the line as it is now, with `newcomer`, who has just been heard, in it; the first one is served."""
    present = [
        replace(peer, heard_at=now) if peer.key == newcomer else peer
        for peer in line
        if peer.key == newcomer or now - peer.heard_at <= SILENCE
    ]
    if newcomer not in {peer.key for peer in present}:
        present.append(InLine(newcomer, now))
    first = present[0]
    if len(present) > 1 and first.turn_since is not None and now - first.turn_since > LONGEST_TURN:
        present = [*present[1:], replace(first, turn_since=None)]
    return _served(present, now)


def moved_up(line: Sequence[InLine], gone: int, now: datetime) -> list[InLine]:
    """Return the line without somebody who is done."""
    return _served([peer for peer in line if peer.key != gone], now)


def _served(line: list[InLine], now: datetime) -> list[InLine]:
    return [replace(peer, turn_since=peer.turn_since or now) for peer in line[:1]] + line[1:]
