"""Kills that come from logs, hours or days after they happened: recorded, and the weeks they belong to derived anew."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from vault.models import KillSighting
from vault.services.fill import fill_weeks
from vault.services.sightings import add_sightings

# Characters per transaction: those who sync them meanwhile wait for no more than this.
SHARE = 50


def take_in(sightings: Iterable[KillSighting], *, now: datetime) -> set[int]:
    """Record sightings and derive the weeks of whoever has a new one. Return those characters. Safe to repeat.

    A fact and what follows from it are committed together: a worker that dies in between would leave behind a fact
    that is never news again, and a week without it.
    """
    by_character: dict[int, list[KillSighting]] = defaultdict(list)
    for sighting in sightings:
        by_character[sighting.character_id].append(sighting)
    ids = sorted(by_character)
    news: set[int] = set()
    for start in range(0, len(ids), SHARE):
        share = [sighting for pk in ids[start : start + SHARE] for sighting in by_character[pk]]
        with transaction.atomic():
            changed = add_sightings(share)
            fill_weeks(changed, now=now)
        news |= changed
    return news
