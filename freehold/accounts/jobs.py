"""A sweep: the checkpoints of logs that go out by mail each month."""

from freehold.accounts.actions.mail_checkpoint import mail_checkpoint
from freehold.audit.queries import checkpoint_mails_due
from freehold.kernel import clock
from freehold.kernel.actor import Via, platform_actor
from freehold.tenants.sweeps import one_step

SWEPT = 500


def mail_checkpoints(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells a periodic job its time
    """Mail what is due, each tenant's in a transaction of its own."""
    for tenant_id in checkpoint_mails_due(clock.today(), limit=SWEPT):
        with one_step(tenant_id, "mail_checkpoint"):
            mail_checkpoint(actor=platform_actor(tenant_id, via=Via.JOB))
