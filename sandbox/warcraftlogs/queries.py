"""Answers GraphQL queries over the world, really executed against the schema."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    build_schema,
    execute_sync,
    parse,
    validate,
)

from sandbox.state import Sandbox
from sandbox.warcraftlogs import things
from sandbox.warcraftlogs.character_documents import CharacterDocuments
from sandbox.warcraftlogs.report_documents import report_document
from sandbox.world.calendar import WEEK
from sandbox.world.records import Character, Guild
from sandbox.world.seasons import BOSSES_BY_LOGS_ID
from sandbox.world.world import name_key

_PER_REPORT, _PER_QUERY = 0.35, 1.0


@lru_cache(maxsize=1)
def schema() -> GraphQLSchema:
    """Give the schema that queries are checked against and run on."""
    return build_schema(Path(__file__).with_name("schema.graphql").read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def _checked(query: str) -> tuple[DocumentNode | None, tuple[GraphQLError, ...]]:
    try:
        document = parse(query)
    except GraphQLError as error:
        return None, (error,)
    return document, tuple(validate(schema(), document))


def answer(sandbox: Sandbox, query: str, variables: dict[str, Any] | None) -> dict[str, Any]:
    """Answer a query: `data`, and `errors` where something went wrong."""
    document, errors = _checked(query)
    if document is None or errors:
        return {"errors": [error.formatted for error in errors]}
    sandbox.points.spend(_PER_QUERY)
    result = execute_sync(schema(), document, root_value=_Root(sandbox).document(), variable_values=variables)
    formatted: dict[str, Any] = dict(result.formatted)
    return formatted


class _Root:
    """The top of the data, at one moment."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox, self._world, self._library = sandbox, sandbox.world, sandbox.library
        self._now = sandbox.clock.now()

    def document(self) -> dict[str, Any]:
        return {
            "characterData": {"character": lambda _, **asked: self._character(asked)},
            "guildData": {"guild": lambda _, **asked: self._guild(asked)},
            "reportData": {
                "report": lambda _, **asked: self._report(asked),
                "reports": lambda _, **asked: self._reports(asked),
            },
            "worldData": {
                "zone": lambda _, id=0: things.zone(id),  # noqa: A006
                "encounter": lambda _, id=0: (
                    things.encounter(BOSSES_BY_LOGS_ID[id])  # noqa: A006
                    if id in BOSSES_BY_LOGS_ID
                    else None
                ),
            },
            "rateLimitData": lambda _: {
                "limitPerHour": self._sandbox.points.limit,
                "pointsSpentThisHour": self._sandbox.points.spent,
                "pointsResetIn": self._sandbox.points.resets_in,
            },
        }

    def _character(self, asked: dict[str, Any]) -> dict[str, Any] | None:
        region, realm = str(asked.get("serverRegion", "")).lower(), str(asked.get("serverSlug", "")).lower()
        found = self._world.find_character(region, realm, name_key(str(asked.get("name", ""))), self._now)
        return self._write_character(found) if found and found.logs != "unknown" else None

    def _write_character(self, character: Character) -> dict[str, Any]:
        return CharacterDocuments(self._world, self._library, character, self._now).document()

    def _guild(self, asked: dict[str, Any]) -> dict[str, Any] | None:
        found = self._find_guild(asked.get("id"), asked.get("name"), asked.get("serverSlug"), asked.get("serverRegion"))
        if found is None:
            return None
        members = [character for character, _ in self._world.members(found, self._now)]

        def page(_: object, limit: int = 100, page: int = 1) -> dict[str, Any]:
            shown = things.page_of(members, min(max(limit, 1), 100), max(page, 1))
            return {**shown, "data": [self._write_character(character) for character in shown["data"]]}

        return {**things.guild(found), "members": page}

    def _find_guild(self, number: int | None, name: str | None, slug: str | None, region: str | None) -> Guild | None:
        wanted = (str(name).casefold(), str(slug).lower(), str(region).lower())
        for guild in self._world.guilds:
            if guild.logs_id == number or (guild.name.casefold(), guild.realm, guild.region) == wanted:
                return guild
        return None

    def _report(self, asked: dict[str, Any]) -> dict[str, Any]:
        report = self._library.report(asked.get("code") or "")
        if report is None or not report.is_there(self._now):
            raise GraphQLError("This report does not exist.")
        if report.visibility == "private":
            raise GraphQLError("You do not have permission to view this report.")
        self._sandbox.points.spend(_PER_REPORT)
        return report_document(self._library, report, self._now)

    def _reports(self, asked: dict[str, Any]) -> dict[str, Any]:
        names = (asked.get("guildName"), asked.get("guildServerSlug"), asked.get("guildServerRegion"))
        guild = self._find_guild(asked.get("guildID"), *names)
        if guild is None:
            raise GraphQLError("No guild exists for this id.")
        end = int(asked.get("endTime") or self._now)
        start = int(asked.get("startTime") or end - 8 * WEEK)
        found = self._library.of_guild(guild, start, end, self._now)
        if zone := asked.get("zoneID"):
            found = [report for report in found if report.zone == zone]
        page = things.page_of(found, min(max(asked.get("limit") or 100, 1), 100), max(asked.get("page") or 1, 1))
        self._sandbox.points.spend(_PER_REPORT * len(page["data"]))
        written = [report_document(self._library, report, self._now) for report in page["data"]]
        return {**page, "data": written}
