"""The desk's words as template filters; loaded in templates as `desk`."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.context import Context

from characters.models import Guild
from guild_identity.admin.desk.frame import address, back_from, tabs_of
from guild_identity.admin.desk.wording import RULE_NAMES, RUN_SOURCES, SOURCES, STEP_MEANINGS
from guild_identity.models import LinkProposal
from guild_identity.selectors.suggestions import Suggestion, target_of

register = template.Library()


@register.simple_tag(takes_context=True)
def with_query(context: Context, name: str, value: object) -> str:
    """Return this page's query with one value replaced."""
    query = context["request"].GET.copy()
    query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag
def desk_tabs(guild: Guild) -> list[dict[str, Any]]:
    """Return the tabs of a guild's desk."""
    return tabs_of(guild)


@register.simple_tag(takes_context=True)
def way_back(context: Context, guild: Guild) -> str:
    """Return where somebody goes from a page that refused: where they came from, or the page without its filters."""
    request = context["request"]
    is_filtered = request.method == "GET" and request.GET and "back" not in request.GET
    return back_from(request, guild, request.path if is_filtered else address(guild, "overview"))


@register.filter
def percent(share: float | None) -> int:
    """Write a share from 0 to 1 as a whole percentage."""
    return round(100 * (share or 0))


@register.filter
def seconds(count: float) -> str:
    """Write a duration as "4 min 12 s"."""
    minutes, rest = divmod(round(count), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


@register.filter
def counted(counts: Mapping[str, object] | None) -> str:
    """Write what a step counted, as "3 joined, 1 departed"; what is zero and details of rules are left out."""
    told = [(name, count) for name, count in (counts or {}).items() if count and ":" not in name]
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in told) or "nothing to do"


@register.filter
def words(code: str) -> str:
    """Write a code such as "unknown_character" in words."""
    return code.replace("_", " ")


@register.filter
def source_name(source: str) -> str:
    """Say by which way a change came."""
    return SOURCES.get(source, source)


@register.filter
def run_source(source: str) -> str:
    """Say who or what started a run."""
    return RUN_SOURCES.get(source, source)


@register.filter
def step_meaning(step: str) -> str:
    """Say what a run's step is about."""
    return STEP_MEANINGS.get(step, "")


@register.filter
def rule_name(rule: str) -> str:
    """Say what kind of reason a rule is."""
    return RULE_NAMES.get(rule, rule.replace("_", " "))


@register.simple_tag
def way_to_link(guild: Guild, suggestion: Suggestion, back: str) -> str:
    """Return the address that previews a suggestion's link; from there the person comes `back`."""
    if suggestion.proposal_id is not None:
        return f"{address(guild, 'accept', suggestion.proposal_id)}?{urlencode({'back': back})}"
    pair = {"character": suggestion.character_id, "discord": suggestion.discord_user_id, "back": back}
    return f"{address(guild, 'link')}?{urlencode(pair)}"


@register.filter
def target_kind(proposal: LinkProposal) -> str:
    """Say how a proposal's character belongs to its target."""
    return {"same person as": "is the same person as"}.get(target_of(proposal)[0], "belongs to")


@register.filter
def target_name(proposal: LinkProposal) -> str:
    """Name a proposal's target."""
    return target_of(proposal)[1]
