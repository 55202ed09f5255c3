"""The documents that mail programs fetch."""

import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.request import split_domain_port
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from freehold.delegation.request import SignedInRequest
from freehold.domains.queries import domain_is_taken
from freehold.services.mail.autoconfig import rules
from freehold.services.mail.queries.mailboxes import own_mailbox

ADDRESS = re.compile(r"[^\s@<>\x00-\x1f\x7f]{1,64}@([A-Za-z0-9.-]{1,253})")
UNKNOWN = "Mail of this domain is not hosted here."


@require_GET
def thunderbird(request: HttpRequest) -> HttpResponse:
    """`/mail/config-v1.1.xml`, by the address given or else by the host name asked."""
    asked = request.GET.get("emailaddress", "")
    host, _port = split_domain_port(request.headers.get("Host", ""))
    domain = _domain_of(asked) if asked else host.removeprefix(rules.AUTOCONFIG)
    if not domain or not domain_is_taken(domain):
        return HttpResponseNotFound(UNKNOWN, content_type="text/plain")
    answer = rules.thunderbird(domain, host=settings.NEUTRAL_DOMAIN, ports=settings.MAIL_PORTS)
    return HttpResponse(answer, content_type="text/xml; charset=utf-8")


@csrf_exempt
@require_http_methods(["GET", "POST"])
def outlook(request: HttpRequest) -> HttpResponse:
    """`/autodiscover/autodiscover.xml`: Outlook's question is a document that nobody has vouched for."""
    if int(request.headers.get("Content-Length") or 0) > rules.LONGEST_REQUEST:
        return HttpResponse(status=413)
    address = rules.asked_address(request.body)
    if not domain_is_taken(_domain_of(address) or "."):
        return HttpResponseNotFound(UNKNOWN, content_type="text/plain")
    answer = rules.outlook(address, host=settings.NEUTRAL_DOMAIN, ports=settings.MAIL_PORTS)
    return HttpResponse(answer, content_type="text/xml; charset=utf-8")


@require_GET
def apple(request: SignedInRequest) -> HttpResponse:
    """The profile of the signed-in person's own mailbox, to download on a phone or Mac."""
    mailbox = own_mailbox(request.actor)
    if mailbox is None:
        raise Http404
    answer = rules.apple(
        mailbox.address,
        mailbox.display_name or mailbox.address,
        title=mailbox.address,
        host=settings.NEUTRAL_DOMAIN,
        ports=settings.MAIL_PORTS,
    )
    response = HttpResponse(answer, content_type="application/x-apple-aspen-config")
    response["Content-Disposition"] = 'attachment; filename="mail.mobileconfig"'
    return response


def _domain_of(address: str) -> str:
    found = ADDRESS.fullmatch(address)
    return found[1].lower() if found else ""
