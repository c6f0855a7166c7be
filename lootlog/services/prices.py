"""What awards cost by their responses, for programs that keep no points: typed by officers, kept with the file."""

from collections.abc import Mapping
from decimal import Decimal

from characters.domain.errors import Refused
from characters.models import Guild
from lootlog.domain.amounts import amount, plain
from lootlog.domain.imports.rclootcouncil import FORMAT, MOST_RESPONSES
from lootlog.domain.rules import LONGEST_REASON, text_fault
from lootlog.models import Upload

# Points as text, by response.
Prices = Mapping[str, object]


def checked_prices(prices: Prices) -> dict[str, str]:
    """Return prices as they are kept, those without points left out.

    :raises Refused: when there are too many, or one is no number of points.
    """
    if len(prices) > MOST_RESPONSES:
        raise Refused(f"{len(prices)} prices are more than {MOST_RESPONSES}.")
    if fault := next(filter(None, (text_fault(name, LONGEST_REASON, "response") for name in prices)), ""):
        raise Refused(fault)
    return {name: plain(amount(points)) for name, points in prices.items() if points not in ("", None)}


def priced(upload: Upload) -> dict[str, Decimal]:
    """Return the prices that hold for a file."""
    return {name: amount(points) for name, points in upload.report.get("prices", {}).items()}


def remembered_prices(guild: Guild) -> dict[str, str]:
    """Return the prices with which the guild's last file was applied."""
    applied = Upload.objects.filter(guild=guild, format=FORMAT, applied_at__isnull=False)
    report = applied.order_by("-applied_at", "-pk").values_list("report", flat=True).first()
    return (report or {}).get("prices", {})
