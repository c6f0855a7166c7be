"""Times in templates: in UTC for everybody, machine-readable, so that the page can add the reader's own time."""

from datetime import UTC, datetime, timedelta

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
A_MINUTE, AN_HOUR, A_DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# After this an age says less than a date.
AGES_LAST = timedelta(days=14)


@register.filter
def instant(moment: datetime | str | None) -> str | SafeString:
    """Write an aware moment, or one in ISO 8601, as "Tue 17 Nov, 15:00 UTC"; "never" where there is none."""
    known = _moment(moment)
    return _element(known, f"{known:%a} {known.day} {known:%b, %H:%M} UTC") if known else "never"


@register.filter
def weekday(moment: datetime | str | None) -> str | SafeString:
    """Write an aware moment of a known week, as "Tue 15:00"."""
    known = _moment(moment)
    return _element(known, f"{known:%a %H:%M}") if known else "never"


@register.filter
def day(moment: datetime | str | None) -> str | SafeString:
    """Write the day of an aware moment, as "17 Nov 2026"."""
    known = _moment(moment)
    return _element(known, f"{known.day} {known:%b %Y}") if known else "never"


@register.simple_tag(takes_context=True)
def ago(context: Context, moment: datetime | str | None) -> str | SafeString:
    """Write how long ago a moment was, seen from the page's `now`, as "18 min ago"; the moment itself as a tooltip."""
    known = _moment(moment)
    if known is None:
        return "never"
    return _element(known, age_in_words(context["now"] - known, known))


def age_in_words(age: timedelta, moment: datetime) -> str:
    """Tell an age in the largest unit that fits, or the date where it is too long ago."""
    if age < A_MINUTE:
        return "just now"
    if age < AN_HOUR:
        return f"{age // A_MINUTE} min ago"
    if age < 2 * A_DAY:
        return f"{age // AN_HOUR} h ago"
    if age < AGES_LAST:
        return f"{age // A_DAY} days ago"
    return f"{moment.day} {moment:%b %Y}"


def _moment(value: datetime | str | None) -> datetime | None:
    if not value:
        return None
    return (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)


def _element(moment: datetime, text: str) -> SafeString:
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        f"{moment:%Y-%m-%d %H:%M} UTC",
        text,
    )
