"""What probes ask: whether this process lives, and whether it can serve.

A middleware of its own before all others, since they need the database and a probe must answer without it.
"""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from freehold.tenants.runtime_role import runtime_role

UNAVAILABLE = 503


class ProbeMiddleware:
    """Answer `/healthz` and `/readyz`; leave everything else alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """A probe's answer, or the page."""
        match request.path:
            case "/healthz":
                return JsonResponse({"alive": True})
            case "/readyz":
                faults = what_is_not_ready()
                return JsonResponse(
                    {"ready": not faults, "faults": faults}, status=UNAVAILABLE if faults else 200
                )
            case _:
                return self.get_response(request)


def what_is_not_ready() -> list[str]:
    """Why this process cannot serve now; empty when it can."""
    try:
        faults = [f"the database role {fault}" for fault in runtime_role().faults]
        if has_waiting_migrations():
            faults.append("the database waits for freehold migrate")
    except DatabaseError:
        return ["the database does not answer"]
    return faults


def has_waiting_migrations() -> bool:
    """Whether this release has migrations that the database has not seen."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
