"""Sweeps: of what the API kept, of grants that time has changed, and of requests that nobody answered."""

import structlog

from freehold.delegation.actions.advance_grant import advance_grant
from freehold.delegation.actions.expire_request import expire_request
from freehold.delegation.actions.forget_replies import forget_replies
from freehold.delegation.actions.lock_reply import KEPT_FOR
from freehold.delegation.queries import grants_due, requests_due, tenants_with_old_replies
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


def close_requests(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells a periodic job its time
    """Note which requests for access nobody answered in their time, and tell who asked."""
    for asker_id, request_id in requests_due(clock.now(), limit=SWEPT):
        with one_step(asker_id, "expire_request", request=request_id):
            expire_request(request_id, actor=platform_actor(asker_id, via=Via.JOB))
