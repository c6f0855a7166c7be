"""Which characters are one person's, as a plain key that every wing may group by."""

from collections.abc import Mapping

from characters.models import Character

BATCH = 500


def name_persons(keys: Mapping[int, str]) -> None:
    """Store the person's key of characters by id, "" where nothing is known. Unknown ids are passed over."""
    rows = [Character(pk=pk, person_key=key) for pk, key in sorted(keys.items())]
    Character.objects.bulk_update(rows, ["person_key"], batch_size=BATCH)
