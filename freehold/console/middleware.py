"""Refusals become pages, and what only takes forms leads back to a page."""

from collections.abc import Callable, Iterator
from http import HTTPStatus

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve

from freehold.console.audiences import exists_for
from freehold.console.errors import error_page, method_not_allowed
from freehold.delegation.queries import Entered
from freehold.kernel.errors import FreeholdError, NotPermitted

API = "/api/"
SAFE = ("GET", "HEAD")


class ErrorMiddleware:
    """A FreeholdError that a view let through is a page with its own status, and everything is rolled back.

    A missing permission is left in `request.refusal`, which the request's outermost middleware records after
    the roll-back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; `process_exception` does the work.

        No text of ours holds the zero character, and PostgreSQL stores none: an address with it leads nowhere,
        and a query with it cannot be read.
        """
        if "\x00" in request.path:
            raise Http404
        if any("\x00" in value for value in _values(request)):
            raise BadRequest
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not request.path.startswith(API):
            return self._led_back(request)
        return response

    def _led_back(self, request: HttpRequest) -> HttpResponse:
        """An address that only takes forms, opened by itself, leads to the page above; else it is an error page.

        Happens after a refused form: its address stands in the browser, and is opened again or sent to somebody.
        """
        if request.method not in SAFE:
            return method_not_allowed(request)
        return HttpResponseRedirect(page_above(request.path))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page of a refusal; anything else goes on to be a server error."""
        if not isinstance(error, FreeholdError):
            return None
        if isinstance(error, NotPermitted):
            request.refusal = error  # type: ignore[attr-defined]
        response = error_page(request, error)
        transaction.set_rollback(True)
        return response


class AudienceMiddleware:
    """What is for those who sell, or for those who buy alone, is not there for others: neither page nor operation."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; `process_view` does the work, once the address is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Raises: Http404."""
        entered: Entered | None = getattr(request, "entered", None)
        found = request.resolver_match
        if entered and found and not exists_for(entered.tenant_kind, found.route):
            raise Http404


def _values(request: HttpRequest) -> Iterator[str]:
    for _name, values in request.GET.lists():
        yield from map(str, values)


def page_above(path: str) -> str:
    """The nearest address above this one that exists. It may again take forms only, and then leads on."""
    parts = path.strip("/").split("/")[:-1]
    while parts:
        above = f"/{'/'.join(parts)}/"
        try:
            resolve(above)
        except Resolver404:
            parts.pop()
        else:
            return above
    return "/"
