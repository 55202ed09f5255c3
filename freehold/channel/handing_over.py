"""Taking a handover of many customers further, customer by customer, after any interruption."""

from datetime import date
from uuid import UUID

import structlog

from freehold.channel.actions.announce_to_customer import announce_to_customer
from freehold.channel.actions.finish_handover import finish_handover
from freehold.channel.queries.handovers import to_announce
from freehold.kernel.actor import Via, platform_actor
from freehold.tenants.row_security import scope
from freehold.tenants.sweeps import one_step

log = structlog.get_logger()
AT_ONCE = 500


def advance(former_seller_id: UUID, handover_id: UUID, *, today: date) -> None:
    """Tell each customer that was not told yet, in a transaction of its own, and close what is over.

    Killed at any point, the next call goes on with what is missing.
    """
    actor = platform_actor(former_seller_id, via=Via.JOB)
    after = None
    while True:
        with scope(former_seller_id):
            found = to_announce(former_seller_id, handover_id, after=after, limit=AT_ONCE)
        if not found:
            break
        for row_id in found:
            with one_step(former_seller_id, "announce_handover", handover=handover_id):
                announce_to_customer(row_id, today=today, actor=actor)
        after = found[-1]
    with one_step(former_seller_id, "finish_handover", handover=handover_id):
        done = finish_handover(handover_id, today=today, actor=actor)
        log.info("handover_advanced", handover=str(handover_id), done=done)
