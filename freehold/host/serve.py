"""What the web does once, before it answers its first request: look whether its database role is walled."""

import sys
from collections.abc import Callable
from functools import cache

from django.db import OperationalError, connections
from django.http import HttpRequest, HttpResponse

from freehold.kernel.errors import Refused
from freehold.tenants.runtime_role import check_runtime_role

UNAVAILABLE = 503
CLOSED = "This platform is being set up. Nothing is lost; come back later."


@cache
def check_once() -> None:
    """Look until the answer was good once, and never again. Raises: Refused, OperationalError."""
    check_runtime_role()


def refuse_a_role_without_walls() -> None:
    """End the process with one sentence when its database role could look over the walls.

    A database that does not answer now is no reason to end: `/readyz` says so until it does, and
    `WalledRoleMiddleware` looks at the role before it lets a request in.
    """
    try:
        check_once()
    except Refused as error:
        sys.exit(error.sentence)
    except OperationalError as error:
        print(f"The database does not answer yet: {error}", file=sys.stderr)
    finally:
        connections.close_all()


class WalledRoleMiddleware:
    """Let no request in before the database role was looked at once, however late the database came."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or say 503. A database that is away is told as on any page."""
        try:
            check_once()
        except Refused as error:
            print(error.sentence, file=sys.stderr)
            return HttpResponse(CLOSED, status=UNAVAILABLE, content_type="text/plain")
        return self.get_response(request)
