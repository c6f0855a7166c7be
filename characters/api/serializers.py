"""Shapes that go in and out of the ground's endpoints. What comes in is checked here; what goes out is described."""

from typing import Any

from rest_framework import serializers

from characters.domain.regions import Region
from characters.models import ApiToken, SyncRun
from characters.selectors.access import Standing
from characters.selectors.freshness import State

SMALLEST, LARGEST = 0, 32767


class GuildShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    slug = serializers.CharField()
    region = serializers.ChoiceField([region.value for region in Region])
    realm = serializers.CharField(help_text="The realm's slug.")
    realm_name = serializers.CharField()
    faction = serializers.CharField(allow_blank=True)
    is_tracked = serializers.BooleanField()
    is_public = serializers.BooleanField()
    roster_synced_at = serializers.DateTimeField(allow_null=True)
    logs_synced_at = serializers.DateTimeField(allow_null=True)
    last_synced_at = serializers.DateTimeField(allow_null=True, help_text="null: never synced yet.")
    standing = serializers.ChoiceField([standing.value for standing in Standing], help_text="Yours.")


class HeldRosterShape(serializers.Serializer[Any]):
    reason = serializers.CharField()
    held_at = serializers.DateTimeField()
    member_count = serializers.IntegerField()
    missing_count = serializers.IntegerField()


class SectionShape(serializers.Serializer[Any]):
    section = serializers.CharField()
    fetched_at = serializers.DateTimeField(allow_null=True)
    changed_at = serializers.DateTimeField(allow_null=True)
    attempted_at = serializers.DateTimeField(allow_null=True)
    as_of = serializers.DateTimeField(allow_null=True, help_text="The logout that the stored answer shows.")
    due_at = serializers.DateTimeField(allow_null=True)
    error_kind = serializers.CharField(allow_blank=True)
    error = serializers.CharField(allow_blank=True)
    cause = serializers.CharField(help_text="Why it is as old as it is, and what happens next.")


class GuildDetailShape(GuildShape):
    member_count = serializers.IntegerField()
    held_roster = HeldRosterShape(allow_null=True)
    sections = SectionShape(many=True)


class RankShape(serializers.Serializer[Any]):
    index = serializers.IntegerField(min_value=0, max_value=9)
    name = serializers.CharField(max_length=40)
    level = serializers.IntegerField(min_value=SMALLEST, max_value=LARGEST)
    scheduling_weight = serializers.IntegerField(min_value=SMALLEST, max_value=LARGEST)
    discord_role = serializers.CharField(max_length=100, allow_blank=True)
    is_officer = serializers.BooleanField()
    is_alt = serializers.BooleanField()
    is_tracked = serializers.BooleanField()
    member_count = serializers.IntegerField(read_only=True)


class RankChange(RankShape):
    """A rank's new values; what is left out stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.required = name == "index"


class RosterRowShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    realm = serializers.CharField()
    region = serializers.CharField()
    color = serializers.CharField(allow_null=True)
    spec = serializers.CharField(allow_null=True)
    role = serializers.CharField(allow_null=True)
    level = serializers.IntegerField()
    item_level = serializers.IntegerField(allow_null=True)
    rank = serializers.IntegerField()
    rank_name = serializers.CharField()
    joined_at = serializers.DateTimeField()
    last_login_at = serializers.DateTimeField(allow_null=True)
    last_synced_at = serializers.DateTimeField(allow_null=True)
    state = serializers.ChoiceField([state.value for state in State])
    error = serializers.CharField(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """Add the field whose name is Python's own word."""
        return {**super().get_fields(), "class": serializers.CharField(allow_null=True)}


class CharacterShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    realm = serializers.CharField()
    realm_name = serializers.CharField()
    region = serializers.CharField()
    color = serializers.CharField(allow_null=True)
    spec = serializers.CharField(allow_null=True)
    role = serializers.CharField(allow_null=True)
    faction = serializers.CharField(allow_blank=True)
    level = serializers.IntegerField()
    item_level = serializers.IntegerField(allow_null=True)
    mythic_plus_score = serializers.FloatField(allow_null=True)
    thumbnail_url = serializers.CharField(allow_blank=True)
    last_login_at = serializers.DateTimeField(allow_null=True)
    last_synced_at = serializers.DateTimeField(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """Add the field whose name is Python's own word."""
        return {**super().get_fields(), "class": serializers.CharField(allow_null=True)}


class CharacterDetailShape(CharacterShape):
    guild = serializers.DictField(allow_null=True, help_text="id and name of the guild, where you may see it.")
    sections = SectionShape(many=True)


class OwnCharacterShape(CharacterShape):
    position = serializers.IntegerField()
    is_verified = serializers.BooleanField(help_text="Proven by a Battle.net login.")
    added_at = serializers.DateTimeField()


class Claim(serializers.Serializer[Any]):
    """A character to put on one's list."""

    region = serializers.CharField(max_length=10)
    realm = serializers.CharField(max_length=60, help_text="Name or slug, in any spelling.")
    name = serializers.CharField(max_length=40)


class Order(serializers.Serializer[Any]):
    """Ids of one's characters in the wanted order."""

    ids = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=200)


class ProgressShape(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    pending = serializers.IntegerField()
    running = serializers.IntegerField()
    done = serializers.IntegerField()
    failed = serializers.IntegerField()
    with_errors = serializers.IntegerField()
    requests = serializers.IntegerField()
    percent = serializers.IntegerField()
    by_kind = serializers.DictField(child=serializers.DictField(child=serializers.IntegerField()))


class RunShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(SyncRun.Kind.values)
    status = serializers.ChoiceField(SyncRun.Status.values)
    source = serializers.CharField()  # type: ignore[assignment]
    guild = serializers.IntegerField(allow_null=True)
    character = serializers.IntegerField(allow_null=True)
    error = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField()
    progress = ProgressShape()


class StepErrorShape(serializers.Serializer[Any]):
    kind = serializers.CharField()
    character = serializers.IntegerField(allow_null=True)
    name = serializers.CharField(allow_null=True)
    error = serializers.CharField()
    gave_up = serializers.BooleanField()


class RunDetailShape(RunShape):
    errors = StepErrorShape(many=True)  # type: ignore[assignment]


class StartedRunShape(RunShape):
    note = serializers.CharField(allow_null=True)


class NewToken(serializers.Serializer[Any]):
    """A token to make."""

    name = serializers.CharField(max_length=60)
    scope = serializers.ChoiceField(ApiToken.Scope.values, default=ApiToken.Scope.READ)
    guild = serializers.IntegerField(required=False, allow_null=True, help_text="Bind it to this guild.")
    days = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=3650, help_text="Let it end."
    )


class TokenShape(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="The beginning of the secret.")
    name = serializers.CharField()
    scope = serializers.ChoiceField(ApiToken.Scope.values)
    guild = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)


class CreatedTokenShape(TokenShape):
    secret = serializers.CharField(help_text="Shown this once. Send it as “Authorization: Token …”.")
