"""One row of the vault board, with its documents as the texts that the database holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from characters.domain.reference import CLASSES, SPECIALIZATIONS, ClassFacts, SpecializationFacts
from characters.selectors.freshness import State
from vault.domain.weeks import Week
from vault.selectors.section_texts import EMPTY, iso

# The board looks classes up here and not in the database: three joins less.
CLASSES_BY_ID: dict[int | None, ClassFacts] = {facts.class_id: facts for facts in CLASSES}
SPECS_BY_ID: dict[int | None, SpecializationFacts] = {facts.spec_id: facts for facts in SPECIALIZATIONS}


@dataclass(slots=True)
class BoardRow:
    """One member's week. `slots`, `kills` and `m_plus_runs` are JSON texts; counts are None if nothing was derived."""

    character_id: int
    name: str
    search_key: str
    realm: str
    region: str
    class_id: int | None
    spec_id: int | None
    item_level: int | None
    rank: int
    raid_lfr: int | None
    raid_normal: int | None
    raid_heroic: int | None
    raid_mythic: int | None
    computed_text: str | None
    m_plus_runs: str
    kills: str
    slots: str
    section_text: str = EMPTY
    state: State = State.PENDING

    @property
    def class_name(self) -> str | None:
        """The class's name."""
        return CLASSES_BY_ID[self.class_id].name if self.class_id in CLASSES_BY_ID else None

    @property
    def color(self) -> str | None:
        """The class's colour, such as #FF7C0A."""
        return CLASSES_BY_ID[self.class_id].color_hex if self.class_id in CLASSES_BY_ID else None

    @property
    def spec(self) -> str | None:
        """The specialization's name."""
        return SPECS_BY_ID[self.spec_id].name if self.spec_id in SPECS_BY_ID else None

    @property
    def role(self) -> str | None:
        """The specialization's role in a group."""
        return SPECS_BY_ID[self.spec_id].role.value if self.spec_id in SPECS_BY_ID else None

    def slot_list(self) -> list[dict[str, Any]]:
        """Return the nine slots, parsed."""
        slots: list[dict[str, Any]] = orjson.loads(self.slots)
        return slots

    def known_counts(self) -> tuple[int | None, ...]:
        """Return the bosses by difficulty, lfr to mythic; None where a 0 would claim more than is known."""
        is_known = any(slot["row"] == "raid" and slot["state"] != "unknown" for slot in self.slot_list())
        counts = (self.raid_lfr, self.raid_normal, self.raid_heroic, self.raid_mythic)
        return tuple(count if count or is_known else None for count in counts)

    @property
    def computed_at(self) -> datetime | None:
        """When the week was last derived, to the second; None where it was not yet."""
        text = iso(self.computed_text)
        return datetime.fromisoformat(text) if text else None

    @property
    def sections(self) -> list[dict[str, Any]]:
        """The sections, parsed: name, time of the last good answer, and the error of the last try."""
        sections: list[dict[str, Any]] = orjson.loads(self.section_text)
        for section in sections:
            if section["fetched_at"] is not None:
                section["fetched_at"] = datetime.fromisoformat(section["fetched_at"])
        return sections

    def as_json(self, week: Week) -> dict[str, Any]:
        """Return the row for `orjson`, in the board's published shape; the texts go in as they are."""
        return {
            "character": {
                "id": self.character_id,
                "name": self.name,
                "realm": self.realm,
                "region": self.region,
                "class": self.class_name,
                "spec": self.spec,
            },
            "period": week.period_id,
            "week_start": week.start,
            "computed_at": iso(self.computed_text),
            "state": self.state.value,
            "raid_lfr": self.raid_lfr,
            "raid_normal": self.raid_normal,
            "raid_heroic": self.raid_heroic,
            "raid_mythic": self.raid_mythic,
            "m_plus_runs": orjson.Fragment(self.m_plus_runs),
            "slots": orjson.Fragment(self.slots),
            "kills": orjson.Fragment(self.kills),
            "sections": orjson.Fragment(self.section_text),
        }
