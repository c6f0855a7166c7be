"""Buttons on the page of a row, beside “Save” or instead of it."""

from typing import Any

from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from characters.admin.read_only import ReadOnlyAdmin


class PageButtons:
    """Does what the pressed buttons of `actions_submit_line` say, and stays on the page."""

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        """Write what was changed, and nothing else: a sync may be writing the other fields at this moment."""
        if form.changed_data:
            obj.save(update_fields=form.changed_data)
        for button in self._pressed(request, obj):
            button.method(request, obj)

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        """Stay on the page after a button was pressed."""
        if self._pressed(request, obj):
            return HttpResponseRedirect(request.path)
        response: HttpResponse = super().response_change(request, obj)  # type: ignore[misc]
        return response

    def _pressed(self, request: HttpRequest, obj: Model) -> list[Any]:
        buttons = self.get_actions_submit_line(request, obj.pk)  # type: ignore[attr-defined]
        return [button for button in buttons if button.action_name in request.POST]


class ButtonsOnlyAdmin(PageButtons, ReadOnlyAdmin):
    """A page to be read, with buttons; subclasses name its fields in `page_fields`."""

    page_fields: tuple[str, ...] = ()

    def may_press(self, request: HttpRequest) -> bool:
        """Return whether the person may use the page's buttons."""
        raise NotImplementedError

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the person may use the page's buttons: nothing else can be changed."""
        return self.may_press(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return every field of the page."""
        return self.page_fields

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page without the buttons for saving: there is nothing to save."""
        kwargs["extra_context"] = {"show_save": False, "show_save_and_continue": False}
        return super().change_view(request, object_id, *args, **kwargs)
