"""The jobs of invoices: a worker's share of a run, and the sweep that begins each seller's run on its day."""

from uuid import UUID

import structlog

from freehold.invoicing.actions.bill_chunk import bill_chunk
from freehold.invoicing.actions.finish_run import finish_run
from freehold.invoicing.actions.start_run import start_run
from freehold.invoicing.queries.runs import sellers_due
from freehold.kernel import clock
from freehold.kernel.actor import Via, platform_actor
from freehold.tenants.row_security import scope
from freehold.tenants.sweeps import one_step

log = structlog.get_logger()


def bill_run(tenant_id: str, run_id: str) -> None:
    """Bill chunk after chunk, each in a transaction of its own, until none is left. Several workers may do so at once."""
    seller, run = UUID(tenant_id), UUID(run_id)
    chunks = 0
    while (is_finished := _bill_one(run, seller)) is None:
        chunks += 1
    log.info("run_billed", seller=tenant_id, run=run_id, chunks=chunks, finished=is_finished)


def sweep_invoices(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells a periodic job its time
    """Begin the day's run of each seller once its cut-off hour has come, and go on with what stopped in the middle."""
    after = None
    while due := sellers_due(clock.now(), after=after):
        for seller_id in due:
            with one_step(seller_id, "start_run"):
                start_run(actor=platform_actor(seller_id, via=Via.JOB))
        after = due[-1]


def _bill_one(run_id: UUID, seller_id: UUID) -> bool | None:
    """Bill a chunk (None), or, where none is left, finish the run; whether it is finished now."""
    actor = platform_actor(seller_id, via=Via.JOB)
    with scope(seller_id):
        return None if bill_chunk(run_id, actor=actor) else finish_run(run_id, actor=actor)
