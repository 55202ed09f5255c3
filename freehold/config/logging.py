"""Logs as JSON lines, one object each, with a request's id and opaque ids only: no names, addresses or secrets.

What people typed stands in paths too (a link's secret, an address): a line names the route and the ids in it.
"""

import logging
import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
OPAQUE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]{1,18}")
GIVEN = re.compile(r"^[A-Za-z0-9._-]{8,64}$")

DETAIL = re.compile(r"^(DETAIL|CONTEXT):.*(\n|$)", re.MULTILINE)


def without_what_was_typed(
    logger: logging.Logger,  # noqa: ARG001 - structlog's signature
    method: str,  # noqa: ARG001
    event: structlog.typing.EventDict,
) -> structlog.typing.EventDict:
    """Django names a request by its path, PostgreSQL quotes the values of a row: neither goes into a line."""
    record = event.get("_record")
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest):
        for path in (request.get_full_path(), request.path):
            event["event"] = str(event["event"]).replace(path, route_of(request) or "(no route)")
    if "exception" in event:
        event["exception"] = DETAIL.sub("", event["exception"])
    return event


def route_of(request: HttpRequest) -> str:
    """The pattern that the path of a request fits; empty where none does, or before one was looked for."""
    return request.resolver_match.route if request.resolver_match else ""


_SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    without_what_was_typed,
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            "foreign_pre_chain": _SHARED,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Says of each job that it began and that it ended, with its arguments; failures are warnings.
        "procrastinate": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "django.server": {"level": "ERROR"},
    },
}

structlog.configure(
    processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
log = structlog.get_logger("freehold.web")


class RequestLogMiddleware:
    """Give each request an id, which every line of it bears and the answer repeats; one line tells its end.

    An id from a proxy in front is taken over when it looks like one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and log it."""
        given = request.headers.get(HEADER, "")
        request_id = given if GIVEN.match(given) else uuid.uuid4().hex
        began = time.monotonic()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            actor = getattr(request, "actor", None)
            log.info(
                "request",
                method=request.method,
                route=route_of(request),
                ids=ids_in(request),
                status=response.status_code,
                milliseconds=round((time.monotonic() - began) * 1000),
                tenant=str(actor.tenant_id) if actor else None,
                person=str(actor.person_id) if actor else None,
            )
        response[HEADER] = request_id
        return response


def ids_in(request: HttpRequest) -> dict[str, str]:
    """The opaque ids in the path of a request, by the names that its route gives them."""
    match = request.resolver_match
    found = match.kwargs.items() if match else ()
    return {name: str(value) for name, value in found if OPAQUE.fullmatch(str(value))}
