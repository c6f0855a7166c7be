"""What a browser may load on our pages: our own files and nothing else, and no scripts written into the page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

OWN_FILES_ONLY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self' https://*.battle.net https://discord.com",
        "frame-ancestors 'none'",
    ]
)
# The admin's theme and the API's browsable page evaluate expressions and write styles into the page.
WITH_INLINE_CODE = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
PAGES_OF_OTHERS = ("/admin/", "/api/docs/")


class ContentSecurityPolicy:
    """Adds the policy to every answer that has none of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the policy that the page needs."""
        response = self.get_response(request)
        policy = WITH_INLINE_CODE if request.path.startswith(PAGES_OF_OTHERS) else OWN_FILES_ONLY
        response.headers.setdefault("Content-Security-Policy", policy)
        return response
