"""The vault's words as template filters; loaded in templates as `wording`."""

from collections.abc import Sequence

from django import template

from characters.models import SyncRun
from vault.pages.wording import KINDS, SECTIONS, SOURCES, source_names

register = template.Library()


@register.filter
def sources(names: list[str]) -> str:
    """List sources by the names people know."""
    return source_names(names)


@register.filter
def source(name: str) -> str:
    """Name a source as people know it."""
    return SOURCES.get(name, name)


@register.filter
def section_name(section: str) -> str:
    """Name a section as people know it."""
    return SECTIONS.get(section, section)


@register.filter
def web_address(address: str | None) -> str:
    """Return an address that a browser may follow; an upstream's word that is none becomes nothing."""
    return address if address and address.startswith("https://") else ""


@register.filter
def kind(error_kind: str) -> str:
    """Say in a few words what kind of failure it is."""
    return KINDS.get(error_kind, error_kind)


@register.filter
def minus(count: int, shown: Sequence[str]) -> int:
    """Say how many of a count are not among those shown."""
    return count - len(shown)


@register.filter
def duration(run: SyncRun) -> str:
    """Tell how long a run took, as "4 min 12 s"; an open one is still at it."""
    if run.finished_at is None:
        return "still running"
    minutes, seconds = divmod(int((run.finished_at - run.created_at).total_seconds()), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
