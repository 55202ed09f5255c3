"""Take a host name from a brand."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.domains.hosts import check_has_brand, lock_host
from freehold.domains.permissions import CHANGE_HOSTS
from freehold.kernel.actor import Actor
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.permission import require


@transaction.atomic
def remove_host(host_id: UUID, *, actor: Actor) -> None:
    """Forget a host name with its certificate and key; nobody is served there from now on.

    Raises: NotFound, NotPermitted.
    """
    host = lock_host(host_id)
    check_has_brand(actor)
    require(actor, CHANGE_HOSTS)
    record(actor, CHANGE_HOSTS, subject_kind="host", subject_id=host.id, name=host.name, removed=True)
    host.delete()
    enqueue(Job.WRITE_CERTIFICATES, lock="host:certificates", tenant_id=actor.tenant_id)
