"""Why somebody holds what they hold: every line of the sum."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lootlog.domain.amounts import ZERO
from lootlog.models import Target
from lootlog.pages.choices import address_of, asked, open_address
from lootlog.pages.standings import asked_moment, by_person_in
from lootlog.pages.viewing import frame, names_people, profile_or_404
from lootlog.selectors.explaining import explained, explained_rows, same_holder
from lootlog.selectors.page_entries import with_causes
from lootlog.selectors.standings import points_by_target, targets_of

LINES_PER_PAGE = 100
NAMES = ("by", "as_of")


@require_safe
@cache_control(private=True, no_cache=True)
def explain_page(request: HttpRequest, pk: int, target_id: int) -> HttpResponse:
    """Show every line of a sum, the newest first, with the points after each and what does not count and why."""
    profile, wanted = profile_or_404(request, pk), asked(request.GET, NAMES)
    target = targets_of(profile).filter(pk=target_id).first()
    if target is None:
        raise Http404(f"no target {target_id} in this profile")
    as_of, by_person = asked_moment(wanted), by_person_in(wanted, profile.guild)
    holder = same_holder(profile, target, by_person=by_person)
    lines = explained(holder, as_of=as_of)
    page = Paginator(lines.reverse(), LINES_PER_PAGE).get_page(request.GET.get("page"))
    sums = points_by_target(profile, as_of=as_of)
    rows = explained_rows(profile, page.object_list, names_people=names_people(profile.guild))
    context = {
        **frame(profile, "standings"),
        "target": target,
        "holder": holder,
        "names": [one.label for one in holder if one.pk != target.pk],
        "points": sum((sums.get(one.pk, ZERO) for one in holder), ZERO),
        "as_of": as_of,
        "by_person": by_person,
        "can_be_joined": _is_of_person(target) and names_people(profile.guild),
        "lines": with_causes(profile, rows),
        "page": page,
        "query": open_address(wanted),
        "turned": address_of(wanted, by=None if by_person else "person"),
        "back": address_of(wanted),
    }
    return render(request, "lootlog/explain.html", context)


def _is_of_person(target: Target) -> bool:
    return bool(target.character and target.character.person_key)
