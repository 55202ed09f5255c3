"""Pages of invitations, of one's own security, and of an administrator's people."""

from django.http import Http404, HttpRequest, HttpResponse


def not_offered(request: HttpRequest, *args: object) -> HttpResponse:  # noqa: ARG001
    """What allauth has and Freehold does not."""
    raise Http404
