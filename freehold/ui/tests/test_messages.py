"""Messages ride along with partials, and wait for the next page otherwise."""

from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.test import RequestFactory

from freehold.ui.messages import MessagesForHtmxMiddleware


def answer(body: str, *, status: int = 200, **headers: str) -> tuple[str, int]:
    """What is answered by a view that says "Saved <b>", and how many messages wait after that."""
    request = RequestFactory().get("/", headers=headers)
    request._messages = CookieStorage(request)

    def view(request):
        messages.success(request, "Saved <b>")
        return HttpResponse(body, status=status)

    response = MessagesForHtmxMiddleware(view)(request)
    return response.content.decode(), 0 if request._messages.used else 1


def test_a_partial_brings_the_message_escaped_and_only_once():
    body, waiting = answer("<p>row</p>", **{"HX-Request": "true"})

    assert body.startswith("<p>row</p>")
    assert 'hx-swap-oob="beforeend:#messages"' in body
    assert "Saved &lt;b&gt;" in body
    assert waiting == 0


def test_a_full_page_a_redirect_and_a_plain_request_leave_it_waiting():
    for body, status, headers in [
        ("<!doctype html><p>page</p>", 200, {"HX-Request": "true"}),
        ("", 302, {"HX-Request": "true"}),
        ("<p>page</p>", 200, {}),
    ]:
        assert answer(body, status=status, **headers) == (body, 1)
