"""The worker looks for the next job at once; procrastinate alone would look after five seconds."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import procrastinate
from procrastinate.testing import InMemoryConnector

from freehold.host.worker import PromptWorker

NEVER = 3600.0
IN_TIME = 20.0


class SlowQueue(InMemoryConnector):
    """A queue in memory whose answer, that there is no job, may be on its way for a while."""

    def __init__(self) -> None:
        super().__init__()
        self.answer_is_on_its_way = asyncio.Event()
        self.answer_arrives = asyncio.Event()
        self.answer_arrives.set()

    async def fetch_job_one(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Look, and answer when the test says so."""
        answer: dict[str, Any] = await super().fetch_job_one(*args, **kwargs)
        if answer["id"] is None:
            self.answer_is_on_its_way.set()
            await self.answer_arrives.wait()
        return answer


def test_a_job_that_waits_for_another_begins_when_that_one_ends() -> None:
    asyncio.run(_job_after_job())


async def _job_after_job() -> None:
    queue = SlowQueue()
    app = procrastinate.App(connector=queue)
    first_may_end, first_runs, second_ran = asyncio.Event(), asyncio.Event(), asyncio.Event()

    @app.task(name="first", lock="one")
    async def first() -> None:
        first_runs.set()
        await first_may_end.wait()

    @app.task(name="second", lock="one")
    async def second() -> None:
        second_ran.set()

    async with app.open_async(), asyncio.timeout(IN_TIME):
        await first.defer_async()
        worker = _worker(app)
        running = asyncio.create_task(_run(worker))
        await first_runs.wait()
        await queue.answer_is_on_its_way.wait()  # nothing but the first
        queue.answer_is_on_its_way.clear()
        await second.defer_async()
        await queue.answer_is_on_its_way.wait()  # the second waits for the first
        assert not second_ran.is_set()

        first_may_end.set()

        await second_ran.wait()
        running.cancel()  # a graceful stop
        await running


def test_a_job_announced_while_the_queue_is_asked_is_not_forgotten() -> None:
    asyncio.run(_announced_meanwhile())


async def _announced_meanwhile() -> None:
    queue = SlowQueue()
    app = procrastinate.App(connector=queue)
    ran = asyncio.Event()

    @app.task(name="job")
    async def job() -> None:
        ran.set()

    async with app.open_async(), asyncio.timeout(IN_TIME):
        worker = _worker(app)
        running = asyncio.create_task(_run(worker))
        await queue.answer_is_on_its_way.wait()  # it listens by now
        queue.answer_is_on_its_way.clear()
        queue.answer_arrives.clear()
        worker._new_job_event.set()  # the first look may be over: have it look again
        await queue.answer_is_on_its_way.wait()

        await job.defer_async()
        queue.answer_arrives.set()

        await ran.wait()
        running.cancel()  # a graceful stop
        await running


def _worker(app: procrastinate.App) -> PromptWorker:
    return PromptWorker(
        app=app, concurrency=4, fetch_job_polling_interval=NEVER, install_signal_handlers=False
    )


async def _run(worker: PromptWorker) -> None:
    run: Callable[[], Awaitable[None]] = worker.run
    with contextlib.suppress(asyncio.CancelledError):
        await run()
