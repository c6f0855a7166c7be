"""Removing a character's data on request: a page that says what goes, asks for the reason, and then does it."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db.models import CASCADE
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextInputWidget

from characters.models import Character
from characters.services.removal import remove_on_request


class RemovalForm(forms.Form):
    """Why the data goes; it is kept beside a digest, without the name."""

    reason = forms.CharField(
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text="Who asked and when. Do not write the name: the reason is kept, the name is not.",
    )


def removal_page(desk: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show the page, or remove the data and go back to the list."""
    character = Character.objects.select_related("realm").filter(pk=row_number(object_id)).first()
    if character is None:
        raise Http404(f"There is no character {object_id}.")
    return ask_and_remove(desk, request, character, remove_on_request, source="roster")


def ask_and_remove(
    desk: ModelAdmin, request: HttpRequest, row: Any, remove: Callable[..., None], *, source: str
) -> HttpResponse:
    """Show what goes with a row, or have it removed by `remove(row, reason, now)` and go back to the list.

    `source` is what would bring the row back if its removal were not remembered.
    """
    pages = f"admin:{desk.opts.app_label}_{desk.opts.model_name}"
    form = RemovalForm(request.POST or None)
    if form.is_valid():
        name = str(row)
        remove(row, reason=form.cleaned_data["reason"], now=timezone.now())
        messages.success(request, f"Everything stored about {name} is gone; a {source} will not bring it back.")
        return HttpResponseRedirect(reverse(f"{pages}_changelist"))
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "original": row,
        "title": f"Remove the data of {row}",
        "form": form,
        "losses": _losses(row),
        "source": source,
        "back": reverse(f"{pages}_change", args=[row.pk]),
    }
    return render(request, "admin/characters/character/remove.html", context)


def row_number(text: str) -> int:
    """Read the id in an address of the admin, 0 where it is none."""
    written = unquote(text)
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else 0


def _losses(row: Any) -> list[tuple[str, int]]:
    """Count what goes, by kind, over every table whose rows go with the row; others only forget it."""
    counts: Counter[str] = Counter()
    for relation in row._meta.related_objects:
        if relation.on_delete is CASCADE:
            rows = relation.related_model._default_manager.filter(**{relation.field.name: row})
            counts[str(relation.related_model._meta.verbose_name_plural)] += rows.count()
    return sorted((what, count) for what, count in counts.items() if count)
