"""Sections of many characters as JSON texts, put together by the database: one row per character instead of five."""

from datetime import datetime
from typing import Any

from django.db.models import Aggregate, Count, F, Func, Max, Q, TextField, Value
from django.db.models.functions import Cast, NullIf

from characters.domain.sections import Section
from characters.models import GuildMember, Payload
from characters.selectors.freshness import NO_FAILURE, STATE_SECTIONS

EMPTY = "[]"
NOTHING: tuple[str, datetime | None, bool] = (EMPTY, None, False)


class WrittenTime(Func):
    """A time as it goes into JSON: PostgreSQL knows how to write one."""

    template = "%(expressions)s"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Rearrange the text that SQLite keeps."""
        template = "REPLACE(SUBSTR(%(expressions)s, 1, 19), ' ', 'T') || 'Z'"
        return self.as_sql(compiler, connection, template=template, **context)


class JsonObjects(Aggregate):
    """The group's rows as one JSON array of objects, from names and values by turns."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Use SQLite's names for it."""
        template = "JSON_GROUP_ARRAY(JSON_OBJECT(%(expressions)s))"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Use PostgreSQL's names for it."""
        template = "JSON_AGG(JSON_BUILD_OBJECT(%(expressions)s) ORDER BY section)::text"
        return self.as_sql(compiler, connection, template=template, **context)


def section_texts(guild_id: int, week_end: datetime) -> dict[int | None, tuple[str, datetime | None, bool]]:
    """Return sections, last good look at the summary, and whether a section failed, for everyone who was ever a member.

    One query; under None stand the guild's own logs. A section that was read again after `week_end` has not failed as
    far as that week goes.
    """
    members = GuildMember.objects.filter(guild_id=guild_id).values("character_id")
    own = Q(character_id__in=members, section__in=STATE_SECTIONS)
    rows = Payload.objects.filter(own | Q(guild_id=guild_id, section=Section.REPORTS)).order_by()
    grouped = rows.values("character_id").annotate(
        text=JsonObjects(
            Value("section"), F("section"), Value("fetched_at"), WrittenTime(F("fetched_at")),
            Value("error"), NullIf(F("error"), Value("")),
        ),
        looked_at=Cast(Max("fetched_at", filter=Q(section=Section.SUMMARY)), TextField()),
        failed=Count("pk", filter=_failed() & (Q(fetched_at__isnull=True) | Q(fetched_at__lt=week_end))),
    )  # fmt: skip
    # Times stay text as long as they can: making thousands of datetimes takes longer than the query.
    return {
        pk: (_in_utc(text), datetime.fromisoformat(at) if (at := iso(looked_at)) else None, bool(failed))
        for pk, text, looked_at, failed in grouped.values_list("character_id", "text", "looked_at", "failed")
    }


def iso(stored: str | None) -> str | None:
    """Write a time, as databases write it in text, as ISO 8601 in UTC, to the second."""
    return f"{stored[:10]}T{stored[11:19]}Z" if stored else None


def joined(first: str, second: str) -> str:
    """Join two JSON arrays, given as texts, to one."""
    if EMPTY in (first, second):
        return second if first == EMPTY else first
    return f"{first[:-1]},{second[1:]}"


def _in_utc(text: str) -> str:
    """Give PostgreSQL's times a Z; SQLite's come with one."""
    return text.replace('+00:00"', 'Z"')


def _failed() -> Q:
    failed = ~Q(error_kind="")
    for section, kinds in NO_FAILURE.items():
        failed &= ~Q(section=section, error_kind__in=kinds)
    return failed
