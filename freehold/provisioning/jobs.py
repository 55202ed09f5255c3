"""Looking at instances, the sweep for what a lost job left, and the rescue of jobs whose worker died."""

from uuid import UUID

import structlog
from asgiref.sync import async_to_sync
from procrastinate.contrib.django import app

from freehold.kernel import clock
from freehold.provisioning.actions.try_again import try_when_due
from freehold.provisioning.queries import instances_adrift
from freehold.provisioning.reconcile import reconcile
from freehold.tenants.sweeps import one_step

log = structlog.get_logger()
STALLED_SECONDS = (
    15  # without a sign of life; a worker gives one every HEARTBEAT_SECONDS, on a busy host somewhat later
)
HEARTBEAT_SECONDS = 3


def look_at_instance(tenant_id: str, instance_id: str) -> None:
    """Bring one instance to what is wanted. One that is as wanted already costs one query."""
    reconcile(UUID(tenant_id), UUID(instance_id))


def sweep_instances(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells a periodic job its time
    """Enqueue a look at every instance whose next try is due."""
    now = clock.now()
    for tenant_id, instance_id in instances_adrift():
        with one_step(tenant_id, "try_when_due", instance=instance_id):
            try_when_due(instance_id, now=now)


def rescue_jobs(timestamp: int) -> None:  # noqa: ARG001
    """Give the jobs of dead workers back to the queue: a killed worker leaves them `doing`, their locks held."""
    stalled = async_to_sync(app.job_manager.get_stalled_jobs)(seconds_since_heartbeat=STALLED_SECONDS)
    for job in stalled:
        log.warning("job_rescued", task=job.task_name, job=job.id)
        async_to_sync(app.job_manager.retry_job)(job)
