"""Shapes that the vault's endpoints answer with; all of them are read-only."""

from typing import Any

from rest_framework import serializers

from characters.api.character_shapes import SectionShape
from characters.domain.difficulties import Difficulty
from characters.selectors.freshness import State
from vault.domain.slots import ROWS
from vault.domain.slots import State as SlotState

DIFFICULTIES = [difficulty.value for difficulty in Difficulty]


class BoardCharacterShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    realm = serializers.CharField()
    region = serializers.CharField()
    spec = serializers.CharField(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """Add the field whose name is Python's own word."""
        return {**super().get_fields(), "class": serializers.CharField(allow_null=True)}


class SlotShape(serializers.Serializer[Any]):
    row = serializers.ChoiceField(ROWS)
    index = serializers.IntegerField(min_value=1, max_value=3)
    threshold = serializers.IntegerField(allow_null=True)
    progress = serializers.IntegerField(help_text="A lower bound.")
    state = serializers.ChoiceField([state.value for state in SlotState])
    difficulty = serializers.ChoiceField(DIFFICULTIES, allow_null=True)
    level = serializers.IntegerField(allow_null=True)
    item_level = serializers.IntegerField(allow_null=True)
    track = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_null=True, help_text="Why it is not earned or not known.")
    facts = serializers.ListField(child=serializers.CharField(), required=False)


class IntervalShape(serializers.Serializer[Any]):
    after = serializers.DateTimeField(allow_null=True)
    until = serializers.DateTimeField()


class KillShape(serializers.Serializer[Any]):
    encounter = serializers.IntegerField(help_text="Blizzard's journal encounter id.")
    name = serializers.CharField(required=False)
    difficulty = serializers.ChoiceField(DIFFICULTIES)
    killed_at = serializers.DateTimeField(allow_null=True)
    sources = serializers.ListField(child=serializers.CharField())
    confidence = serializers.ChoiceField(["confirmed", "single", "inferred", "unplaced"])
    parse = serializers.FloatField(allow_null=True)
    interval = IntervalShape(allow_null=True, required=False)
    evidence = serializers.ListField(child=serializers.CharField(), required=False)


class RunOfKeysShape(serializers.Serializer[Any]):
    dungeon = serializers.IntegerField(help_text="Blizzard's challenge mode id.")
    name = serializers.CharField(required=False)
    level = serializers.IntegerField()
    completed_at = serializers.DateTimeField()
    timed = serializers.BooleanField(allow_null=True)
    sources = serializers.ListField(child=serializers.CharField())
    url = serializers.CharField(allow_null=True, required=False)


class BoardSectionShape(serializers.Serializer[Any]):
    section = serializers.CharField()
    fetched_at = serializers.DateTimeField(allow_null=True)
    error = serializers.CharField(allow_null=True)


class BoardRowShape(serializers.Serializer[Any]):
    character = BoardCharacterShape()
    period = serializers.IntegerField()
    week_start = serializers.DateTimeField()
    computed_at = serializers.DateTimeField(allow_null=True)
    state = serializers.ChoiceField([state.value for state in State])
    raid_lfr = serializers.IntegerField(
        allow_null=True,
        help_text="Bosses known to be killed; a lower bound while raid slots are unknown. null: nothing derived yet.",
    )
    raid_normal = serializers.IntegerField(allow_null=True)
    raid_heroic = serializers.IntegerField(allow_null=True)
    raid_mythic = serializers.IntegerField(allow_null=True)
    m_plus_runs = RunOfKeysShape(many=True)
    slots = SlotShape(many=True)
    kills = KillShape(many=True)
    sections = BoardSectionShape(many=True)


class EntryShape(serializers.Serializer[Any]):
    season = serializers.CharField(allow_blank=True)
    week_number = serializers.IntegerField(allow_null=True)
    raid_lfr = serializers.IntegerField()
    raid_normal = serializers.IntegerField()
    raid_heroic = serializers.IntegerField()
    raid_mythic = serializers.IntegerField()
    m_plus_runs = RunOfKeysShape(many=True)
    slots = SlotShape(many=True)
    kills = KillShape(many=True)
    unplaced = KillShape(many=True)
    computed_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)


class WeekShape(EntryShape):
    period = serializers.IntegerField()
    week_start = serializers.DateTimeField()
    week_end = serializers.DateTimeField()
    amendments = serializers.IntegerField(help_text="How many changes came after the week had closed.")


class SightingShape(serializers.Serializer[Any]):
    encounter = serializers.IntegerField()
    name = serializers.CharField()
    difficulty = serializers.ChoiceField(DIFFICULTIES)
    source = serializers.CharField()  # type: ignore[assignment]
    killed_at = serializers.DateTimeField()
    observed_at = serializers.DateTimeField()
    evidence = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_null=True)
    parse = serializers.FloatField(allow_null=True)


class CounterShape(serializers.Serializer[Any]):
    source = serializers.CharField()  # type: ignore[assignment]
    counter = serializers.CharField()
    name = serializers.CharField()
    before = serializers.IntegerField()
    after = serializers.IntegerField()
    after_logout = serializers.DateTimeField()
    until_logout = serializers.DateTimeField()
    observed_at = serializers.DateTimeField()


class SourceRunShape(serializers.Serializer[Any]):
    dungeon = serializers.IntegerField()
    name = serializers.CharField()
    level = serializers.IntegerField()
    completed_at = serializers.DateTimeField()
    timed = serializers.BooleanField(allow_null=True)
    duration_ms = serializers.IntegerField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]
    url = serializers.CharField(allow_null=True)
    observed_at = serializers.DateTimeField()


class AmendmentShape(serializers.Serializer[Any]):
    amended_at = serializers.DateTimeField()
    summary = serializers.CharField()
    before = serializers.DictField()
    after = serializers.DictField()


class EvidenceShape(serializers.Serializer[Any]):
    period = serializers.IntegerField()
    week_start = serializers.DateTimeField()
    week_end = serializers.DateTimeField()
    is_closed = serializers.BooleanField()
    entry = EntryShape(allow_null=True)
    sightings = SightingShape(many=True)
    counters = CounterShape(many=True)
    runs = SourceRunShape(many=True)
    amendments = AmendmentShape(many=True)
    sections = SectionShape(many=True)
    reasons = serializers.DictField(child=serializers.CharField())


class PlanShape(serializers.Serializer[Any]):
    period = serializers.IntegerField()
    week_start = serializers.DateTimeField()
    week_end = serializers.DateTimeField()
    season = serializers.CharField(allow_null=True)
    slots = SlotShape(many=True)
    steps = serializers.ListField(child=serializers.DictField(), help_text="What changes a slot, and how.")
    routes = serializers.ListField(child=serializers.DictField(), help_text="The shortest way to each track.")
