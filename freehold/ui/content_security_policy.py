"""The content security policy of every answer: our own files alone, nothing inline.

A view that must open one directive says so on its answer:
`response.content_security_policy = {"frame-src": "'self'"}`.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = {
    "default-src": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
    "frame-src": "'none'",
    "form-action": "'self'",
    "img-src": "'self' data:",
    "script-src": "'self'",
    "style-src": "'self'",
}
HEADER = "Content-Security-Policy"


class ContentSecurityPolicyMiddleware:
    """Set the policy on every answer that has none of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the policy."""
        response = self.get_response(request)
        opened: dict[str, str] = getattr(response, "content_security_policy", {})
        response.headers.setdefault(HEADER, policy(opened))
        return response


def policy(opened: dict[str, str] | None = None) -> str:
    """The header's value, with some directives replaced."""
    return "; ".join(f"{directive} {sources}" for directive, sources in (POLICY | (opened or {})).items())
