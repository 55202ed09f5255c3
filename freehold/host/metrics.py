"""OpenMetrics of the web: its requests and its process. What the worker tells stands in `platform_metrics.py`.

Totals alone: no tenant, person, address or domain is named. Whoever asks shows FREEHOLD_METRICS_TOKEN.
"""

import hmac
import time
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Histogram, ProcessCollector
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest

PATH = "/metrics"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
KINDS = (("/api/", "api"), ("/static/", "static"), ("/healthz", "probe"), ("/readyz", "probe"))
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30)

OWN = CollectorRegistry()
ProcessCollector(registry=OWN)
REQUESTS = Histogram(
    "freehold_web_request_seconds", "Requests that this web process answered, and how long each took.",
    ["kind", "method", "status"], registry=OWN, buckets=SECONDS,
)  # fmt: skip


class MetricsMiddleware:
    """Measure each request, and answer `/metrics`. Stands before all others, so that it measures all of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The figures for whoever has the token; else the page, measured."""
        if request.path == PATH:
            status, content_type, body = answer_to(request.headers.get("Authorization", ""), OWN)
            response = HttpResponse(body, status=status, content_type=content_type)
            if status == HTTPStatus.UNAUTHORIZED:
                response["WWW-Authenticate"] = "Bearer"
            return response
        began = time.monotonic()
        response = self.get_response(request)
        kind = next((kind for start, kind in KINDS if request.path.startswith(start)), "page")
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(kind, method, f"{response.status_code // 100}xx").observe(time.monotonic() - began)
        return response


def answer_to(authorization: str, *registries: CollectorRegistry) -> tuple[int, str, bytes]:
    """Status, type and body for whoever asks with this Authorization header."""
    if not settings.METRICS_TOKEN:
        return HTTPStatus.NOT_FOUND, "text/plain", b"FREEHOLD_METRICS_TOKEN is not set.\n"
    if not hmac.compare_digest(authorization.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HTTPStatus.UNAUTHORIZED, "text/plain", b"Show FREEHOLD_METRICS_TOKEN as a bearer token.\n"
    # Each ends with a line that says so; one answer has one end.
    parts = [_written(registry).removesuffix(b"# EOF\n") for registry in registries]
    return HTTPStatus.OK, CONTENT_TYPE_LATEST, b"".join(parts) + b"# EOF\n"


def _written(registry: CollectorRegistry) -> bytes:
    text: bytes = generate_latest(registry)  # type: ignore[no-untyped-call]  # it has no types
    return text
