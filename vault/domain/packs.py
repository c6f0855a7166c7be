"""Season packs: reading `vault/data/seasons/*.json`, and laying officers' changes over them.

A pack is one JSON object; everything that may be hot-fixed in mid-season sits in it under its own id, so that
an officers' overlay names only what differs. Overlays merge as JSON merge patches (RFC 7396): objects deeply,
anything else is replaced, null removes.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from characters.domain.errors import Refused
from vault.domain.seasons import Season

PACKS = Path(__file__).resolve().parent.parent / "data" / "seasons"


def read_packs() -> dict[str, dict[str, Any]]:
    """Read the shipped packs as plain JSON objects, by key, oldest first."""
    packs = [json.loads(path.read_text(encoding="utf-8")) for path in PACKS.glob("*.json")]
    return {pack["key"]: pack for pack in sorted(packs, key=lambda pack: pack["first_period"])}


def load_seasons(overlays: Mapping[str, Mapping[str, Any]] | None = None) -> tuple[Season, ...]:
    """Load the shipped seasons with the officers' overlays, which are given by season key.

    Raises Refused, naming season and place, for an overlay that makes no valid season, for one that belongs
    to no pack, and where two seasons then claim the same period.
    """
    packs, overlays = read_packs(), overlays or {}
    for key in overlays.keys() - packs.keys():
        raise Refused(f"There is no season “{key}” to change. The known seasons are {', '.join(packs)}.")
    seasons = tuple(load_pack(with_overlay(pack, overlays.get(key, {}))) for key, pack in packs.items())
    return _without_overlap(seasons)


def load_pack(pack: Mapping[str, Any]) -> Season:
    """Read a pack strictly.

    Raises Refused with the season's key and the path of the first fault, such as "expected int, got str at
    $.raids[...].opens_period".
    """
    try:
        return msgspec.convert(pack, Season, str_keys=True)
    except msgspec.ValidationError as error:
        reason = str(error).replace("`", "").replace(" - at", " at")
        raise Refused(f"Season pack “{pack.get('key', '?')}”: {reason[:1].lower()}{reason[1:]}.") from None


def with_overlay(pack: Mapping[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    """Merge an overlay into a pack as a JSON merge patch; neither of the two is changed.

    Raises Refused when the overlay is no JSON object.
    """
    if not isinstance(overlay, Mapping):
        raise Refused("The changes to a season must be a JSON object with the parts that differ.")
    merged = dict(pack)
    for name, change in overlay.items():
        if isinstance(change, Mapping):
            known = merged.get(name)
            merged[name] = with_overlay(known if isinstance(known, Mapping) else {}, change)
        elif change is None:
            merged.pop(name, None)
        else:
            merged[name] = change
    return merged


def _without_overlap(seasons: tuple[Season, ...]) -> tuple[Season, ...]:
    for earlier, later in zip(seasons, seasons[1:], strict=False):
        if earlier.last_period is None or earlier.last_period >= later.first_period:
            raise Refused(
                f"Seasons “{earlier.key}” and “{later.key}” both claim period {later.first_period}: "
                f"end “{earlier.key}” before it, or start “{later.key}” later."
            )
    return seasons
