"""Lets mail programs ask at the host names that DNS leads them to, which FREEHOLD_HOSTS does not list."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve

from freehold.domains.queries import domain_is_taken
from freehold.services.mail.autoconfig.rules import PREFIXES


class MailProgramMiddleware:
    """Answers what mail programs ask about a domain that is proven here, at that domain's names and our own.

    Before sessions and before Django's check of the host name, for these paths alone: the answers bear no name that
    a caller chose, set no cookie and know no person. Every other path keeps to FREEHOLD_HOSTS.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or leave it to the pages."""
        if not request.path_info.startswith(settings.MAIL_PROGRAM_PATHS) or not _is_asked_here(request):
            return self.get_response(request)
        try:
            request.resolver_match = match = resolve(request.path_info)
        except Resolver404:
            return HttpResponseNotFound(content_type="text/plain")
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return answer


def _is_asked_here(request: HttpRequest) -> bool:
    host, _port = split_domain_port(request.headers.get("Host", ""))
    if validate_host(host, settings.OWN_HOSTS):
        return True
    names = {host, *(host.removeprefix(prefix) for prefix in PREFIXES)}
    return settings.NEUTRAL_DOMAIN in names or any(domain_is_taken(name) for name in sorted(names))
