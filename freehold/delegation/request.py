"""The request as views see it, once the middleware has let it through."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from freehold.delegation.queries import Entered
from freehold.kernel.actor import Actor


class SignedInRequest(HttpRequest):
    """A request with somebody behind it: every path has one, but for those of `settings.PUBLIC_PATHS`."""

    actor: Actor
    entered: Entered
    htmx: HtmxDetails
