"""Officers write over the API: points for one or many, a void, an amendment; each request once, however often sent."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from characters.selectors.writing import to_json
from lootlog.api.asking import LedgerEndpoint
from lootlog.api.serializers import AmendInput, NewAwards, VoidInput
from lootlog.api.shapes import WrittenShape
from lootlog.models import LogEntry, Profile
from lootlog.selectors.entries import find_entry, with_parts
from lootlog.selectors.entry_rows import entry_rows
from lootlog.services.writers import Once, Writer
from lootlog.services.writing import Award, amend, award, void

HEADER = "Idempotency-Key"
LONGEST_KEY = 200
ONCE = OpenApiParameter(
    HEADER, str, OpenApiParameter.HEADER,
    description="Any text of your own, new for each change: the same request sent again with it writes nothing more "
    "and answers 200 with what was written.",
)  # fmt: skip
ANSWERS = {200: WrittenShape, 201: WrittenShape}


class EntryWriter(LedgerEndpoint):
    """An endpoint that writes in a ledger."""

    def entry(self, profile: Profile, name: str) -> LogEntry:
        """Return an entry of the profile by its id or hash.

        :raises NotFound: when there is none.
        """
        found = find_entry(profile, name)
        if found is None:
            raise NotFound(f"“{profile}” has no entry {name[:64]}.")
        return found

    def writer_once(self, profile: Profile, given: Mapping[str, Any]) -> Writer:
        """Return who writes, with the key of the request and a digest of what it asks.

        :raises ValidationError: when the key is no key.
        """
        key = self.request.headers.get(HEADER, "").strip()
        if len(key) > LONGEST_KEY or not key.isprintable():
            raise ValidationError({"detail": f"{HEADER}: use at most {LONGEST_KEY} printable characters."})
        by = self.writer(profile)
        return replace(by, once=Once(key, _digest(self.request.path, given))) if key else by

    def written(self, profile: Profile, entries: Iterable[LogEntry], by: Writer) -> Response:
        """Answer with what was written now, or before with the same key."""
        shown = with_parts(profile, [entry.pk for entry in entries])
        # What was written before bears the time of then: this request's own entries bear this request's time.
        is_repeated = any(entry.recorded_at != by.now for entry in shown)
        rows = entry_rows(profile, shown, names_people=True)
        code = status.HTTP_200_OK if is_repeated else status.HTTP_201_CREATED
        return Response({"is_repeated": is_repeated, "entries": rows}, status=code)


class NewEntries(EntryWriter):
    """New lines of a ledger."""

    @extend_schema(operation_id="loot_entries_award", parameters=[ONCE], request=NewAwards, responses=ANSWERS)
    def post(self, request: Request, pk: int) -> Response:
        """Give points to one or many, or take them with a minus, all or none; for officers."""
        profile = self.officers_profile(pk)
        given = self.body(NewAwards)
        by = self.writer_once(profile, given)
        awards = [Award(one["target"], one["delta"], one["reason"] or given["reason"]) for one in given["awards"]]
        return self.written(profile, award(profile, awards, by=by), by)


class EntryVoid(EntryWriter):
    """A line of a ledger that is wrong."""

    @extend_schema(operation_id="loot_entries_void", parameters=[ONCE], request=VoidInput, responses=ANSWERS)
    def post(self, request: Request, pk: int, entry: str) -> Response:
        """Take an entry out of the sum; for officers. It stays in the ledger. Voiding a void brings back."""
        profile = self.officers_profile(pk)
        given = self.body(VoidInput)
        by = self.writer_once(profile, given)
        return self.written(profile, void(profile, [self.entry(profile, entry)], given["reason"], by=by), by)


class EntryAmend(EntryWriter):
    """A line of a ledger that should have said something else."""

    @extend_schema(operation_id="loot_entries_amend", parameters=[ONCE], request=AmendInput, responses=ANSWERS)
    def post(self, request: Request, pk: int, entry: str) -> Response:
        """Let something else count instead of an entry, at its time; for officers. The entry stays in the ledger."""
        profile = self.officers_profile(pk)
        given = self.body(AmendInput)
        by = self.writer_once(profile, given)
        found = self.entry(profile, entry)
        done = amend(profile, found, given["delta"], given["reason"], by=by, target=given["target"])
        return self.written(profile, [done], by)


def _digest(path: str, given: Mapping[str, Any]) -> str:
    return sha256(path.rstrip("/").encode() + b"\0" + to_json(given)).hexdigest()
