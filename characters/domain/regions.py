"""The game's regions: each has its own upstream host, language and weekly reset."""

from enum import StrEnum

from characters.domain.errors import Refused


class Region(StrEnum):
    """A region, by the name that upstream hosts and namespaces use."""

    US = "us"
    EU = "eu"
    KR = "kr"
    TW = "tw"

    @property
    def locale(self) -> str:
        """The language asked for. Ids decide, names are only for display."""
        return _LOCALES[self]


_LOCALES = {Region.US: "en_US", Region.EU: "en_GB", Region.KR: "ko_KR", Region.TW: "zh_TW"}


def region_named(text: str) -> Region:
    """Find a region by the name a person wrote.

    Takes any letter case and surrounding spaces; raises Refused, listing the known regions, for another name.
    """
    try:
        return Region(text.strip().casefold())
    except ValueError:
        known = ", ".join(Region)
        raise Refused(f"There is no region “{text}”. The known regions are {known}.") from None
