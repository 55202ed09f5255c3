"""Refusals become pages."""

from collections.abc import Callable, Iterator

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from freehold.console.errors import error_page
from freehold.kernel.errors import FreeholdError, NotPermitted


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
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page of a refusal; anything else goes on to be a server error."""
        if not isinstance(error, FreeholdError):
            return None
        if isinstance(error, NotPermitted):
            request.refusal = error  # type: ignore[attr-defined]
        response = error_page(request, error)
        transaction.set_rollback(True)
        return response


def _values(request: HttpRequest) -> Iterator[str]:
    for _name, values in request.GET.lists():
        yield from map(str, values)
