"""The policy of every answer."""

from django.http import HttpResponse
from django.test import RequestFactory

from freehold.ui.content_security_policy import HEADER, ContentSecurityPolicyMiddleware, policy


def test_nothing_inline_and_nothing_from_elsewhere():
    wanted = policy()

    assert "default-src 'self'" in wanted
    assert "script-src 'self';" in wanted
    assert "unsafe" not in wanted


def test_an_answer_may_open_one_directive():
    def view(request):
        response = HttpResponse()
        response.content_security_policy = {"frame-src": "'self'"}
        return response

    answer = ContentSecurityPolicyMiddleware(view)(RequestFactory().get("/"))

    assert "frame-src 'self'" in answer[HEADER]
    assert "script-src 'self'" in answer[HEADER]


def test_an_answer_with_a_policy_of_its_own_keeps_it():
    def view(request):
        return HttpResponse(headers={HEADER: "sandbox"})

    assert ContentSecurityPolicyMiddleware(view)(RequestFactory().get("/"))[HEADER] == "sandbox"
