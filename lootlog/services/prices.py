"""What awards cost by their responses, for programs that keep no points: typed by officers, kept with the file."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from characters.domain.errors import Refused
from characters.models import Guild
from lootlog.domain.amounts import amount, plain
from lootlog.domain.imports.rclootcouncil import FORMAT, MOST_RESPONSES
from lootlog.domain.rules import LONGEST_REASON, text_fault
from lootlog.models import Upload

# Points as text, by response.
Prices = Mapping[str, object]


def checked_prices(prices: Prices, responses: Collection[str]) -> dict[str, str]:
    """Return prices as they are kept, those without points left out; `responses` are those of the file.

    :raises Refused: when there are too many, one is no number of points, or the file has no award with that response.
    """
    if len(prices) > MOST_RESPONSES:
        raise Refused(f"{len(prices)} prices are more than {MOST_RESPONSES}.")
    if fault := next(filter(None, (text_fault(name, LONGEST_REASON, "response") for name in prices)), ""):
        raise Refused(fault)
    given = {name: plain(amount(points)) for name, points in prices.items() if points not in ("", None)}
    known = {name.casefold() for name in responses}
    if unknown := [name for name in given if name.casefold() not in known]:
        there = "They are: " + ", ".join(f"“{name}”" for name in responses) if responses else "It has none"
        raise Refused(f"A price is given for “{unknown[0]}”, and the file has no such response. {there}.")
    return given


def priced(upload: Upload) -> dict[str, Decimal]:
    """Return the prices that hold for a file."""
    return {name: amount(points) for name, points in upload.report.get("prices", {}).items()}


def remembered_prices(guild: Guild) -> dict[str, str]:
    """Return the prices with which the guild's last file was applied."""
    applied = Upload.objects.filter(guild=guild, format=FORMAT, applied_at__isnull=False)
    report = applied.order_by("-applied_at", "-pk").values_list("report", flat=True).first()
    return (report or {}).get("prices", {})
