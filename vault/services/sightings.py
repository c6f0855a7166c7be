"""Appending kill sightings: each once, with the parse as soon as a log's ranking gives it."""

from collections.abc import Iterable
from datetime import datetime
from operator import itemgetter

from vault.models import KillSighting

Key = tuple[int, int, str, str, datetime]


def add_sightings(sightings: Iterable[KillSighting]) -> set[int]:
    """Append sightings that are not known yet and fill in parses. Return the characters with anything new."""
    incoming = {_key(sighting): sighting for sighting in sightings}
    if not incoming:
        return set()
    known = _known_parses(incoming)
    # In order, because another guild's logs may bring the same kills at the same time.
    news = [
        sighting
        for key, sighting in sorted(incoming.items(), key=itemgetter(0))
        if key not in known or (sighting.parse is not None and sighting.parse != known[key])
    ]
    KillSighting.objects.bulk_create(
        news,
        update_conflicts=True,
        unique_fields=["character", "encounter", "difficulty", "source", "killed_at"],
        update_fields=["parse"],
        batch_size=2000,
    )
    return {sighting.character_id for sighting in news}


def _known_parses(incoming: dict[Key, KillSighting]) -> dict[Key, float | None]:
    earliest = min(key[4] for key in incoming)
    rows = KillSighting.objects.filter(
        character_id__in={key[0] for key in incoming},
        source__in={key[3] for key in incoming},
        killed_at__gte=earliest,
    )
    fields = ("character_id", "encounter", "difficulty", "source", "killed_at", "parse")
    return {row[:5]: row[5] for row in rows.values_list(*fields).iterator(chunk_size=5000)}


def _key(sighting: KillSighting) -> Key:
    return (
        sighting.character_id, sighting.encounter, sighting.difficulty, sighting.source, sighting.killed_at,
    )  # fmt: skip
