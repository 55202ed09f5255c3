"""The worker's process: it runs jobs and keeps the timetable; the rescue of stalled jobs has a lane of its own."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import procrastinate
from django.conf import settings
from django.db import close_old_connections
from procrastinate.contrib.django import app as django_app
from procrastinate.jobs import Notification
from procrastinate.worker import Worker

from freehold.host.platform_metrics import JOBS, answer_probes
from freehold.provisioning.jobs import HEARTBEAT_SECONDS, STALLED_SECONDS

CONCURRENCY = 4
GRACE_SECONDS = 15
RESCUE_QUEUE = "rescue"


def run_worker(ready: Path | None) -> None:
    """Run jobs until SIGTERM; touch `ready` once the queue can be read."""
    if settings.PROBES:
        answer_probes(settings.PROBES)
    app = django_app.with_connector(django_app.connector.get_worker_connector())  # type: ignore[attr-defined]
    asyncio.run(_run(app, ready))


async def _run(app: procrastinate.App, ready: Path | None) -> None:
    queues = {task.queue for task in app.tasks.values()} - {RESCUE_QUEUE}
    async with app.open_async():
        if ready:
            ready.touch()
        lanes = asyncio.gather(_lane(app, sorted(queues), CONCURRENCY), _lane(app, [RESCUE_QUEUE], 1))
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, lanes.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await lanes


class PromptWorker(Worker):
    """A worker that looks again at once when it might have missed something.

    procrastinate forgets what was announced while it asked for a job, and is told by nobody when a job that another one
    waits for has ended: either would wait for the next look, five seconds later. Source: Worker._fetch_and_process_jobs.
    """

    _heard = 0

    async def _handle_notification(self, *, channel: str, notification: Notification) -> None:
        self._heard += 1
        await super()._handle_notification(channel=channel, notification=notification)

    async def _process_job(self, context: procrastinate.JobContext) -> None:
        await super()._process_job(context)
        self._heard += 1
        self._new_job_event.set()

    async def _fetch_and_process_jobs(self) -> None:
        look: Callable[[], Awaitable[None]] = super()._fetch_and_process_jobs
        heard_before = -1
        while heard_before != self._heard:
            heard_before = self._heard
            await look()


async def _lane(app: procrastinate.App, queues: list[str], concurrency: int) -> None:
    worker = PromptWorker(
        app=app,
        name=f"freehold-{queues[0]}",
        queues=queues,
        concurrency=concurrency,
        shutdown_graceful_timeout=GRACE_SECONDS,
        delete_jobs="successful",
        update_heartbeat_interval=HEARTBEAT_SECONDS,
        stalled_worker_timeout=STALLED_SECONDS,
        task_middleware=[_measured, _fresh_connections],
        # One lane must not take the signal from the other: the process's own handler stops both.
        install_signal_handlers=False,
    )
    run: Callable[[], Awaitable[None]] = worker.run
    await run()


def _fresh_connections(
    run: Callable[[], object], context: procrastinate.JobContext, worker: Worker
) -> object:
    """A connection that broke while no job used it must not fail the next one. Runs in the job's thread."""
    del context, worker
    close_old_connections()
    try:
        return run()
    finally:
        close_old_connections()


def _measured(run: Callable[[], object], context: procrastinate.JobContext, worker: Worker) -> object:
    """Count the job by its outcome, and how long it took."""
    del worker
    began, outcome = time.monotonic(), "failed"
    try:
        result = run()
        outcome = "done"
        return result
    finally:
        JOBS.labels(context.job.task_name, outcome).observe(time.monotonic() - began)
