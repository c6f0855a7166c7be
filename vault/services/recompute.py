"""Deriving chosen weeks again from the stored facts, as after a change of a season's rules."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from characters.domain.errors import Refused
from characters.domain.regions import Region
from characters.models import Character
from vault.models import GreatVaultEntry
from vault.selectors.calendar import week_of_period
from vault.services.fill import CHUNK, fill_week_list

AT_ONCE = 2000


def recompute_entries(entries: Iterable[GreatVaultEntry], *, now: datetime) -> int:
    """Derive the week of each entry again. Return how many entries changed; closed ones change by an amendment.

    :raises Refused: for more entries than a person should wait for.
    """
    people: dict[tuple[str, int], list[Character]] = defaultdict(list)
    for count, entry in enumerate(entries, start=1):
        if count > AT_ONCE:
            raise Refused(f"Choose at most {AT_ONCE} weeks at once, so that nobody waits for minutes.")
        people[entry.character.realm.region, entry.period_id].append(entry.character)
    return sum(
        fill_week_list(characters[start : start + CHUNK], [week_of_period(Region(region), period_id)], now=now)
        for (region, period_id), characters in people.items()
        for start in range(0, len(characters), CHUNK)
    )
