"""Ask for a look at a host name now."""

from uuid import UUID

from django.db import transaction

from freehold.domains.hosts import check_has_brand, lock_host
from freehold.domains.permissions import CHANGE_HOSTS
from freehold.domains.rules.timing import IF_LOST, may_ask_again
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.permission import require


@transaction.atomic
def ask_for_host_check(host_id: UUID, *, actor: Actor) -> None:
    """Ask for a look at the proof of a host name and where it leads; a job looks within seconds.

    Asked again within a few seconds, the one look serves both. Raises: NotFound, NotPermitted.
    """
    host = lock_host(host_id)
    check_has_brand(actor)
    require(actor, CHANGE_HOSTS)
    now = clock.now()
    if not may_ask_again(host.check_wanted_at, now=now):
        return
    host.check_wanted_at = now
    host.next_check_at = now + IF_LOST
    host.save(update_fields=["check_wanted_at", "next_check_at"])
    enqueue(Job.CHECK_HOST, lock=f"host:{host.id}", tenant_id=host.tenant_id, host_id=host.id)
