"""Every change of who is who, by whomever, and how each is undone."""

from django.http import HttpRequest, HttpResponse

from characters.models import Guild
from guild_identity.admin.access import guild_view
from guild_identity.admin.desk.changing import Change, confirm
from guild_identity.admin.desk.frame import address, chosen, desk_page, page_of, row_of
from guild_identity.admin.desk.wording import SOURCES
from guild_identity.models import IdentityEvent
from guild_identity.selectors.desk import changes_of
from guild_identity.services.undoing import preview_undo, undo_event

KINDS = dict(IdentityEvent.Kind.choices)


@guild_view
def changes(request: HttpRequest, guild: Guild) -> HttpResponse:
    """List the guild's changes, newest first."""
    events = changes_of(guild)
    kind, source = chosen(request, "kind", KINDS), chosen(request, "source", SOURCES)
    if kind:
        events = events.filter(kind=kind)
    if source:
        events = events.filter(source=source)
    context = {"tab": "changes", "events": page_of(request, events), "kinds": KINDS, "sources": SOURCES}
    return desk_page(request, guild, "changes", "Changes", {**context, "kind": kind, "source": source})


@guild_view
def undo(request: HttpRequest, guild: Guild, *, event_id: int) -> HttpResponse:
    """Undo a change, after saying what goes back."""
    event = row_of(IdentityEvent.objects.filter(guild=guild), event_id)
    return confirm(
        request,
        guild,
        Change(
            title=f"Undo: {event.summary}",
            button="Undo it",
            tab="changes",
            preview=lambda: preview_undo(event),
            do=lambda by: f"Undone: {undo_event(event, by=by).summary.removeprefix('Undone: ')}",
            back=address(guild, "changes"),
        ),
    )
