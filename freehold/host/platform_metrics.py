"""OpenMetrics of the worker: its jobs, and what it sees of the whole platform and of this host. Totals alone."""

import threading
from collections.abc import Callable, Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from freehold.host.certificates import ends_at
from freehold.host.metrics import OWN, answer_to
from freehold.host.supervisor import read_state
from freehold.kernel.errors import Unreachable
from freehold.services.mail.engine import queue_lengths

JOBS = Histogram(
    "freehold_job_seconds", "Jobs that this worker ran to an end, and how long each took.",
    ["task", "outcome"], registry=OWN, buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300),
)  # fmt: skip

JOBS_BY_STATE = """
    select s.state::text, count(j.id) from unnest(enum_range(null::procrastinate_job_status)) s(state)
    left join procrastinate_jobs j on j.status = s.state group by s.state
"""
OLDEST_DUE = """
    select j.task_name, extract(epoch from now() - min(coalesce(j.scheduled_at, v.at)))
    from procrastinate_jobs j
    left join lateral (select min(e.at) as at from procrastinate_events e where e.job_id = j.id) v on true
    where j.status = 'todo' and coalesce(j.scheduled_at, v.at) <= now()
    group by j.task_name
"""


class Platform(Collector):
    """What the worker sees of the whole platform, asked anew each time."""

    def collect(self) -> Iterator[Metric]:
        """Each figure that can be had; those of what does not answer are left out, and its `_up` is 0."""
        yield from _of_the_database()
        yield from _of_the_queue()
        yield from _of_the_host()


def _of_the_database() -> Iterator[Metric]:
    answers = 1.0
    try:
        with connection.cursor() as cursor:
            cursor.execute(JOBS_BY_STATE)
            jobs = GaugeMetricFamily("freehold_jobs", "Jobs in the queue.", labels=["state"])
            for state, number in cursor.fetchall():
                jobs.add_metric([state], number)
            yield jobs
            cursor.execute(OLDEST_DUE)
            oldest = GaugeMetricFamily(
                "freehold_jobs_oldest_due_seconds",
                "How long the oldest job that is due has waited.",
                labels=["task"],
            )
            for task, seconds in cursor.fetchall():
                oldest.add_metric([task], float(seconds))
            yield oldest
            cursor.execute("select figure, about, value from definer.platform_figures()")
            for figure, about, value in cursor.fetchall():
                yield GaugeMetricFamily(f"freehold_{figure}", about, value)
    except DatabaseError:
        answers = 0.0
    finally:
        connection.close()
    yield GaugeMetricFamily("freehold_database_up", "Whether the database answers.", answers)


def _of_the_queue() -> Iterator[Metric]:
    waiting = GaugeMetricFamily("freehold_mail_queue", "Messages in Postfix's queues.", labels=["queue"])
    try:
        for name, length in queue_lengths().items():
            waiting.add_metric([name], length)
    except Unreachable:
        return
    yield waiting


def _of_the_host() -> Iterator[Metric]:
    state = read_state(settings.ENGINE_ROOT / "run")
    parts = state["parts"] if state else []
    assert isinstance(parts, list)  # noqa: S101 - our own file
    answering = GaugeMetricFamily("freehold_part_up", "Whether a part of this host answers.", labels=["part"])
    restarts = GaugeMetricFamily(
        "freehold_part_restarts", "How often a part died since the start.", labels=["part"]
    )
    for part in parts:
        answering.add_metric([part["name"]], float(part["answering"]))
        restarts.add_metric([part["name"]], part["restarts"])
    yield answering
    yield restarts
    try:
        end = ends_at(Path(settings.TLS_CERTIFICATE or settings.ENGINE_ROOT / "tls" / "server.pem"))
    except (OSError, ValueError):
        return
    yield GaugeMetricFamily(
        "freehold_certificate_end_timestamp_seconds", "When the engines' certificate ends.", end.timestamp()
    )


class _Probes(BaseHTTPRequestHandler):
    """`/metrics` for whoever has the token; `/healthz` and `/readyz` for everybody on this host."""

    platform: CollectorRegistry

    def do_GET(self) -> None:
        """Answer one probe."""
        kind = "text/plain"
        match self.path:
            case "/metrics":
                status, kind, body = answer_to(self.headers.get("Authorization", ""), OWN, self.platform)
            case "/healthz":
                status, body = HTTPStatus.OK, b"alive\n"
            case "/readyz":
                ready = can_read_the_queue()
                status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
                body = b"ready\n" if ready else b"the queue cannot be read\n"
            case _:
                status, body = HTTPStatus.NOT_FOUND, b""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the class above has it
        """Probes come every few seconds: no line for each."""


def can_read_the_queue() -> bool:
    """Whether jobs can be taken now."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select from procrastinate_jobs limit 1")
    except DatabaseError:
        return False
    finally:
        connection.close()
    return True


def answer_probes(address: tuple[str, int]) -> Callable[[], None]:
    """Answer at an address in a thread of its own; call what comes back to end it."""
    platform = CollectorRegistry()
    platform.register(Platform())
    handler = type("Probes", (_Probes,), {"platform": platform})
    server = ThreadingHTTPServer(address, handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="probes", daemon=True).start()
    return server.shutdown
