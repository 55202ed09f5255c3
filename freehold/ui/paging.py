"""Where a page of a list begins, as it stands in the page's address: the same cursor that the API takes."""

from typing import TypeVar

from django.http import HttpRequest

from freehold.kernel.errors import Refused
from freehold.kernel.schemas import read_cursor

Place = TypeVar("Place")


def place_in(request: HttpRequest, kind: type[Place], *, parameter: str = "after") -> Place | None:
    """The place that this page of a list begins after; the list's beginning where the address holds none that can be read."""
    try:
        return read_cursor(request.GET.get(parameter, ""), kind)
    except Refused:
        return None
