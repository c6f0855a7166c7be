"""Points, hashes and moments in templates."""

from datetime import UTC, datetime
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

register = template.Library()
MINUS = "−"
SHORT = 8


@register.filter
def points(number: str | Decimal | None) -> str:
    """Write a number of points for people: "1,234.5", with a true minus."""
    if number is None or number == "":
        return "–"
    text = f"{Decimal(number):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", MINUS)


@register.filter
def change(number: str | Decimal | None) -> str:
    """Write a change of points with its sign: "+5", "−0.5", "0"."""
    return f"+{points(number)}" if number and Decimal(number) > 0 else points(number)


@register.filter
def sign(number: str | Decimal | None) -> str:
    """Return the style of a change of points: gain, loss or none."""
    value = Decimal(number or 0)
    return "gain" if value > 0 else "loss" if value < 0 else "none"


@register.filter
def short(name: str) -> str:
    """Write the beginning of a hash, enough for people to compare."""
    return name[:SHORT]


@register.filter
def class_css(name: str | None) -> str:
    """Return the style of a class's colour."""
    return f"class-{slugify(name)}" if name else ""


@register.filter
def when(moment: datetime | int | None) -> str | SafeString:
    """Write a moment of a ledger, which may be years ago, as "17 Nov 2026, 15:00 UTC".

    Takes an aware datetime, or seconds since 1970 as entries have them; what no calendar holds is written as it is.
    """
    if moment is None:
        return "never"
    try:
        known = (datetime.fromtimestamp(moment, UTC) if isinstance(moment, int) else moment).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return f"{moment} seconds after 1970"
    text = f"{known.day} {known:%b %Y, %H:%M} UTC"
    return format_html('<time datetime="{}" title="{}">{}</time>', f"{known:%Y-%m-%dT%H:%M:%SZ}", text, text)
