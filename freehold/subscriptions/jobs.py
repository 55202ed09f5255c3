"""The sweep over subscriptions: trials and orders that end, notices, erasures."""

import structlog

from freehold.kernel import clock
from freehold.kernel.actor import Via, platform_actor
from freehold.subscriptions.actions.advance import advance_subscription
from freehold.subscriptions.queries import subscriptions_due
from freehold.tenants.sweeps import one_step

log = structlog.get_logger()


def sweep_subscriptions(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells a periodic job its time
    """Take every step that is due, each in a transaction of its own: one that cannot be taken holds up no other."""
    today = clock.today()
    after = None
    while due := subscriptions_due(today, after=after):
        for seller_id, subscription_id in due:
            actor = platform_actor(seller_id, via=Via.JOB)
            with one_step(seller_id, "advance_subscription", subscription=subscription_id):
                step = advance_subscription(subscription_id, today=today, actor=actor)
                log.info("subscription_advanced", subscription=str(subscription_id), step=step)
        after = due[-1][1]
