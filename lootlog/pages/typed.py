"""What people type into the ledger's forms."""

import re
from decimal import Decimal

from django.http import HttpRequest

from characters.domain.errors import Refused
from lootlog.domain.amounts import amount
from lootlog.pages.filters import MINUS

# One thousand, or one with three decimal places: the comma says both.
AMBIGUOUS = re.compile(r"-?\d{1,3}(,\d{3})+")


def typed(request: HttpRequest, name: str) -> str:
    """Return a field of a form as it was typed, "" where it is missing."""
    return request.POST.get(name, "").replace("\0", "")


def typed_points(text: str) -> Decimal:
    """Read a number of points as people type it: a comma may stand for the decimal point, and a true minus for "-".

    :raises Refused: when it is missing, no number of points, or can be read in two ways.
    """
    plain = text.strip().replace(MINUS, "-")
    if not plain:
        raise Refused("Say how many points: a number such as 10, -25 or 2.5.")
    if AMBIGUOUS.fullmatch(plain):
        raise Refused(
            f"“{text.strip():.40}” can be read in two ways. Write {plain.replace(',', '')}, or a decimal point."
        )
    return amount(plain.replace(",", "."))
