"""The request as views of this row see it."""

from django.http import HttpRequest

from freehold.kernel.actor import Actor


class ActingRequest(HttpRequest):
    """A request with somebody behind it: the outermost middleware has set who acts."""

    actor: Actor
