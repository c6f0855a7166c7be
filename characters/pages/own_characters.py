"""A person's own characters: list, add, put in order, let go. A claim proves nothing and opens no guild."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from characters.domain.errors import Refused
from characters.domain.regions import Region
from characters.pages.viewing import viewer_of
from characters.selectors.people import own_characters
from characters.services.claims import claim_character, release_claim, reorder_claims
from characters.services.realms import find_realm

DIRECTIONS = {"up": -1, "down": 1}


class ClaimForm(forms.Form):
    """Which character: by region, realm and name, as a person writes them."""

    region = forms.ChoiceField(choices=[(region.value, region.value.upper()) for region in Region])
    realm = forms.CharField(
        max_length=60, widget=forms.TextInput(attrs={"placeholder": "Sen'jin", "spellcheck": "false"})
    )
    name = forms.CharField(
        max_length=40, widget=forms.TextInput(attrs={"placeholder": "Trogmoon", "spellcheck": "false"})
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_list(request: HttpRequest) -> HttpResponse:
    """Show the list, and add to it what the form names."""
    user = _user(request)
    form = ClaimForm(request.POST or None)
    if form.is_valid() and _claimed(request, user, form):
        return redirect("my-characters")
    context = {"now": timezone.now(), "claims": own_characters(user), "form": form}
    return render(request, "characters/own_characters.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def move(request: HttpRequest, pk: int, direction: str) -> HttpResponse:
    """Move a character one place up or down."""
    user = _user(request)
    ids = [claim.character_id for claim in own_characters(user)]
    if pk not in ids or direction not in DIRECTIONS:
        raise Http404("not on the list, or no direction")
    place = ids.index(pk)
    other = max(0, min(len(ids) - 1, place + DIRECTIONS[direction]))
    ids[place], ids[other] = ids[other], ids[place]
    reorder_claims(user, ids)
    return redirect(f"{reverse('my-characters')}#character-{pk}")


@login_required
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a character off the list."""
    if not release_claim(_user(request), pk):
        raise Http404("not on the list")
    messages.success(request, "Taken off your list. What the guild's sync knows about the character stays.")
    return redirect("my-characters")


def _user(request: HttpRequest) -> User:
    viewer = viewer_of(request)
    assert isinstance(viewer, User)
    return viewer


def _claimed(request: HttpRequest, user: User, form: ClaimForm) -> bool:
    values = form.cleaned_data
    try:
        realm = find_realm(values["region"], values["realm"])
    except Refused as refusal:
        form.add_error("realm", str(refusal))
        return False
    try:
        claim = claim_character(user, realm, values["name"], now=timezone.now())
    except Refused as refusal:
        form.add_error("name", str(refusal))
        return False
    messages.success(request, f"{claim.character.name} is on your list. Press “Sync now” to fetch the vault.")
    return True
