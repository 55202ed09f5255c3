"""Sweeps of what the API kept."""

from freehold.delegation.actions.forget_replies import forget_replies
from freehold.delegation.actions.lock_reply import KEPT_FOR
from freehold.delegation.queries import tenants_with_old_replies
from freehold.kernel import clock
from freehold.kernel.actor import Via, platform_actor
from freehold.tenants.row_security import scope


def sweep_replies(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells a periodic job its time
    """Forget replies a day after the request."""
    before = clock.now() - KEPT_FOR
    for tenant_id in tenants_with_old_replies(before):
        with scope(tenant_id):
            forget_replies(before=before, actor=platform_actor(tenant_id, via=Via.JOB))
