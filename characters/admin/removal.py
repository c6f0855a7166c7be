"""Removing a character's data on request: a page that says what goes, asks for the reason, and then does it."""

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
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
        help_text="Who asked and when. Do not write the character's name: the reason is kept, the name is not.",
    )


def removal_page(desk: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show the page, or remove the data and go back to the list."""
    character = Character.objects.select_related("realm").filter(pk=_number(object_id)).first()
    if character is None:
        raise Http404(f"There is no character {object_id}.")
    form = RemovalForm(request.POST or None)
    if form.is_valid():
        name = str(character)
        remove_on_request(character, reason=form.cleaned_data["reason"], now=timezone.now())
        messages.success(request, f"Everything stored about {name} is gone; a roster will not bring it back.")
        return HttpResponseRedirect(reverse("admin:characters_character_changelist"))
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "original": character,
        "title": f"Remove the data of {character}",
        "form": form,
        "losses": _losses(character),
    }
    return render(request, "admin/characters/character/remove.html", context)


def _number(text: str) -> int:
    written = unquote(text)
    return int(written) if written.isascii() and written.isdigit() else 0


def _losses(character: Character) -> list[tuple[str, int]]:
    """Count what goes, by kind, over every table that points at the character."""
    counts = []
    for relation in character._meta.related_objects:
        rows = relation.related_model._default_manager.filter(**{relation.field.name: character})
        counts.append((str(relation.related_model._meta.verbose_name_plural), rows.count()))
    return sorted((what, count) for what, count in counts if count)
