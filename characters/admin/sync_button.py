"""The button “Sync now” on the page of a row."""

from typing import Any

from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


class SyncButton:
    """Adds the button beside “Save”; the admin that uses it says in `sync_now` what is synced."""

    actions_submit_line = ("sync_now",)
    opts: Any

    def sync_now(self, request: HttpRequest, row: Any) -> None:
        """Start the sync of the row."""
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Model, form: "ModelForm[Any]", change: bool) -> None:
        """Write what was changed, and nothing else: a sync may be writing the other fields at this moment."""
        if form.changed_data:
            obj.save(update_fields=form.changed_data)
        if self._is_pressed(request):
            self.sync_now(request, obj)

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        """Stay on the page after the button was pressed."""
        if self._is_pressed(request):
            return HttpResponseRedirect(request.path)
        response: HttpResponse = super().response_change(request, obj)  # type: ignore[misc]
        return response

    def _is_pressed(self, request: HttpRequest) -> bool:
        return f"{self.opts.app_label}_{self.opts.model_name}_sync_now" in request.POST
