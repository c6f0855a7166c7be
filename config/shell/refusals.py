"""How a refusal reaches a person on a page: as a page with its message, never as a fault of ours."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from characters.domain.errors import Refused

FORM_ONLY = (
    "This address takes only what a form sends. If you had to sign in meanwhile, open the page with the form and send "
    "it once more."
)


class RefusalPages:
    """Answers with the refusal's message where a page's view refused the request, and where it wanted a form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        response = self.get_response(request)
        is_looked_at = request.method in ("GET", "HEAD")
        if is_looked_at and isinstance(response, HttpResponseNotAllowed) and not response.content:
            page = render(request, "400.html", {"reason": FORM_ONLY}, status=response.status_code)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a refusal into its page; every other error is left to Django."""
        if not isinstance(error, Refused):
            return None
        back = request.path if request.GET and request.method == "GET" else ""
        return render(request, "400.html", {"reason": str(error), "back": back}, status=400)
