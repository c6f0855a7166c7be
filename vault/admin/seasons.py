"""Corrections to the shipped season packs: the parts that differ, checked and previewed before they count."""

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.forms.fields import InvalidJSONInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from characters.domain.errors import Refused
from vault.admin.season_preview import preview
from vault.domain.packs import load_seasons, read_packs
from vault.models import SeasonOverlay

EXAMPLE = 'For example {"thresholds": {"world": [2, 4, 6]}}: name only what differs; null removes a part.'

EDITOR = {"rows": 14, "class": "font-mono", "spellcheck": "false"}


class ReadableJson(forms.JSONField):
    """JSON with one part per line."""

    def prepare_value(self, value: Any) -> Any:
        """Return the text for the field; what somebody typed stays as it was typed."""
        return value if isinstance(value, InvalidJSONInput | str) else json.dumps(value, indent=2, ensure_ascii=False)


class OverlayForm(forms.ModelForm):
    """A season's changes, accepted only where they make a valid season beside all others."""

    season = forms.ChoiceField(widget=UnfoldAdminSelectWidget)
    changes = ReadableJson(required=False, help_text=EXAMPLE, widget=UnfoldAdminTextareaWidget(attrs=EDITOR))

    class Meta:
        model = SeasonOverlay
        fields = ("season", "changes", "note")
        help_texts = {"note": "Why, and where it is said: the next officer will ask."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "season" in self.fields:
            taken = SeasonOverlay.objects.exclude(pk=self.instance.pk).values_list("season", flat=True)
            packs = reversed(read_packs().items())
            choices = [(key, f"{pack['name']} ({key})") for key, pack in packs if key not in set(taken)]
            self.fields["season"].choices = choices  # type: ignore[attr-defined]

    def clean_changes(self) -> dict[str, Any]:
        """Return the changes.

        :raises ValidationError: when they are no JSON object.
        """
        changes = self.cleaned_data["changes"] or {}
        if not isinstance(changes, dict):
            raise forms.ValidationError("The changes must be a JSON object, beginning with { and ending with }.")
        return changes

    def clean(self) -> dict[str, Any]:
        """Return the cleaned values, if all seasons together stay valid with them."""
        values = super().clean() or {}
        season = values.get("season") or self.instance.season
        if season and "changes" in values:
            others = SeasonOverlay.objects.exclude(season=season).values_list("season", "changes")
            try:
                load_seasons({**dict(others), season: values["changes"]})
            except Refused as refusal:
                self.add_error("changes", str(refusal))
        return values


@admin.register(SeasonOverlay)
class SeasonOverlayAdmin(ModelAdmin):
    """One row per season that differs from its shipped pack."""

    form = OverlayForm
    list_display = ("season", "note", "updated_at", "updated_by")
    list_select_related = ("updated_by",)
    ordering = ("-season",)
    fields = ("season", "changes", "note", ("updated_at", "updated_by"))
    readonly_fields = ("updated_at", "updated_by")
    actions_detail = ("effective_rules",)

    def get_readonly_fields(self, request: HttpRequest, obj: SeasonOverlay | None = None) -> tuple[str, ...]:
        """Return the fields that are not typed; the season is chosen once."""
        return ("season", *self.readonly_fields) if obj else self.readonly_fields

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show the form; where “Preview” was pressed and the changes are valid, show what they do instead."""
        if request.method == "POST" and "_preview" in request.POST:
            overlay = self.get_object(request, object_id) if object_id else None
            allowed = self.has_change_permission(request, overlay) if overlay else self.has_add_permission(request)
            if not allowed:
                raise PermissionDenied
            form: Any = self.get_form(request, overlay, change=overlay is not None)(request.POST, instance=overlay)
            if form.is_valid():
                season = overlay.season if overlay else form.cleaned_data["season"]
                return self._preview_page(request, season, form.cleaned_data["changes"], form)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: SeasonOverlay, form: Any, change: bool) -> None:
        """Save, and note who did."""
        obj.updated_by_id = request.user.pk
        super().save_model(request, obj, form, change)
        self.message_user(
            request,
            "The rules count from now on. Weeks that were derived before change with the character's next news, or at "
            "once by “Recompute from facts” on the great vault entries.",
        )

    @action(description="Effective rules", permissions=["view"], url_path="rules")
    def effective_rules(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the season's rules as they count now, and what differs from the shipped pack."""
        overlay = get_object_or_404(SeasonOverlay, pk=object_id)
        return self._preview_page(request, overlay.season, overlay.changes, None)

    def _preview_page(self, request: HttpRequest, season: str, changes: dict[str, Any], form: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{'Preview of' if form else 'Effective rules of'} {season}",
            "form": form,
            **preview(season, changes),
        }
        return render(request, "admin/vault/seasonoverlay/preview.html", context)
