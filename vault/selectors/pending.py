"""The nine slots of a week that was not derived yet: nothing is known, and that is what they say."""

import orjson

from vault.domain.reasons import Reason
from vault.domain.slots import ROWS, Slot, State, slots_without_rules
from vault.selectors.seasons import season_book


def pending_slots(period_id: int) -> str:
    """Return the slots as the JSON text that an entry would hold."""
    rules = season_book().rules_for(period_id)
    if rules is None:
        return orjson.dumps([slot.as_document() for slot in slots_without_rules()]).decode()
    slots = [
        Slot(row, index, threshold, progress=0, state=State.UNKNOWN, reason=Reason.NEVER_SYNCED)
        for row in ROWS
        for index, threshold in enumerate(getattr(rules.season.thresholds, row), start=1)
    ]
    return orjson.dumps([slot.as_document() for slot in slots]).decode()
