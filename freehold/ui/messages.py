"""Messages reach a page that htmx keeps open: they ride along with the partial that it asked for."""

from collections.abc import Callable

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


class MessagesForHtmxMiddleware:
    """Append waiting messages to a partial's answer, out of band into the page's `#messages`.

    A redirect, a full page and an error keep theirs: the next page, or the page itself, prints them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with what waits to be said."""
        response = self.get_response(request)
        is_partial = (
            request.headers.get("HX-Request") == "true"
            and response.status_code == 200
            and not response.streaming
            and "HX-Redirect" not in response
            and response.get("Content-Type", "").startswith("text/html")
            and not response.content.lstrip()[:15].lower().startswith(b"<!doctype")
        )
        waiting = list(get_messages(request)) if is_partial else []
        if waiting:
            response.content += render_to_string("ui/messages_later.html", {"messages": waiting}).encode()
        return response
