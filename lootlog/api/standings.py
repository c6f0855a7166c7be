"""Who holds how much, now or as of any moment, and why."""

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from lootlog.api.reading import AS_OF, BY, ReadingList
from lootlog.api.shapes import CheckpointShape, ExplainedShape, StandingShape
from lootlog.selectors.entry_rows import COLUMNS, flat_row, with_numbers
from lootlog.selectors.explaining import explained, explained_rows, same_holder
from lootlog.selectors.listed import checkpoint_rows, checkpoints_of, standing_rows
from lootlog.selectors.standings import targets_of


class Standings(ReadingList):
    """What everybody holds."""

    csv_name = "loot-standings"
    csv_columns = ["rank", "label", "points", "last_change", "class", "character", "target", "key"]

    @extend_schema(operation_id="loot_standings_list", parameters=[AS_OF, BY], responses=StandingShape(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """List who holds what, the most points first, by all that is known today of what happened until then."""
        profile = self.profile(pk)
        rows = standing_rows(profile, as_of=self.asked_moment(), by_person=self.by_person(profile))
        return self.listed([with_numbers(row) for row in rows] if self.wants_csv() else rows)


class Explanation(ReadingList):
    """How what one holds came about."""

    csv_name = "loot-explanation"
    csv_columns = [*COLUMNS, "running", "contradiction"]

    @extend_schema(operation_id="loot_standings_explain", parameters=[AS_OF, BY], responses=ExplainedShape(many=True))
    def get(self, request: Request, pk: int, target: int) -> Response:
        """List every entry about a target in the order of replay, each with the points after it.

        With ?by=person, the entries about all characters of the person.
        """
        profile = self.profile(pk)
        held = targets_of(profile).filter(pk=target).first()
        if held is None:
            raise NotFound(f"“{profile}” has no target {target}.")
        names = self.names_people(profile)
        lines = explained(same_holder(profile, held, by_person=self.by_person(profile)), as_of=self.asked_moment())
        return self.paged(lines, lambda page: explained_rows(profile, page, names_people=names), flat_row)


class Checkpoints(ReadingList):
    """What a ledger was at moments of the past."""

    csv_name = "loot-checkpoints"
    csv_columns = ["id", "position", "digest", "taken_at"]

    @extend_schema(operation_id="loot_checkpoints_list", responses=CheckpointShape(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """List checkpoints, newest first, each with what everybody held by what was known then."""
        return self.paged(checkpoints_of(self.profile(pk)), checkpoint_rows, lambda row: row)
