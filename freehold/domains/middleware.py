"""Lets requests in at our own names and at those of brands, and turns every other away as nobody's."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from freehold.domains.hosts import host_is_taken


class HostMiddleware:
    """The one place that says which host names the web answers at; `ALLOWED_HOSTS` is open behind it.

    What is no name at all is 400; a name of nobody here is 421 (RFC 9110, 15.5.20), on a page that names nobody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer at a name that is ours."""
        host, _port = split_domain_port(
            request.headers.get("Host", "") or request.META.get("SERVER_NAME", "")
        )
        if not host:
            return _nobodys(HTTPStatus.BAD_REQUEST)
        try:
            is_ours = validate_host(host, settings.OWN_HOSTS) or host_is_taken(host)
        except (OperationalError, InterfaceError):
            is_ours = True  # the database is away: the page that says so names nobody
        return self.get_response(request) if is_ours else _nobodys(HTTPStatus.MISDIRECTED_REQUEST)


def _nobodys(status: HTTPStatus) -> HttpResponse:
    title = _("Nobody is at home at this address")
    todo = _("Look at the link that you followed, or ask whoever gave it to you.")
    return HttpResponse(render_to_string("ui/nobody.html", {"title": title, "todo": todo}), status=status)
