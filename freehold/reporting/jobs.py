"""The nightly comparison of what was ordered, provided and billed."""

from uuid import UUID

import structlog

from freehold.kernel import clock
from freehold.kernel.actor import Via, platform_actor
from freehold.reporting.actions.note_check import note_check
from freehold.reporting.queries.drift import drift, last_period, sellers
from freehold.tenants.row_security import scope
from freehold.tenants.sweeps import one_step

log = structlog.get_logger()
MOST_LOGGED = 20  # of one seller


def check_drift(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells a periodic job its time
    """Compare all orders of each seller; its overview tells it of differences, and the log tells whoever runs the host."""
    after = None
    while found := sellers(after=after):
        for seller_id in found:
            with one_step(seller_id, "check_drift"):
                _check(seller_id)
        after = found[-1]


def _check(seller_id: UUID) -> None:
    actor = platform_actor(seller_id, via=Via.JOB)
    period = last_period(clock.today())
    orders = differences = 0
    after: UUID | None = None
    while True:
        with scope(seller_id):
            checked = drift(actor, period, after=after)
        for one in checked.drifts[: max(0, MOST_LOGGED - differences)]:
            log.warning(
                "drift",
                seller=str(seller_id),
                order=one.number,
                between=one.difference.kind.value,
                what=one.difference.what.value,
            )
        orders += checked.orders
        differences += len(checked.drifts)
        after = checked.next
        if after is None:
            break
    note_check(orders=orders, differences=differences, actor=actor)
