"""What waits for an officer's word: two histories of one author, and entries that were set aside."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from characters.domain.errors import Refused
from lootlog.models import Profile, Quarantined
from lootlog.pages.choices import address_of, asked, open_address
from lootlog.pages.typed import typed
from lootlog.pages.viewing import frame, led_profile, user_of, writer_of
from lootlog.selectors.conflicts import fork_rows, forks_of, quarantined_of, quarantined_rows, waiting_groups
from lootlog.services.deciding import Decision, accept_all, dismiss_all
from lootlog.services.forks import resolve
from lootlog.services.quarantine import accept, dismiss

FORKS_PER_PAGE, ITEMS_PER_PAGE, SHOWN_WHY = 20, 50, 5
NAMES = ("shown", "forks", "aside")
SETTLED = "settled"


@require_safe
@cache_control(private=True, no_store=True)
def conflicts_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is to be decided, or what was."""
    return _page(request, led_profile(request, pk))


@require_POST
def settle_fork(request: HttpRequest, pk: int, fork_id: int) -> HttpResponse:
    """Take one side of a fork out of the sum, or say that both are right."""
    profile = led_profile(request, pk)
    fork = forks_of(profile).filter(pk=fork_id).first() or forks_of(profile, is_open=False).filter(pk=fork_id).first()
    if fork is None:
        raise Http404("no such fork in this profile")
    wrong, reason = [name for name in request.POST.getlist("wrong") if name], typed(request, "reason")
    try:
        resolve(fork, wrong, reason, by=writer_of(request, profile))
    except Refused as refusal:
        return _page(request, profile, refused=("fork", fork_id, str(refusal), reason))
    messages.success(request, "Settled: it was taken out." if wrong else "Settled: all of them count.")
    return redirect("loot-conflicts", profile.pk)


@require_POST
def decide_aside(request: HttpRequest, pk: int, item_id: int, what: str) -> HttpResponse:
    """Let into the ledger what was set aside, or put it away."""
    profile = led_profile(request, pk)
    item = Quarantined.objects.filter(profile=profile, pk=item_id).first()
    if item is None or what not in ("accept", "dismiss"):
        raise Http404("nothing of the kind was set aside in this profile")
    decide, told = (accept, "It is in the ledger now.") if what == "accept" else (dismiss, "It was put away.")
    try:
        decide(item, typed(request, "reason"), user=user_of(request), now=timezone.now())
    except Refused as refusal:
        return _page(request, profile, refused=("aside", item_id, str(refusal), typed(request, "reason")))
    messages.success(request, told)
    return redirect("loot-conflicts", profile.pk)


@require_POST
def decide_alike(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Let in, or put away, all that was set aside for one reason."""
    profile = led_profile(request, pk)
    if what not in ("accept", "dismiss"):
        raise Http404("no such decision")
    cause, reason, seen = typed(request, "cause"), typed(request, "reason"), typed(request, "seen")
    decision = Decision(reason, user_of(request), timezone.now(), int(seen[:9]) if seen.isdecimal() else None)
    try:
        done = (accept_all if what == "accept" else dismiss_all)(profile, cause, decision)
    except Refused as refusal:
        return _page(request, profile, refused=("alike", cause, str(refusal), reason))
    if done.why:
        messages.warning(request, f"{done.waiting:,} still wait. {' '.join(done.why[:SHOWN_WHY])}")
    elif done.waiting:
        messages.info(request, f"{done.waiting:,} more wait for that reason. Decide once more.")
    if done.done:
        told = "are in the ledger now" if what == "accept" else "were put away"
        messages.success(request, f"{done.done:,} {told}.")
    return redirect("loot-conflicts", profile.pk)


def _page(
    request: HttpRequest, profile: Profile, *, refused: tuple[str, int | str, str, str] | None = None
) -> HttpResponse:
    """Answer the page; `refused` names what could not be decided: its kind, its id, why, and the reason as typed."""
    wanted = asked(request.GET, NAMES)
    is_open = wanted.get("shown") != SETTLED
    forks = Paginator(forks_of(profile, is_open=is_open), FORKS_PER_PAGE).get_page(wanted.get("forks"))
    aside = Paginator(_aside(profile, is_open=is_open), ITEMS_PER_PAGE).get_page(wanted.get("aside"))
    context = {
        **frame(profile, "conflicts"),
        "is_open": is_open,
        "forks": fork_rows(profile, forks.object_list),
        "fork_page": forks,
        "fork_query": _query(wanted, "forks"),
        "alike": [group for group in waiting_groups(profile) if group["count"] > 1] if is_open else [],
        "items": quarantined_rows(aside.object_list),
        "item_page": aside,
        "item_query": _query(wanted, "aside"),
        "turned": address_of({}, shown=SETTLED if is_open else None),
        "refused": dict(zip(("kind", "id", "why", "reason"), refused, strict=True)) if refused else None,
    }
    return render(request, "lootlog/conflicts.html", context, status=409 if refused else 200)


def _aside(profile: Profile, *, is_open: bool) -> Any:
    if is_open:
        return quarantined_of(profile)
    states = (Quarantined.State.ACCEPTED, Quarantined.State.DISMISSED)
    return quarantined_of(profile, state=states[0]) | quarantined_of(profile, state=states[1])


def _query(wanted: dict[str, str], name: str) -> str:
    """Write the part of an address that keeps all but the page of one list."""
    return open_address({key: value for key, value in wanted.items() if key != name})
