"""Sweeps: of what the API kept, and of grants that time has changed."""

import structlog

from freehold.delegation.actions.advance_grant import advance_grant
from freehold.delegation.actions.forget_replies import forget_replies
from freehold.delegation.actions.lock_reply import KEPT_FOR
from freehold.delegation.queries import grants_due, tenants_with_old_replies
from freehold.kernel import clock
from freehold.kernel.actor import Via, platform_actor
from freehold.tenants.sweeps import one_step

SWEPT = 500
log = structlog.get_logger()


def sweep_replies(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells a periodic job its time
    """Forget replies a day after the request."""
    before = clock.now() - KEPT_FOR
    for tenant_id in tenants_with_old_replies(before):
        with one_step(tenant_id, "forget_replies"):
            forget_replies(before=before, actor=platform_actor(tenant_id, via=Via.JOB))


def end_grants(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells a periodic job its time
    """Note which grants ended by themselves, and tell of those that stand: each in a transaction of its own."""
    for tenant_id, grant_id in grants_due(clock.now(), limit=SWEPT):
        with one_step(tenant_id, "advance_grant", grant=grant_id):
            step = advance_grant(grant_id, actor=platform_actor(tenant_id, via=Via.JOB))
            log.info("grant_advanced", grant=str(grant_id), step=step)
