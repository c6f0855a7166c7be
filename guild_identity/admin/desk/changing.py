"""How the desk changes anything: a page says what will happen, the person confirms, and a message offers the undo."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from characters.domain.errors import Refused, UpstreamError
from characters.models import Guild
from guild_identity.admin.access import officer_of
from guild_identity.admin.desk.frame import address, back_from, desk_page
from guild_identity.models import IdentityEvent
from guild_identity.services.journal import Decision

SOURCE = "admin"
LONGEST_REASON = 200
NO_REASON, OPTIONAL_REASON, REASON = "none", "optional", "required"
SAY_WHY = "Say why, in a few words: the next officer will ask."
CHANGED = "This has changed since you looked. Read once more what will happen; nothing was done yet."


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an officer is about to do.

    `preview` gives its sentences, `do` does it and may return the words for the message; both may refuse. `others` are
    other ways as (label, address), `listed` what is concerned as (what, remark).
    """

    title: str
    button: str
    tab: str
    preview: Callable[[], Sequence[str]]
    do: Callable[[Decision], object]
    back: str
    done: str = "Done."
    reason: str = OPTIONAL_REASON
    is_grave: bool = False
    others: Sequence[tuple[str, str]] = ()
    listed: Sequence[tuple[str, str]] = ()


def confirm(request: HttpRequest, guild: Guild, change: Change) -> HttpResponse:
    """Show what a change would do; where the person confirmed it, do it and go back."""
    back = back_from(request, guild, change.back)
    if request.method == "POST":
        return _do(request, guild, change, back)
    return _preview(request, guild, change, back)


def _preview(
    request: HttpRequest, guild: Guild, change: Change, back: str, complaint: str = "", status: int = 200
) -> HttpResponse:
    refusal, sentences = "", []
    try:
        sentences = list(change.preview())
    except Refused as reason:
        refusal = str(reason)
    context = {
        "tab": change.tab,
        "change": change,
        "sentences": sentences,
        "refusal": refusal,
        "complaint": complaint if status == 400 else "",
        "news": complaint if status == 409 else "",
        "seen": _digest(change, sentences),
        "reason_given": request.POST.get("reason", ""),
        "leave_to": back,
    }
    return desk_page(request, guild, "confirm", change.title, context, status=status)


def _do(request: HttpRequest, guild: Guild, change: Change, back: str) -> HttpResponse:
    reason = " ".join(request.POST.get("reason", "").replace("\0", "").split())[:LONGEST_REASON]
    if change.reason == REASON and not reason:
        return _preview(request, guild, change, back, SAY_WHY, 400)
    officer, now = officer_of(request), timezone.now()
    last = last_change(guild)
    try:
        # What was refused when it was shown is refused in the same words when it is confirmed.
        if request.POST.get("seen") not in (None, _digest(change, change.preview())):
            return _preview(request, guild, change, back, CHANGED, 409)
        said = change.do(Decision(SOURCE, now, officer, reason))
    except (Refused, UpstreamError) as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(request.get_full_path())
    messages.success(request, with_undo(guild, officer, last, said if isinstance(said, str) else change.done))
    return HttpResponseRedirect(back)


def _digest(change: Change, sentences: Sequence[str]) -> str:
    """Return what stands for everything that a preview tells, so that only what was seen is done."""
    return sha256(repr((list(sentences), list(change.listed))).encode()).hexdigest()[:32]


def last_change(guild: Guild) -> int:
    """Return the id of a guild's last change, 0 without one."""
    return IdentityEvent.objects.filter(guild=guild).order_by("-pk").values_list("pk", flat=True).first() or 0


def with_undo(guild: Guild, officer: User, last: int, words: str) -> SafeString:
    """Return a message with the way to undo what the officer changed since the event `last`, if that was anything."""
    made = IdentityEvent.objects.filter(guild=guild, actor=officer, pk__gt=last).order_by("-pk")
    # What was done on Discord is undone there.
    made = made.exclude(kind=IdentityEvent.Kind.ROLES_CHANGED)
    events = list(made.values_list("pk", flat=True)[:2])
    if not events:
        return format_html("{}", words)
    if len(events) == 1:
        return format_html('{} <a href="{}">Undo</a>', words, address(guild, "undo", events[0]))
    return format_html('{} <a href="{}">See each change, to undo it</a>', words, address(guild, "changes"))
