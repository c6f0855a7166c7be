"""Taking entries out of the sum and amending them, for officers; nothing is ever deleted."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from characters.domain.errors import Refused
from lootlog.models import Delivery, LogEntry, Profile
from lootlog.pages.ledger import delivery_answer, entry_answer, entry_or_404
from lootlog.pages.typed import typed, typed_points
from lootlog.pages.viewing import led_profile, writer_of
from lootlog.selectors.page_entries import delivery_of, still_counting
from lootlog.services.writing import AT_ONCE, amend, void


@require_POST
def void_entry(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take an entry out of the sum, with a reason."""
    profile = led_profile(request, pk)
    entry, reason = entry_or_404(profile, name), typed(request, "reason")
    try:
        rows = void(profile, [entry], reason, by=writer_of(request, profile))
    except Refused as refusal:
        return entry_answer(request, profile, entry, status=409, error=str(refusal), reason=reason, opened="void")
    return _written(request, profile, rows[0], "It no longer counts." if entry.kind != "void" else "It counts again.")


@require_POST
def amend_entry(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Replace what an entry gave, with a reason."""
    profile = led_profile(request, pk)
    entry = entry_or_404(profile, name)
    filled = {field: typed(request, field) for field in ("points", "target", "reason")}
    try:
        delta = typed_points(filled["points"])
        row = amend(profile, entry, delta, filled["reason"], by=writer_of(request, profile), target=filled["target"])
    except Refused as refusal:
        return entry_answer(request, profile, entry, status=409, error=str(refusal), opened="amend", **filled)
    return _written(request, profile, row, "The amendment counts instead.")


@require_POST
def void_delivery(request: HttpRequest, pk: int, delivery_id: int) -> HttpResponse:
    """Take out of the sum whatever of a delivery still counts, with a reason."""
    profile = led_profile(request, pk)
    delivery, reason = delivery_of(profile, delivery_id), typed(request, "reason")
    if delivery is None:
        raise Http404("no such delivery in this profile")
    try:
        rows = void(profile, _counting(delivery), reason, by=writer_of(request, profile))
    except Refused as refusal:
        return delivery_answer(request, profile, delivery, error=str(refusal), reason=reason)
    return _written(request, profile, rows[0], "What was written no longer counts.")


def _counting(delivery: Delivery) -> list[LogEntry]:
    found = list(still_counting(delivery)[: AT_ONCE + 1])
    if not found:
        raise Refused("Nothing of this counts any more.")
    if len(found) > AT_ONCE:
        raise Refused(f"More than {AT_ONCE:,} entries came with it. Undo the import that brought them.")
    return found


def _written(request: HttpRequest, profile: Profile, row: LogEntry, told: str) -> HttpResponse:
    messages.success(request, f"Written. {told}")
    return redirect("loot-delivery", profile.pk, row.delivery_id)
